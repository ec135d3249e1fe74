"""The command line around the run: flags, settings, exit status, and where things are printed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner, Result

from claudelint.cli import main
from claudelint.findings import Finding, Fix, Safety, Severity, Span
from claudelint.reading.source import Source
from claudelint.running.outcome import Change, FileError, FixMode, Outcome, RunRequest

Runner = Callable[..., Result]


class FakeRun:
    """Stands in for the run: notes what it was asked and returns what it was told to."""

    def __init__(self) -> None:
        self.outcome = Outcome(())
        self.requests: list[RunRequest] = []
        self.failure: BaseException | None = None

    def run(self, request: RunRequest) -> Outcome:
        """Take a request."""
        self.requests.append(request)
        if self.failure is not None:
            raise self.failure
        return self.outcome

    @property
    def request(self) -> RunRequest:
        """The last request."""
        return self.requests[-1]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeRun:
    """A run without an engine, in a folder of its own with one file."""
    stand_in = FakeRun()
    module = ModuleType("claudelint.running.run")
    setattr(module, "run", stand_in.run)  # noqa: B010
    monkeypatch.setitem(sys.modules, "claudelint.running.run", module)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    (tmp_path / "a.py").write_text("old\n")
    return stand_in


def claudelint(*arguments: str, text: str | bytes | None = None) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, list(arguments), input=text)


def found(severity: Severity = Severity.WARNING, fix: Fix | None = None, file: str = "a.py") -> Outcome:
    """An outcome with one finding."""
    finding = Finding("CL401", "retired-model", severity, "it is old", Span(file, 0, 3), "url", fix)
    return Outcome((finding,), sources={file: Source.decode(file, b"old\n")}, files=1, requests=1)


def changed(*findings: Finding) -> Outcome:
    """An outcome with one file changed."""
    change = Change(Source.decode("a.py", b"old\n"), "new\n", (("CL401", "use `new`", 1),))
    return Outcome(findings, changes=(change,), files=1, requests=1)


def test_clean(fake: FakeRun) -> None:
    """Nothing found is status 0, nothing on standard output, and a closing line."""
    fake.outcome = Outcome((), files=1)
    result = claudelint("check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "No problems in 1 file (0 requests).\n"
    assert [file.display for file in fake.request.files] == ["a.py"]
    assert claudelint("check", "--quiet").stderr == ""


def test_findings(fake: FakeRun) -> None:
    """Findings go to standard output and make status 1."""
    fake.outcome = found()
    result = claudelint("check", "a.py")
    assert (result.exit_code, result.stdout) == (1, "a.py:1:1: CL401 it is old\n")
    assert claudelint("check", "--exit-zero").exit_code == 0


@pytest.mark.parametrize(
    ("severity", "flags", "status"),
    [
        (Severity.ADVICE, [], 0),
        (Severity.ADVICE, ["--fail-on", "advice"], 1),
        (Severity.WARNING, ["--fail-on", "error"], 0),
        (Severity.ERROR, ["--fail-on", "error"], 1),
        (Severity.WARNING, ["--config", "fail-on='error'"], 0),
    ],
)
def test_fail_on(fake: FakeRun, severity: Severity, flags: list[str], status: int) -> None:
    """Only findings at or above the threshold make status 1."""
    fake.outcome = found(severity)
    assert claudelint("check", *flags).exit_code == status


def test_fail_on_is_that_of_the_file(fake: FakeRun, tmp_path: Path) -> None:
    """The threshold is taken from the configuration of the file that the finding stands in."""
    (tmp_path / "strict").mkdir()
    (tmp_path / "strict" / "b.py").touch()
    (tmp_path / "strict" / "claudelint.toml").write_text("fail-on = 'advice'")
    fake.outcome = found(Severity.ADVICE, file="strict/b.py")
    assert claudelint("check").exit_code == 1
    fake.outcome = found(Severity.ADVICE)
    assert claudelint("check").exit_code == 0


def test_errors_are_status_2(fake: FakeRun) -> None:
    """What could not be read is said on standard error and is status 2, also with --exit-zero."""
    fake.outcome = Outcome((), errors=(FileError("a.py", "cannot be parsed", 3, 1),), files=1)
    result = claudelint("check", "--exit-zero", "--output-format", "json", "--quiet")
    assert (result.exit_code, result.stdout) == (2, "[]\n")
    assert result.stderr == "error: a.py:3:1: cannot be parsed\n"
    fake.outcome = Outcome((), errors=(FileError("a.py", "too new", notice=True),), files=1)
    result = claudelint("check")
    assert result.exit_code == 0
    assert result.stderr.startswith("note: a.py: too new\n")


def test_missing_path(fake: FakeRun) -> None:
    """A path that is not there is status 2; the others are checked."""
    fake.outcome = found()
    result = claudelint("check", "nothing.py", "a.py")
    assert (result.exit_code, result.stdout) == (2, "a.py:1:1: CL401 it is old\n")
    assert "error: nothing.py: no such file or directory\n" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--selct", "CL4"], "No such option"),
        (["--fail-on", "never"], "Invalid value"),
        (["--select", "CL999"], "command line: `select`: unknown rule `CL999`"),
        (["--target-sdk", ">=0.40"], "--target-sdk: '>=0.40' admits more than one major version"),
        (["--config", "nothing.toml"], "--config: there is no file 'nothing.toml'"),
        (["--config", "selct=[]"], "--config selct=[]: unknown key `selct`; did you mean `select`?"),
        (["--per-file-ignores", "CL401"], "is not GLOB:RULE"),
        (["-", "a.py"], "cannot be checked together with files"),
    ],
)
def test_bad_usage(fake: FakeRun, arguments: list[str], message: str) -> None:
    """Bad usage and bad settings are status 2 and say what is wrong."""
    result = claudelint("check", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not fake.requests


def test_bad_configuration_with_json(fake: FakeRun, tmp_path: Path) -> None:
    """Whoever reads JSON gets JSON, also with status 2."""
    (tmp_path / "claudelint.toml").write_text("selct = []")
    result = claudelint("check", "--output-format", "json")
    assert (result.exit_code, result.stdout) == (2, "[]\n")
    assert claudelint("check", "--isolated").exit_code == 0


def test_command_line_beats_configuration(fake: FakeRun, tmp_path: Path) -> None:
    """Flags come after --config KEY=VALUE, which comes after the file."""
    (tmp_path / "claudelint.toml").write_text("target-sdk = '1'\nfail-within = 3\nforce-exclude = true")
    claudelint("check", "--config", "target-sdk='0.40'", "--config", "fail-within=5", "--target-sdk", "2.12")
    settings = fake.request.settings
    assert settings.target_sdk is not None
    assert (settings.target_sdk.major, settings.target_sdk.given) == (2, "2.12")
    assert (settings.fail_within, settings.force_exclude) == (5, True)


def test_settings_belong_to_files(fake: FakeRun, tmp_path: Path) -> None:
    """Each file comes with the settings of its own folder."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.py").touch()
    (tmp_path / "sub" / "pyproject.toml").write_text("[tool.claudelint]\npreview = true")
    claudelint("check")
    assert [(file.display, file.settings.preview) for file in fake.request.files] == [
        ("a.py", False),
        ("sub/b.py", True),
    ]


