"""`claudelint check --show-settings`: the settings in force and the target SDK, through the real command."""

from __future__ import annotations

import json
from pathlib import Path

from harness import Files, claudelint, folder_of, write

CALL = "import anthropic\nanthropic.Anthropic().messages.create(temperature=1)\n"
LOCK = '[[package]]\nname = "anthropic"\nversion = "%s"\n'
PROJECT = """\
[project]
dependencies = ["anthropic>=0.40"]
[tool.claudelint]
extend = "shared.toml"
ignore = ["CL9"]
extend-exclude = ["generated"]
fail-on = "error"
unfixable = ["CL401"]
[tool.claudelint.per-file-ignores]
"!src/*" = ["CL601"]
[tool.claudelint.rules.retiring-model]
fail-within = 60
"""
SHARED = "[tool.claudelint]\npreview = true\n"


def shown(files: Files, *arguments: str, status: int = 0) -> str:
    """What is printed for a project of these files."""
    with folder_of({"a.py": CALL, **files}) as root:
        done = claudelint("check", "--show-settings", *arguments, cwd=root)
        assert (done.returncode, done.stderr) == (status, b""), done.stderr
        return done.stdout.decode().replace(str(root), "ROOT")


def test_nothing_is_set() -> None:
    """Without a configuration the defaults are shown, and nothing is checked."""
    text = shown({})
    assert text.startswith(
        "configuration file: none\n"
        "project root: ROOT\n"
        "  target SDK: 2, assumed: no file pins `anthropic` to one major version\n"
        "fail on: warning\n"
        "preview: off\n"
    )
    assert "  CL401 retired-model\n" in text
    assert "CL001:" not in text


def test_what_is_set() -> None:
    """Each setting is shown as it is in force, and where it comes from."""
    text = shown(
        {"pyproject.toml": PROJECT, "shared.toml": SHARED[len("[tool.claudelint]\n") :]}, "--select", "CL4"
    )
    assert "configuration file: pyproject.toml\nsettings also from: shared.toml, command line\n" in text
    assert "fail on: error\npreview: on\n" in text
    assert "venv, generated\n" in text
    assert "per-file ignores:\n  !src/*: CL601\n" in text
    assert "rules:\n  CL401 retired-model\n" in text
    assert "CL904" not in text
    assert "never fixed:\n  CL401\n" in text
    assert "  retiring-model.fail-within = 60\n" in text
    assert "  retiring-model.check-tests = false\n" in text


def test_target_sdk_and_why() -> None:
    """The target is shown with what it comes from and what was passed over."""
    files = {
        "app/pyproject.toml": '[project]\ndependencies = ["anthropic>=0.40"]',
        "app/poetry.lock": "anthropic =",
    }
    assert (
        "  target SDK: 1 (at least 1.9.0), from anthropic 1.9.0 in uv.lock\n"
        "    passed over: app/poetry.lock cannot be read: "
    ) in shown({**files, "uv.lock": LOCK % "1.9.0"}, "app")
    text = shown(files, "app")
    assert (
        "  target SDK: 2, assumed: `anthropic>=0.40` in app/pyproject.toml admits several major versions\n"
        in text
    )
    text = shown(files, "app", "--target-sdk", "1.4")
    assert "  target SDK: 1 (at least 1.4), from `target-sdk` in the configuration\n" in text


def test_every_project_is_listed() -> None:
    """Where the paths hold several projects, each is listed with its target, the first path's own first."""
    files = {
        "requirements.txt": "anthropic==2.12.0",
        "b/Pipfile": '[packages]\nanthropic = "<1"',
        "b/a.py": CALL,
        "c/claudelint.toml": "target-sdk = '1'",
        "c/deep/a.py": CALL,
    }
    projects = json.loads(shown(files, "--output-format", "json"))["projects"]
    assert [(one["root"], one["target_sdk"]["major"]) for one in projects] == [
        ("ROOT", 2),
        ("b", 0),
        ("c", 1),
    ]
    projects = json.loads(shown(files, "b/a.py", "c", "--output-format", "json"))["projects"]
    assert [one["root"] for one in projects] == ["b", "c"]
    assert json.loads(shown(files, "c/deep", "--output-format", "json"))["config_file"] == "c/claudelint.toml"


def test_json() -> None:
    """JSON has the same."""
    files = {"pyproject.toml": PROJECT.replace('extend = "shared.toml"\n', ""), "uv.lock": LOCK % "1.9.0"}
    answer = json.loads(shown(files, "--output-format", "json"))
    assert answer["config_file"] == "pyproject.toml"
    assert answer["origins"] == ["pyproject.toml"]
    assert answer["fail_on"] == "error"
    assert answer["per_file_ignores"] == [{"pattern": "src/*", "negated": True, "rules": ["CL601"]}]
    assert answer["projects"] == [
        {
            "root": "ROOT",
            "target_sdk": {
                "major": 1,
                "lowest": "1.9.0",
                "assumed": False,
                "reason": "anthropic 1.9.0 in uv.lock",
                "passed_over": [],
            },
        }
    ]
    rules = {rule["code"]: rule for rule in answer["rules"]}
    assert rules["CL402"]["options"] == {"fail_within": 60, "check_tests": False}
    assert not rules["CL401"]["fixable"]


def test_mistakes_are_status_2(tmp_path: Path) -> None:
    """A configuration that cannot be used, and a path that is not there, are status 2."""
    write(tmp_path, {"claudelint.toml": "selct = []"})
    done = claudelint("check", "--show-settings", "--output-format", "json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"{}\n")
    assert b"did you mean `select`?" in done.stderr
    done = claudelint("check", "--show-settings", "--isolated", "nothing.py", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout.startswith(b"configuration file: none\n")


def test_output_file_and_standard_input(tmp_path: Path) -> None:
    """The settings can go to a file; those of standard input are the ones of the file it stands for."""
    write(tmp_path, {"sub/claudelint.toml": "fail-on = 'advice'"})
    arguments = ("check", "--show-settings", "-", "--stdin-filename", "sub/a.py", "-o", "settings.txt")
    done = claudelint(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert "fail on: advice\n" in (tmp_path / "settings.txt").read_text()


def test_findings_follow_the_lock_file() -> None:
    """A check judges by the target that is shown: the parameter is gone in SDK 1, and was there before."""
    for version, count in (("1.9.0", 1), ("0.40.0", 0)):
        with folder_of({"a.py": CALL, "uv.lock": LOCK % version}) as root:
            done = claudelint("check", "--select", "CL001", "--output-format", "json", cwd=root)
        findings = json.loads(done.stdout)
        assert len(findings) == count
        if findings:
            assert findings[0]["message"].endswith("(SDK 1, from anthropic 1.9.0 in uv.lock)")
