"""How the fixes on real code are counted and compared, on a project that is made up."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts"
sys.path.insert(0, str(SCRIPTS))

import fix_real_code  # noqa: E402  the scripts are no package
import fix_report  # noqa: E402
import fix_trials  # noqa: E402
import own_tests  # noqa: E402

FILES = {
    "answers.py": """
        import anthropic

        client = anthropic.Anthropic()


        def first(question):
            response = client.messages.create(
                model="claude-opus-4-6", max_tokens=4096, messages=[{"role": "user", "content": question}]
            )
            return response.content[0].text


        def last(question):
            response = client.messages.create(
                model="claude-opus-4-6", max_tokens=4096, messages=[{"role": "user", "content": question}]
            )
            return response.content[-1].text
    """,
    "click.py": "raise SystemExit('the checked code was imported')\n",
    "old.py": "print 'anthropic'\n",
    "notes.txt": "anthropic\n",
}
REPORT = """<?xml version="1.0"?>
<testsuites><testsuite name="pytest">
<testcase classname="tests.test_a" name="test_passes" time="0.1"/>
<testcase classname="tests.test_a" name="test_fails"><failure message="no">no</failure></testcase>
<testcase classname="tests.test_a" name="test_breaks"><error message="no">no</error></testcase>
<testcase classname="tests.test_a" name="test_waits"><skipped message="later"/></testcase>
<testcase classname="tests.test_b" name="test_fails[1]"><system-out>seen</system-out></testcase>
</testsuite></testsuites>
"""


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> fix_trials.Trial:
    """The made-up project, fixed."""
    root = tmp_path_factory.mktemp("trial")
    original = root / "project"
    original.mkdir()
    for name, text in FILES.items():
        (original / name).write_text(dedent(text), encoding="utf-8")
    done = fix_trials.trial(original, root / "work")
    assert fix_trials.contents(original) == {name: dedent(text).encode() for name, text in FILES.items()}
    return done


# what a trial counts


def test_fixes_are_counted_by_safety(tried: fix_trials.Trial) -> None:
    """The safe fix is made in one copy, both in the other."""
    assert tried.crashes == ()
    assert (tried.before.requests, tried.before.findings, tried.before.applied) == (2, {"CL601": 2}, {})
    assert (tried.safe.check.applied, tried.safe.check.findings) == ({"CL601": 1}, {"CL601": 1})
    assert (tried.every.check.applied, tried.every.check.findings) == ({"CL601": 2}, {})
    assert tried.added_findings == {}
    assert tried.before.unreadable == 1


def test_changes_are_counted(tried: fix_trials.Trial) -> None:
    """Files and lines that differ; the diff shows them."""
    assert (tried.safe.files, tried.safe.added, tried.safe.removed) == (1, 1, 1)
    assert (tried.every.files, tried.every.added, tried.every.removed) == (1, 2, 2)
    assert "-    return response.content[-1].text\n" in tried.every.diff
    assert tried.every.diff.startswith("--- a/answers.py\n+++ b/answers.py\n")


def test_a_file_that_never_compiled_is_not_broken(tried: fix_trials.Trial) -> None:
    assert (tried.every.broken, tried.every.changed_again, tried.every.settled) == ((), (), True)


@pytest.mark.parametrize(
    ("path", "before", "after", "breaks"),
    [
        ("a.py", b"x = 1", b"x = 2", False),
        ("a.py", b"x = 1", b"x = (", True),
        ("a.py", b"x = 1", None, True),
        ("a.py", b"x = (", b"x = ((", False),
        ("a.py", b"x = 1", b"[y for y in (z := [])]", True),
        ("a.py", None, b"x = (", False),
        ("notes.txt", b"x = 1", b"x = (", False),
        ("notes.txt", b"x = 1", None, True),
    ],
)
def test_what_breaks_a_file(path: str, before: bytes | None, after: bytes | None, breaks: bool) -> None:
    assert fix_trials.breaks(path, before, after) is breaks


def test_differing_files() -> None:
    before = {"same": b"1", "changed": b"1", "gone": b"1"}
    assert fix_trials.differing(before, {"same": b"1", "changed": b"2", "new": b"1"}) == (
        "changed",
        "gone",
        "new",
    )


def test_a_run_is_read() -> None:
    """Fixes are told file by file, and one rule's fixes can have several titles."""
    said = (
        "error: b.py:1:1: cannot be parsed: no\n"
        "a.py:\n  2 × CL401 (move to `x`)\n  1 × CL401 (move to `y`)\nb.py:\n  1 × CL601 (take the text)\n"
        "Fixed 4 problems in 2 files.\nFound 1 error left in 3 files (17 requests).\n"
    )
    run = fix_trials.check_of(1, json.dumps([{"code": "CL001"}]), said)
    assert (run.applied, run.findings) == ({"CL401": 3, "CL601": 1}, {"CL001": 1})
    assert (run.requests, run.unreadable, run.crash) == (17, 1, "")


@pytest.mark.parametrize(
    ("status", "said"),
    [(2, "Traceback (most recent call last):\n  ...\nKeyError: 1"), (-11, ""), (3, "what?")],
)
def test_a_crash_is_a_result(status: int, said: str) -> None:
    run = fix_trials.check_of(status, "[{", said)
    assert run.crash
    assert run.findings == {}


# what a comparison of tests says


def test_outcomes_by_test() -> None:
    """An error is a failure; what a test prints is no outcome."""
    assert own_tests.outcomes_in(REPORT) == {
        "tests.test_a::test_passes": "passed",
        "tests.test_a::test_fails": "failed",
        "tests.test_a::test_breaks": "failed",
        "tests.test_a::test_waits": "skipped",
        "tests.test_b::test_fails[1]": "passed",
    }