@pytest.mark.parametrize(
    ("flags", "mode", "edits"),
    [
        ([], FixMode.SHOW, False),
        (["--output-format", "full"], FixMode.SHOW, True),
        (["--output-format", "json"], FixMode.SHOW, True),
        (["--output-format", "json", "--statistics"], FixMode.SHOW, False),
        (["--fix"], FixMode.WRITE, False),
        (["--fix-only"], FixMode.WRITE, False),
        (["--fix", "--diff"], FixMode.COMPUTE, False),
        (["--diff"], FixMode.COMPUTE, False),
        (["--unsafe-fixes"], FixMode.SHOW, False),
    ],
)
def test_what_the_run_is_asked(fake: FakeRun, flags: list[str], mode: FixMode, edits: bool) -> None:
    """The flags about fixes become a mode; unsafe fixes alone only show."""
    claudelint("check", *flags)
    assert (fake.request.fix_mode, fake.request.with_edits) == (mode, edits)
    assert fake.request.unsafe is ("--unsafe-fixes" in flags)


def test_unsafe_fixes_are_marked(fake: FakeRun) -> None:
    """An unsafe fix counts as applicable only when unsafe fixes are let in."""
    fake.outcome = found(fix=Fix("x", Safety.UNSAFE))
    assert "[*]" not in claudelint("check").stdout
    result = claudelint("check", "--unsafe-fixes")
    assert "CL401 [*]" in result.stdout
    assert "[*] 1 fixable with `--fix --unsafe-fixes`." in result.stderr


