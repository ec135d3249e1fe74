"""Real command lines on real files."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from harness import claudelint, write

BEFORE = """\
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(model="claude-opus-4-8", max_tokens=1024, messages=[{"role": "user", "content": "Hi"}])
print(response.content[0].text)  # the answer
"""
AFTER = BEFORE.replace(
    "response.content[0].text", '[block.text for block in response.content if block.type == "text"][0]'
)
UNSAFE = BEFORE.replace("[0]", "[-1]")
CLEAN = AFTER
FINDING = "a.py:5:7: CL601"
ONLY = ("--select", "CL601", "--fail-on", "advice")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one file, in which one thing is found that can be mended safely."""
    (tmp_path / "a.py").write_text(BEFORE)
    return tmp_path


def run(cwd: Path, *arguments: str, **options: object) -> tuple[int, str, str]:
    """Status, standard output and standard error of `claudelint check`."""
    result = claudelint("check", *arguments, cwd=cwd, **options)  # type: ignore[arg-type]
    assert b"Traceback" not in result.stderr, result.stderr.decode()
    return result.returncode, result.stdout.decode(), result.stderr.decode()


# what is found, and the exit status


@pytest.mark.parametrize(
    ("flags", "status"),
    [
        ((), 0),
        (("--fail-on", "advice"), 1),
        (("--fail-on", "warning"), 0),
        (("--fail-on", "advice", "--exit-zero"), 0),
        (("--fail-on", "advice", "--ignore", "CL601"), 0),
        (("--fail-on", "advice", "--select", "CL9"), 0),
        (("--fail-on", "advice", "--select", "responses"), 1),
        (("--fail-on", "advice", "--select", "positional-content"), 1),
        (("--fail-on", "advice", "--select", "CL6"), 1),
        (("--fail-on", "advice", "--select", "ALL", "--ignore", "CL601"), 0),
        (("--fail-on", "advice", "--select", "CL601", "--extend-ignore", "responses"), 1),
        (("--fail-on", "advice", "--per-file-ignores", "a.py:CL601"), 0),
        (("--fail-on", "advice", "--per-file-ignores", "b.py:CL601"), 1),
        (("--config", "fail-on='advice'"), 1),
        (("--select", "CL999"), 2),
        (("nothing.py",), 2),
        (("--nonsense",), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_status(project: Path, flags: tuple[str, ...], status: int) -> None:
    """0 when nothing at or above the threshold is found, 1 when something is, 2 when it could not be told."""
    code, _, error = run(project, *flags)
    assert code == status, error


def test_concise(project: Path) -> None:
    """One line for each finding, and a closing line on standard error."""
    code, out, error = run(project, *ONLY)
    assert code == 1
    assert out.startswith(f"{FINDING} [*] `content[0]` is taken for the text of the answer")
    assert out.count("\n") == 1
    assert error == "Found 1 piece of advice in 1 file (1 request).\n[*] 1 fixable with `--fix`.\n"
    assert run(project, *ONLY, "--quiet")[2] == ""


def test_full(project: Path) -> None:
    """The full report shows the line, marks the place, and offers the fix and the page."""
    _, out, _ = run(project, *ONLY, "--output-format", "full")
    assert "print(response.content[0].text)" in out
    assert "^" * len("response.content[0].text") in out
    assert "block.type" in out
    assert "rules/responses/positional_content.py" in out


def test_json(project: Path) -> None:
    """Every finding is an object with the keys that are promised; places count code points from 1."""
    (project / "a.py").write_text(BEFORE.replace("print(", 'print("日本😀", '))
    code, out, _ = run(project, *ONLY, "--output-format", "json")
    assert code == 1
    (finding,) = json.loads(out)
    assert list(finding) == [
        "code",
        "name",
        "severity",
        "message",
        "filename",
        "location",
        "end_location",
        "cell",
        "fix",
        "related",
        "url",
    ]
    assert (finding["code"], finding["name"], finding["severity"]) == (
        "CL601",
        "positional-content",
        "advice",
    )
    assert finding["filename"] == "a.py"
    assert finding["location"] == {"row": 5, "column": 14}
    assert finding["end_location"] == {"row": 5, "column": 14 + len("response.content[0].text")}
    assert finding["cell"] is None
    assert list(finding["fix"]) == ["applicability", "message", "edits"]
    assert finding["fix"]["applicability"] == "safe"
    before, after = finding["fix"]["edits"]
    assert list(before) == list(after) == ["filename", "content", "location", "end_location"]
    assert before["content"] == "[block.text for block in "
    assert before["location"] == before["end_location"] == finding["location"]
    assert after["end_location"] == finding["end_location"]
    assert isinstance(finding["related"], list)
    assert finding["url"].startswith("https://")


def test_json_of_nothing(project: Path) -> None:
    """Nothing found is an empty list, also with status 2."""
    assert run(project, "--select", "CL9", "--output-format", "json")[1] == "[]\n"
    (project / "a.py").write_text("import anthropic\ndef f(:\n")
    code, out, error = run(project, *ONLY, "--output-format", "json", "--quiet")
    assert (code, out) == (2, "[]\n")
    assert error.startswith("error: a.py:2:")


def test_json_of_a_shown_fix(project: Path) -> None:
    """A fix that may not be applied here is shown, and brings no edits."""
    _, out, _ = run(project, *ONLY, "--config", "unfixable=['CL601']", "--output-format", "json")
    (finding,) = json.loads(out)
    assert finding["fix"]["applicability"] == "display"
    assert finding["fix"]["edits"] == []


def test_github(project: Path) -> None:
    """Findings as commands for GitHub Actions."""
    _, out, _ = run(project, *ONLY, "--output-format", "github")
    assert out.startswith(
        "::notice title=claudelint (CL601),file=a.py,line=5,endLine=5,col=7,endColumn=31::a.py:5:7:"
    )
    assert out.count("\n") == 1


def test_statistics(project: Path) -> None:
    """Counts in place of findings."""
    (project / "b.py").write_text(BEFORE)
    assert run(project, *ONLY, "--statistics")[1] == "2  CL601  [*] positional-content\n"
    counts = json.loads(run(project, *ONLY, "--statistics", "--output-format", "json")[1])
    assert counts == [{"code": "CL601", "name": "positional-content", "count": 2, "fixable": 2}]


def test_same_order_on_every_run(project: Path) -> None:
    """Reports are sorted by file and place, whatever the hash seed."""
    for name in ("z.py", "b/c.py", "b/a.py"):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(BEFORE + BEFORE)
    outs = {run(project, *ONLY, env={"PYTHONHASHSEED": seed})[1] for seed in ("1", "2", "3")}
    (out,) = outs
    places = [tuple(line.split(":")[:2]) for line in out.splitlines()]
    assert places == sorted(places, key=lambda place: (place[0], int(place[1])))
    assert len(places) == 7


def test_output_file(project: Path) -> None:
    """A report goes to a file, and standard output stays empty."""
    _, out, _ = run(project, *ONLY, "--output-format", "json", "--output-file", "out.json")
    assert out == ""
    assert len(json.loads((project / "out.json").read_text())) == 1


@pytest.mark.parametrize(
    ("env", "colored"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_color(project: Path, env: dict[str, str], colored: bool) -> None:
    """NO_COLOR has the last word."""
    assert ("\x1b[" in run(project, *ONLY, env=env)[1]) is colored


def test_file_names(project: Path) -> None:
    """Files are named from the working directory, with slashes; outside of it, in full."""
    folder = project / "deep" / "er"
    folder.mkdir(parents=True)
    (folder / "b.py").write_text(BEFORE)
    assert run(project, *ONLY, "deep")[1].startswith("deep/er/b.py:5:7:")
    assert run(project, *ONLY, "./deep/../deep/er/b.py")[1].startswith("deep/er/b.py:5:7:")
    assert run(folder, *ONLY)[1].startswith("b.py:5:7:")
    assert run(folder, *ONLY, "../../a.py")[1].startswith(f"{project.resolve()}/a.py:5:7:")


def test_excludes(project: Path) -> None:
    """Excluded files are left out unless they are named, and then unless excludes are forced."""
    (project / "venv").mkdir()
    (project / "venv" / "b.py").write_text(BEFORE)
    (project / ".git").mkdir()
    (project / ".gitignore").write_text("c.py\n")
    (project / "c.py").write_text(BEFORE)
    assert [line.split(":")[0] for line in run(project, *ONLY)[1].splitlines()] == ["a.py"]
    assert run(project, *ONLY, "venv/b.py")[1].startswith("venv/b.py")
    assert run(project, *ONLY, "venv/b.py", "--force-exclude")[:2] == (0, "")
    assert run(project, *ONLY, "--extend-exclude", "a.py")[:2] == (0, "")
    assert run(project, "--show-files")[1] == "a.py\n"


@pytest.mark.parametrize("command", [("claudelint",), ("claudelint-api",)])
def test_commands(project: Path, command: tuple[str, ...]) -> None:
    """Both commands that are installed do the same as `python -m claudelint`."""
    program = Path(sys.executable).parent / command[0]
    result = subprocess.run([program, "check", *ONLY], cwd=project, capture_output=True, check=False)
    assert (result.returncode, result.stdout.decode()) == run(project, *ONLY)[:2]


# fixes


def test_fix(project: Path) -> None:
    """What is safe is mended, the rest of the file is as it was, and a second time changes nothing."""
    code, out, error = run(project, *ONLY, "--fix")
    assert (code, out) == (0, "")
    assert error.startswith("Fixed 1 problem in 1 file.\n")
    assert (project / "a.py").read_text() == AFTER
    before = (project / "a.py").stat().st_mtime_ns
    code, out, error = run(project, *ONLY, "--fix")
    assert (code, out, "Fixed" in error) == (0, "", False)
    assert (project / "a.py").read_text() == AFTER
    assert (project / "a.py").stat().st_mtime_ns == before


def test_unsafe_fixes(project: Path) -> None:
    """An unsafe fix is applied only when it is asked for."""
    (project / "a.py").write_text(UNSAFE)
    code, out, error = run(project, *ONLY, "--fix")
    assert (code, "[*]" in out) == (1, False)
    assert "1 fixable with `--fix --unsafe-fixes`." in error
    assert (project / "a.py").read_text() == UNSAFE
    assert "[*]" in run(project, *ONLY, "--unsafe-fixes")[1]
    assert (project / "a.py").read_text() == UNSAFE
    assert run(project, *ONLY, "--fix", "--unsafe-fixes")[0] == 0
    assert "[-1]" in (project / "a.py").read_text()
    assert "block.text" in (project / "a.py").read_text()


def test_diff(project: Path) -> None:
    """A diff shows what --fix would do, prints no findings, writes nothing, and is status 1."""
    code, out, error = run(project, *ONLY, "--diff")
    assert code == 1
    assert out.startswith("--- a.py\n+++ a.py\n@@ ")
    assert "-print(response.content[0].text)  # the answer\n" in out
    assert "CL601" not in out
    assert error == "Would fix 1 problem in 1 file.\n"
    assert (project / "a.py").read_text() == BEFORE
    assert run(project, *ONLY, "--diff", "--fix")[0] == 1
    assert (project / "a.py").read_text() == BEFORE
    applied = subprocess.run(
        ["git", "apply", "-p0"], input=out.encode(), cwd=project, capture_output=True, check=False
    )
    assert applied.returncode == 0, applied.stderr
    assert (project / "a.py").read_text() == AFTER
    assert run(project, *ONLY, "--diff")[:2] == (0, "")


def test_a_fix_is_counted_where_it_changes_something(project: Path) -> None:
    """The model of a request is decided in another file, which is the only one that changes."""
    write(
        project,
        {
            "ask.py": "import anthropic\nfrom shared import MODEL\n"
            "anthropic.Anthropic().messages.create(model=MODEL, max_tokens=9, messages=[])\n",
            "shared.py": 'MODEL = "claude-2.1"\n',
        },
    )
    flags = ("--select", "CL401", "--unsafe-fixes", "ask.py", "shared.py")
    assert run(project, *flags, "--diff")[2] == "Would fix 1 problem in 1 file.\n"
    _, _, error = run(project, *flags, "--fix", "--show-fixes")
    assert error.startswith("shared.py:\n  1 × CL401 (")
    assert "Fixed 1 problem in 1 file.\n" in error


def test_a_suppression_that_another_fix_makes_necessary_stays(project: Path) -> None:
    """Nothing is a simple task for a retired model; for the one that it is replaced by, it is, and we know."""
    known = """import anthropic
client = anthropic.Anthropic()
def is_spam(mail):
    answer = client.messages.create(
        model="{}",
        max_tokens=9,
        system="Is this mail spam? Answer only yes or no.",
        messages=[{{"role": "user", "content": mail}}],
    )  # claudelint: ignore[CL404] we know
    text = next(block.text for block in answer.content if block.type == "text")
    return text.strip().lower() == "yes"
"""
    (project / "a.py").write_text(known.format("claude-opus-4-20250514"))
    code, out, _ = run(project, "a.py", "--fix", "--unsafe-fixes")
    assert (code, out) == (0, "")
    assert (project / "a.py").read_text() == known.format("claude-opus-4-8")


def test_fix_only(project: Path) -> None:
    """With --fix-only nothing is reported, and the status is 0."""
    (project / "b.py").write_text(UNSAFE)
    code, out, _ = run(project, *ONLY, "--fix-only")
    assert (code, out) == (0, "")
    assert (project / "a.py").read_text() == AFTER


def test_exit_non_zero_on_fix(project: Path) -> None:
    """Status 1 when anything was written, 0 when there was nothing to write."""
    assert run(project, *ONLY, "--fix", "--exit-non-zero-on-fix")[0] == 1
    assert (project / "a.py").read_text() == AFTER
    assert run(project, *ONLY, "--fix", "--exit-non-zero-on-fix")[0] == 0


def test_show_fixes(project: Path) -> None:
    """The fixes that were made are listed."""
    assert "a.py:\n  1 × CL601 (" in run(project, *ONLY, "--fix", "--show-fixes")[2]


def test_standard_input(project: Path) -> None:
    """Standard input is checked, and with --fix handed back mended."""
    code, out, _ = run(project, *ONLY, "-", stdin=BEFORE.encode())
    assert (code, out.split(" ")[0]) == (1, "-:5:7:")
    code, out, error = run(project, *ONLY, "-", "--fix", "--stdin-filename", "x.py", stdin=BEFORE.encode())
    assert (code, out) == (0, AFTER)
    assert not (project / "x.py").exists()
    code, out, error = run(project, *ONLY, "-", "--fix", stdin=UNSAFE.encode())
    assert (code, out) == (1, UNSAFE)
    assert "CL601" in error
    code, out, _ = run(project, *ONLY, "-", "--diff", stdin=BEFORE.encode())
    assert (code, "block.text" in out) == (1, True)


@pytest.mark.parametrize(
    ("name", "convert"),
    [
        ("crlf", lambda text: text.replace("\n", "\r\n").encode()),
        ("mixed", lambda text: text.replace("\n", "\r\n", 2).encode()),
        ("mark", lambda text: b"\xef\xbb\xbf" + text.encode()),
        ("latin-1", lambda text: ("# -*- coding: latin-1 -*-\n# é\n" + text).encode("latin-1")),
        ("cp1252", lambda text: ("# coding: cp1252\nEURO = '€'\n" + text).encode("cp1252")),
        ("no newline at the end", lambda text: text.rstrip("\n").encode()),
        ("tabs", lambda text: ("if True:\n\tx = 1\n" + text).encode()),
        ("form feed", lambda text: ("x = 1\n\x0c\n\x0c\n" + text).encode()),
        ("emoji", lambda text: ("x = '😀'; " + text).encode()),
        ("comments", lambda text: (text + "# a\n\n    # b\n# c").encode()),
    ],
)
def test_fix_keeps_the_bytes(project: Path, name: str, convert: object) -> None:
    """Encoding, mark, newlines and everything that is not mended are kept, byte by byte."""
    assert callable(convert)
    (project / "a.py").write_bytes(convert(BEFORE))
    assert run(project, *ONLY, "--fix")[0] == 0
    assert (project / "a.py").read_bytes() == convert(AFTER)


def test_fix_keeps_permissions_and_links(project: Path) -> None:
    """A script stays executable, and a link stays a link to the mended file."""
    (project / "real").mkdir()
    target = project / "real" / "script.py"
    target.write_text(BEFORE)
    target.chmod(0o751)
    (project / "a.py").unlink()
    (project / "a.py").symlink_to("real/script.py")
    assert run(project, *ONLY, "--fix", "a.py")[0] == 0
    assert (project / "a.py").is_symlink()
    assert os.readlink(project / "a.py") == "real/script.py"
    assert target.read_text() == AFTER
    assert stat.S_IMODE(target.stat().st_mode) == 0o751
    assert sorted(os.listdir(project / "real")) == ["script.py"]


def test_fix_leaves_other_files_alone(project: Path) -> None:
    """Only the files that are given are written."""
    (project / "b.py").write_text(BEFORE)
    (project / "lib.py").write_text("def text_of(response):\n    return response.content[0].text\n")
    (project / "c.py").write_text(
        "import anthropic\nfrom lib import text_of\n"
        "print(text_of(anthropic.Anthropic().messages.create(model='claude-opus-4-8', max_tokens=9, messages=[])))\n"
    )
    run(project, *ONLY, "--fix", "--unsafe-fixes", "a.py", "c.py")
    assert (project / "a.py").read_text() == AFTER
    assert (project / "b.py").read_text() == BEFORE
    assert "content[0].text" in (project / "lib.py").read_text()


# suppression


@pytest.mark.parametrize(
    ("comment", "silent"),
    [
        ("# claudelint: ignore[CL601]", True),
        ("# claudelint: ignore[positional-content]", True),
        ("# claudelint: ignore[CL401, CL601] because", True),
        ("# claudelint: ignore", True),
        ("# noqa: CL601", True),
        ("# noqa: E501,CL601", True),
        ("# noqa", True),
        ("# type: ignore  # claudelint: ignore[CL601]", True),
        ("# claudelint: ignore[CL401]", False),
        ("# noqa: E501", False),
        ("# claudelint ignore[CL601]", False),
        ("# claudelint: ignored[CL601]", False),
    ],
)
def test_suppression(project: Path, comment: str, silent: bool) -> None:
    """A comment on the line covers what is found there, when it names it or names nothing."""
    (project / "a.py").write_text(BEFORE.replace("# the answer", comment))
    code, out, _ = run(project, *ONLY)
    assert (code, out == "") == ((0, True) if silent else (1, False))


def test_suppression_on_a_line_of_its_own(project: Path) -> None:
    """Alone on a line a comment covers the next statement; file-ignore covers the file."""
    (project / "a.py").write_text(BEFORE.replace("print", "# claudelint: ignore[CL601]\nprint"))
    assert run(project, *ONLY)[0] == 0
    (project / "a.py").write_text(BEFORE.replace("print", "# claudelint: ignore[CL601]\nx = 1\nprint"))
    assert run(project, *ONLY)[0] == 1
    (project / "a.py").write_text("# claudelint: file-ignore[CL601]\n" + BEFORE)
    assert run(project, *ONLY)[0] == 0


def test_suppression_in_a_string(project: Path) -> None:
    """Suppressions are comments: what stands in a string suppresses nothing."""
    (project / "a.py").write_text(
        BEFORE.replace("text)  # the answer", 'text, "# noqa", """\n# claudelint: file-ignore\n""")')
    )
    assert run(project, *ONLY)[0] == 1


def test_unused_suppressions_are_removed(project: Path) -> None:
    """CL901 reports comments that are not needed, and its fix removes them and keeps what is needed."""
    text = (
        BEFORE.replace("# the answer", "# noqa: E501, CL601, CL602")
        + "x = 1  # claudelint: ignore[CL601] why\ny = 2  # noqa: CL601\nz = 3  # noqa\nw = 4  # noqa: E501,CL601\n"
    )
    (project / "a.py").write_text(text)
    flags = ("--select", "CL601,CL901")
    code, out, _ = run(project, *flags)
    assert code == 1
    assert [line.split(":")[1] for line in out.splitlines()] == ["6", "7", "9"]
    assert run(project, *flags, "--fix")[0] == 0
    assert (project / "a.py").read_text() == text.replace("  # claudelint: ignore[CL601] why", "").replace(
        "  # noqa: CL601\n", "\n"
    ).replace("noqa: E501,CL601", "noqa: E501")


def test_suppressions_of_rules_that_did_not_run(project: Path) -> None:
    """A comment is not called unused when the rule that it names did not run."""
    (project / "a.py").write_text("import anthropic\nx = 1  # claudelint: ignore[CL601]\n")
    assert run(project, "--select", "CL901")[0] == 0
    assert run(project, "--select", "CL901,CL601")[0] == 1


# configuration


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("claudelint.toml", "selct = ['CL6']", ["claudelint.toml", "selct", "select"]),
        (
            "pyproject.toml",
            "[tool.claudelint]\nignore = 'CL601'",
            ["pyproject.toml", "ignore", "a list of texts"],
        ),
        ("claudelint.toml", "ignore = ['CL6O1']", ["claudelint.toml", "CL6O1", "CL601"]),
        ("claudelint.toml", "select = ['positional-contents']", ["claudelint.toml", "positional-content"]),
        ("claudelint.toml", "fail-on = 'warn'", ["claudelint.toml", "fail-on", "warning"]),
        ("claudelint.toml", "[rules.positional-contnt]\nx = 1", ["claudelint.toml", "positional-content"]),
        ("claudelint.toml", "[rules.positional-content]\nnothing = 1", ["claudelint.toml", "nothing"]),
        ("claudelint.toml", "target-sdk = 'new'", ["claudelint.toml", "target-sdk", "new"]),
        ("claudelint.toml", "select = [", ["claudelint.toml"]),
        ("claudelint.toml", "extend = 'nothing.toml'", ["claudelint.toml", "nothing.toml"]),
    ],
)
def test_configuration_errors(project: Path, file: str, text: str, words: list[str]) -> None:
    """A mistake in the configuration names file and key, and where one is near the right spelling."""
    (project / file).write_text(text)
    code, out, error = run(project)
    assert (code, out) == (2, "")
    assert all(word in error for word in words), error
    assert run(project, "--isolated")[0] == 0


def test_configuration(project: Path) -> None:
    """The nearest configuration counts, and flags win over it."""
    (project / "pyproject.toml").write_text("[tool.claudelint]\nselect = ['CL601']\nfail-on = 'advice'\n")
    (project / "sub").mkdir()
    (project / "sub" / "b.py").write_text(BEFORE)
    (project / "sub" / "claudelint.toml").write_text("extend = '../pyproject.toml'\nignore = ['CL601']\n")
    code, out, _ = run(project)
    assert (code, [line.split(":")[0] for line in out.splitlines()]) == (1, ["a.py"])
    assert run(project, "--ignore", "CL601")[:2] == (0, "")
    assert run(project, "--isolated", *ONLY)[1].count("\n") == 2
    assert run(project, "--config", "sub/claudelint.toml")[:2] == (0, "")


def test_target_sdk_is_read_with_isolated(project: Path) -> None:
    """Requirement files are no configuration: --isolated reads them all the same."""
    from claudelint.registry import find

    if find("CL001") is None:
        pytest.fail("CL001 is not there")
    (project / "a.py").write_text(
        "import anthropic\n"
        'anthropic.Anthropic().messages.create(model="claude-opus-4-8", max_tokens=1, messages=[], temperature=1.0)\n'
    )
    results = {}
    for pin in ("0.60.0", "2.12.0"):
        (project / "requirements.txt").write_text(f"anthropic=={pin}\n")
        results[pin] = run(project, "--isolated", "--select", "CL001")[0]
    assert results["2.12.0"] == 1
    assert results["0.60.0"] != results["2.12.0"] or run(project, "--select", "CL001")[1] != ""


# the checked project is never run


def test_nothing_of_the_project_runs(project: Path) -> None:
    """No file of the checked project is imported or executed, whatever its name, on no path of the command."""
    trap = f"open({str(project / 'RAN')!r}, 'a').write(__name__)\n"
    names = (
        "conftest.py",
        "sitecustomize.py",
        "usercustomize.py",
        "setup.py",
        "claudelint_plugin.py",
        "click.py",
        "libcst.py",
        "msgspec.py",
        "packaging.py",
        "tomllib.py",
        "anthropic/__init__.py",
        "rules/responses/mine.py",
        "rules/__init__.py",
        "package/__init__.py",
        "package/module.py",
    )
    for name in names:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(trap + BEFORE)
    (project / "a.py").write_text("from package.module import client\nimport click, libcst\n" + BEFORE)
    (project / "pyproject.toml").write_text(
        "[project]\nname = 'x'\nversion = '1'\n[project.entry-points.claudelint]\nx = 'claudelint_plugin'\n"
        "[tool.claudelint]\nfail-on = 'advice'\n[tool.pytest.ini_options]\naddopts = '-p claudelint_plugin'\n"
        "[build-system]\nrequires = []\nbuild-backend = 'setup'\nbackend-path = ['.']\n"
    )
    (project / "requirements.txt").write_text("anthropic==2.12.0\n")
    program = Path(sys.executable).parent / "claudelint"
    for flags in ((), ("--fix", "--unsafe-fixes"), ("--output-format", "full"), ("--diff",)):
        result = subprocess.run([program, "check", *flags], cwd=project, capture_output=True, check=False)
        assert result.returncode in (0, 1), result.stderr
        assert not (project / "RAN").exists(), (flags, (project / "RAN").read_text())
    # `python -m` puts the working directory first, as Python does for every module: -P and -I keep it out
    result = subprocess.run(
        [sys.executable, "-I", "-m", "claudelint", "check"], cwd=project, capture_output=True, check=False
    )
    assert result.returncode in (0, 1), result.stderr
    assert not (project / "RAN").exists()


def test_rules_are_listed() -> None:
    """The rules are listed as text and as JSON with the keys that are promised, and each has its page."""
    listed = json.loads(claudelint("rules", "--output-format", "json", cwd=Path.cwd()).stdout)
    assert listed
    for rule in listed:
        assert list(rule) == [
            "code",
            "name",
            "summary",
            "family",
            "severity",
            "fix_availability",
            "preview",
            "since",
            "url",
        ]
        assert rule["fix_availability"] in ("never", "sometimes", "always")
    page = claudelint("rule", "CL601", cwd=Path.cwd()).stdout.decode()
    assert page.startswith("# positional-content (CL601)")
    assert page == claudelint("rule", "positional-content", cwd=Path.cwd()).stdout.decode()
    assert claudelint("rule", "CL600", cwd=Path.cwd()).returncode == 2