@pytest.mark.parametrize(
    ("before", "after", "worse", "better"),
    [
        ("passed", "passed", (), ()),
        ("passed", "failed", ("test",), ()),
        ("passed", "skipped", ("test",), ()),
        ("passed", None, ("test",), ()),
        ("failed", "passed", (), ("test",)),
        ("failed", "failed", (), ()),
        (None, "failed", (), ()),
        (None, "passed", (), ("test",)),
    ],
)
def test_comparison(
    before: str | None, after: str | None, worse: tuple[str, ...], better: tuple[str, ...]
) -> None:
    runs = [{} if outcome is None else {"test": outcome} for outcome in (before, after)]
    comparison = own_tests.Comparison(*runs)
    assert (comparison.worse, comparison.better) == (worse, better)


def test_the_project_of_an_archive(tmp_path: Path) -> None:
    (tmp_path / "package-1").mkdir()
    with pytest.raises(SystemExit):
        own_tests.project_in(tmp_path)
    (tmp_path / "package-1" / "setup.py").touch()
    assert own_tests.project_in(tmp_path) == tmp_path / "package-1"


# what the report says


def test_faults(tried: fix_trials.Trial) -> None:
    """Whatever no fix may do is one; an unsafe fix may change what a test looks at."""
    same = own_tests.Comparison({"test": "passed"}, {"test": "passed"})
    worse = own_tests.Comparison({"test": "passed"}, {"test": "failed"})

    def faults(trial: fix_trials.Trial, *tests: own_tests.Comparison) -> tuple[str, ...]:
        return fix_report.Fixing("made-up", "1", trial, tests).faults

    crashed = replace(tried.before, crash="Traceback\nKeyError: 1")
    assert faults(tried, same, worse) == ()
    assert faults(tried, worse, same) == ("tests that passed before --fix: test",)
    assert faults(replace(tried, before=crashed)) == ("crashed: KeyError: 1",)
    assert faults(replace(tried, safe=replace(tried.safe, broken=("a.py",)))) == (
        "does not compile after --fix: a.py",
    )
    assert faults(replace(tried, every=replace(tried.every, changed_again=("a.py",)))) == (
        "changed by a second run of --unsafe-fixes: a.py",
    )


def test_tables(tried: fix_trials.Trial) -> None:
    """A row for each package and for all, one for each rule, and one for each package whose tests were run."""
    same = own_tests.Comparison({"a": "passed"}, {"a": "passed"})
    worse = own_tests.Comparison({"a": "passed"}, {"a": "failed"})
    other = replace(
        tried,
        safe=replace(tried.safe, broken=("a.py",)),
        every=replace(
            tried.every,
            changed_again=("a.py",),
            check=replace(tried.every.check, findings=Counter({"CL001": 1})),
        ),
    )
    lines = fix_report.section(
        [
            fix_report.Fixing("made-up", "1", tried, (same, worse)),
            fix_report.Fixing("other", "", other, ()),
        ],
        date(2026, 11, 24),
    ).splitlines()
    assert lines[0].startswith("Run on 2026-11-24 with claudelint ")
    for row in (
        "| made-up 1 | 2 | 2 | 1 | 2 | 0 | 1 / 1 | +2 −2 | yes | changes nothing |",
        "| other | 2 | 2 | 1 | 2 | 1 | 1 / 1 | +2 −2 | **no: 1** | **changes 1** |",
        "| **all 2** | 4 | 4 | 2 | 4 | 1 | 2 / 2 | +4 −4 | **no: 1** | **changes 1** |",
        "| CL001 | 0 | 0 | 0 | 1 | 1 |",
        "| CL601 | 4 | 2 | 4 | 0 | 0 |",
        "| made-up 1 | 1 / 0 | the same | 0 / 1, 1 worse, 0 better |",
        "No longer passed after the unsafe fixes of made-up: `a`.",
    ):
        assert row in lines


# the list and the command


def test_list_is_pinned() -> None:
    """At least thirty packages, each once and with its version; at least three are tested."""
    packages = fix_real_code.pinned()
    assert all(one.version and one.archive in ("source", "wheel") for one in packages)
    assert len({one.name for one in packages}) == len(packages) >= 30
    assert sum(one.tests is not None for one in packages) >= 3


def test_folders_are_fixed_and_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every folder of a folder, but no file; the diffs are left to be read."""
    for name in ("one", "two"):
        (tmp_path / "checkouts" / name).mkdir(parents=True)
        (tmp_path / "checkouts" / name / "answers.py").write_text(dedent(FILES["answers.py"]))
    (tmp_path / "checkouts" / "answers.py").write_text(dedent(FILES["answers.py"]))
    work = tmp_path / "work"
    arguments = ["fix_real_code.py", str(work), "--repositories", str(tmp_path / "checkouts")]
    monkeypatch.setattr(sys, "argv", arguments)
    assert fix_real_code.main() == 0
    assert "| **all 2** | 4 | 4 | 2 | 4 | 0 |" in capsys.readouterr().out
    assert "+    return [block.text for block" in (work / "diffs" / "two.safe.diff").read_text()


@pytest.mark.network
def test_script_fixes_a_real_package(tmp_path: Path) -> None:
    """One small package of the list: downloaded, fixed, installed and tested."""
    command = [sys.executable, str(SCRIPTS / "fix_real_code.py"), str(tmp_path / "work"), "smartmutate"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "| smartmutate 1.0.1 | 1 | 4 | 1 | 2 | 2 | 1 / 1 |" in done.stdout
    assert "| smartmutate 1.0.1 | 9 / 0 | the same | the same |" in done.stdout