def test_diff(fake: FakeRun) -> None:
    """A diff prints no findings, and is status 1 when there is one."""
    fake.outcome = changed(*found().findings)
    result = claudelint("check", "--diff")
    assert (result.exit_code, result.stderr) == (1, "Would fix 1 problem in 1 file.\n")
    assert result.stdout == "--- a.py\n+++ a.py\n@@ -1 +1 @@\n-old\n+new\n"
    fake.outcome = found()
    assert (claudelint("check", "--diff").exit_code, claudelint("check", "--diff").stdout) == (0, "")


@pytest.mark.parametrize(
    ("flags", "status"),
    [
        (["--fix"], 0),
        (["--fix", "--exit-non-zero-on-fix"], 1),
        (["--fix", "--exit-non-zero-on-fix", "--exit-zero"], 0),
        (["--fix-only"], 0),
        (["--fix-only", "--exit-non-zero-on-fix"], 1),
    ],
)
def test_status_of_fixes(fake: FakeRun, flags: list[str], status: int) -> None:
    """With fixes the status is that of what remains, unless a change itself is to fail."""
    fake.outcome = changed()
    assert claudelint("check", *flags).exit_code == status


def test_what_remains_after_fixes(fake: FakeRun) -> None:
    """Findings that remain are printed and fail; with --fix-only neither."""
    remaining = found()
    fake.outcome = Outcome(remaining.findings, changes=changed().changes, sources=remaining.sources)
    result = claudelint("check", "--fix")
    assert (result.exit_code, result.stdout) == (1, "a.py:1:1: CL401 it is old\n")
    result = claudelint("check", "--fix-only", "--show-fixes")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "a.py:\n  1 × CL401 (use `new`)\n" in result.stderr


def test_standard_input(fake: FakeRun, tmp_path: Path) -> None:
    """Standard input is checked as the file it stands for, with that file's settings."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "claudelint.toml").write_text("preview = true")
    fake.outcome = found(file="sub/b.py")
    result = claudelint("check", "-", "--stdin-filename", "sub/b.py", text="old\n")
    assert (result.exit_code, result.stdout) == (1, "sub/b.py:1:1: CL401 it is old\n")
    stdin = fake.request.stdin
    assert stdin is not None
    assert (stdin.display, stdin.data, stdin.settings.preview) == ("sub/b.py", b"old\n", True)
    fake.outcome = Outcome(())
    claudelint("check", "-", text="old\n")
    assert fake.request.stdin is not None
    assert fake.request.stdin.display == "-"


def test_standard_input_is_fixed(fake: FakeRun) -> None:
    """With fixes, standard output holds the text and standard error what remains."""
    remaining = found()
    fake.outcome = Outcome(remaining.findings, changes=changed().changes, sources=remaining.sources)
    result = claudelint("check", "-", "--fix", text="old\n")
    assert (result.exit_code, result.stdout, fake.request.fix_mode) == (1, "new\n", FixMode.COMPUTE)
    assert "a.py:1:1: CL401 it is old\n" in result.stderr
    fake.outcome = Outcome(())
    assert claudelint("check", "-", "--fix-only", text=b"\xff\r\n").stdout_bytes == b"\xff\r\n"


def test_excluded_standard_input(fake: FakeRun) -> None:
    """An excluded file is not checked by way of standard input when excludes are forced."""
    arguments = ["check", "-", "--fix", "--stdin-filename", "venv/a.py"]
    assert claudelint(*arguments, "--force-exclude", text="old\n").stdout == "old\n"
    assert not fake.requests
    claudelint(*arguments, text="old\n")
    assert fake.requests


def test_show_files(fake: FakeRun, tmp_path: Path) -> None:
    """The files are listed and not checked."""
    (tmp_path / "b.py").touch()
    result = claudelint("check", "--show-files", "--exclude", "a.py")
    assert (result.exit_code, result.stdout) == (0, "b.py\n")
    assert not fake.requests


def test_output_file(fake: FakeRun, tmp_path: Path) -> None:
    """A report can go to a file, which is replaced as a whole."""
    fake.outcome = found()
    result = claudelint("check", "--output-format", "json", "--output-file", "report.json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(json.loads((tmp_path / "report.json").read_text())) == 1
    assert sorted(os.listdir(tmp_path)) == ["a.py", "report.json"]
    assert claudelint("check", "--output-file", "no/such/folder").exit_code == 2


def test_statistics(fake: FakeRun) -> None:
    """Counts take the place of findings."""
    fake.outcome = found()
    assert claudelint("check", "--statistics").stdout == "1  CL401  retired-model\n"


def test_nothing_there(fake: FakeRun, tmp_path: Path) -> None:
    """Paths without Python files are said to be so."""
    (tmp_path / "empty").mkdir()
    result = claudelint("check", "empty")
    assert (result.exit_code, result.stderr) == (0, "note: there are no Python files there\n")


@pytest.mark.parametrize(("failure", "status"), [(KeyboardInterrupt(), 130), (ZeroDivisionError(), 2)])
def test_failures(fake: FakeRun, failure: BaseException, status: int) -> None:
    """An interrupt is 130, a mistake of our own is 2: status 1 means findings only."""
    fake.failure = failure
    assert claudelint("check").exit_code == status


def test_color(fake: FakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """Colour can be forced, and NO_COLOR has the last word."""
    fake.outcome = found()
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    runner = CliRunner()
    assert "\x1b[" in runner.invoke(main, ["check"], color=True).stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in runner.invoke(main, ["check"], color=True).stdout


def test_rule_pages() -> None:
    """A rule's page is printed by code and by name; an unknown rule is status 2."""
    assert claudelint("rule", "CL901").stdout == claudelint("rule", "unused-suppression").stdout
    result = claudelint("rule", "unusd-suppression")
    assert result.exit_code == 2
    assert "did you mean `unused-suppression`?" in result.stderr


def test_rules() -> None:
    """The rules are listed, also as JSON."""
    listed = claudelint("rules").stdout
    assert "CL901  unused-suppression" in listed
    assert re.search(r"^CL104 +unguarded-input +advice, preview ", listed, re.MULTILINE)
    rules = {rule["code"]: rule for rule in json.loads(claudelint("rules", "--output-format", "json").stdout)}
    assert rules["CL901"] == {
        "code": "CL901",
        "name": "unused-suppression",
        "summary": "A suppression comment covers no finding of the rules it names",
        "family": "suppressions",
        "severity": "warning",
        "fix_availability": "always",
        "preview": False,
        "since": "0.1.0",
        "url": rules["CL901"]["url"],
    }


def test_every_flag_has_a_field() -> None:
    """What the command takes is what the check is given, flag by flag."""
    from dataclasses import fields

    from claudelint.checking import CheckFlags

    command = main.get_command(click.Context(main), "check")
    assert command is not None
    assert {option.name for option in command.params} == {field.name for field in fields(CheckFlags)}


def test_reader_that_goes_away() -> None:
    """A reader that closes the pipe does not make a traceback."""
    root = Path(__file__).parent.parent
    process = subprocess.Popen(
        [sys.executable, "-m", "claudelint", "rules"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=root,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0
