"""Reading files by several processes: the same comes of it, whatever becomes of the processes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from harness import FixMode, Outcome, claudelint, folder_of, run_in
from test_cache import ASK, OWN

from claudelint.reading import reader
from claudelint.reading.module import Module
from claudelint.reading.source import Source
from claudelint.running import extraction, pool
from claudelint.running.extraction import Extraction
from claudelint.running.pool import Pool

FILES = {f"m{number}.py": f"{ASK}NUMBER = {number}\n" for number in range(5)}
BAD = {"bad.py": ASK + "def f(:\n", "bytes.py": ASK.encode() + b"x = '\xff'\n"}
# a process that does something else for files with a certain word
UNLIKE = """\
import os, sys
sys.path[:] = {path!r}
from claudelint.running import worker
answer = worker._answer
def other(data):
    if b"NUMBER = 3" in data:
        DO
    return answer(data)
worker._answer = other
worker.serve()
"""


def check(root: Path, jobs: int | None, fix: FixMode = FixMode.SHOW) -> Outcome:
    """Check a project for one rule with so many processes."""
    return run_in(root, select=["CL601"], jobs=jobs, fix=fix)


def said(outcome: Outcome) -> tuple[list[str], list[str]]:
    """Where something was found, and which files could not be read."""
    return [one.span.file for one in outcome.findings], [error.path for error in outcome.errors]


@pytest.fixture
def pools(monkeypatch: pytest.MonkeyPatch) -> list[Pool]:
    """The pools that are made."""
    made: list[Pool] = []

    class Noted(Pool):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)

    monkeypatch.setattr(pool, "Pool", Noted)
    return made


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read in this process."""
    names: list[str] = []
    real = reader.read_module

    def counting(source: Source) -> Module:
        names.append(source.path)
        return real(source)

    monkeypatch.setattr(reader, "read_module", counting)
    return names


def test_the_same_comes_of_it(pools: list[Pool], here: list[str]) -> None:
    """Findings, errors and their order are those of one process; the others read everything."""
    with folder_of({**FILES, **BAD}) as root:
        alone = check(root, 1)
        assert (len(pools), len(here)) == (0, 6)
        for jobs in (2, 3):
            together = check(root, jobs)
            assert (together.findings, together.errors) == (alone.findings, alone.errors)
    assert len(here) == 6
    assert len(pools) == 2
    assert not any(one.size for one in pools), "the processes are ended"
    assert [error.path for error in alone.errors] == ["bad.py", "bytes.py"]
    assert len(alone.findings) == 5


def test_the_command(tmp_path: Path) -> None:
    """All that the command prints is the same, with and without a cache."""
    with folder_of({**FILES, **BAD}) as root:
        printed = []
        for flags in (["-j1"], ["-j2"], ["-j4", "-n"], ["-j2", "-n"], ["-j1"], []):
            done = claudelint("check", *flags, cwd=root, env={"CLAUDELINT_CACHE_DIR": str(tmp_path / "kept")})
            printed.append((done.returncode, done.stdout, done.stderr))
    assert len(set(printed)) == 1, printed
    assert printed[0][0] == 2


def test_fixes_are_the_same() -> None:
    """The rounds of fixes end in the same texts."""
    texts = []
    for jobs in (1, 2):
        with folder_of(FILES) as root:
            assert not check(root, jobs, FixMode.WRITE).errors
            texts.append({name: (root / name).read_text() for name in FILES})
    assert texts[0] == texts[1]
    assert all("content[0]" not in text for text in texts[0].values())


def test_users_are_read_together(pools: list[Pool], here: list[str]) -> None:
    """The files that use a wrapper are read by the processes as well, and change nothing."""
    files = {
        "service.py": "import anthropic\n\n\ndef ask(model):\n"
        "    return anthropic.Anthropic().messages.create(model=model, max_tokens=9, messages=[])\n",
        **{f"u{n}.py": f"from service import ask\n\nask('claude-3-opus-2024022{n}')\n" for n in range(5, 10)},
    }
    with folder_of(files) as root:
        alone = run_in(root, select=["CL401", "CL403"], paths=["service.py"], jobs=1)
        here.clear()
        together = run_in(root, select=["CL401", "CL403"], paths=["service.py"], jobs=2)
    assert together.findings == alone.findings
    assert here == ["service.py"]
    assert len(pools) == 1


# what becomes of the processes


def test_a_file_that_ends_its_process(monkeypatch: pytest.MonkeyPatch, here: list[str]) -> None:
    """Only that file is lost, and it is named."""
    monkeypatch.setattr(pool, "_PROGRAM", UNLIKE.replace("DO", "os.abort()"))
    with folder_of(FILES) as root:
        outcome = check(root, 2)
        assert said(outcome) == ([f"m{number}.py" for number in (0, 1, 2, 4)], ["m3.py"])
    assert outcome.errors[0].message == "cannot be parsed: the parser breaks down over it"
    assert not outcome.errors[0].notice
    assert here == []


def test_a_process_that_is_ended_from_outside(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, here: list[str]
) -> None:
    """A file is given to another process once, so that nothing is lost."""
    mark = str(tmp_path / "mark")
    do = f"if not os.path.exists({mark!r}): open({mark!r}, 'w').close(); os.kill(os.getpid(), 9)"
    monkeypatch.setattr(pool, "_PROGRAM", UNLIKE.replace("DO", do))
    with folder_of(FILES) as root:
        assert said(check(root, 2)) == (list(FILES), [])
    assert os.path.exists(mark)
    assert here == []


@pytest.mark.parametrize("do", ["raise ValueError", "sys.exit(1)", "print('noise')"])
def test_a_mistake_in_a_process(monkeypatch: pytest.MonkeyPatch, here: list[str], do: str) -> None:
    """Where it is claudelint's own, the file is read here, where the mistake shows; prints disturb nothing."""
    monkeypatch.setattr(pool, "_PROGRAM", UNLIKE.replace("DO", do))
    with folder_of(FILES) as root:
        assert said(check(root, 2)) == (list(FILES), [])
    assert here == ([] if "print" in do else ["m3.py"])


@pytest.mark.parametrize("program", ["/nowhere/python", "", "echo", "true", "cat"])
def test_no_process_can_be_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, here: list[str], program: str
) -> None:
    """Where there is no Python to start, this process reads everything."""
    if program in ("echo", "true", "cat"):
        script = tmp_path / program
        script.write_text(f"#!/bin/sh\n{'exit 0' if program == 'true' else 'echo something else entirely'}\n")
        script.chmod(0o755)
        program = str(script)
    monkeypatch.setattr(sys, "executable", program)
    with folder_of(FILES) as root:
        assert said(check(root, 2)) == (list(FILES), [])
    assert len(here) == 5


def test_no_thread_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no more threads are allowed, nothing is read ahead."""
    import threading

    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    processes = Pool()
    assert processes.read([b"x = 1\n", b"x = 2\n"], 2) == [None, None]
    assert processes.broken


def test_nothing_is_imported_from_the_working_directory(
    monkeypatch: pytest.MonkeyPatch, here: list[str]
) -> None:
    """The processes import nothing of the code that is checked, whatever its files are called."""
    names = ("signal", "libcst", "msgspec", "claudelint", "sitecustomize", "ast", "re")
    with folder_of({**FILES, **{f"{name}.py": "raise SystemExit('imported')\n" for name in names}}) as root:
        monkeypatch.chdir(root)
        monkeypatch.setenv("PYTHONPATH", str(root))
        assert said(check(root, 2)) == (list(FILES), [])
    assert here == []


def test_deep_files(here: list[str]) -> None:
    """The processes have the large stack that long prompts and deep expressions need."""
    lines = "\n    ".join(f"+ 'line {number}'" for number in range(700))
    deep = ASK.replace("max_tokens=1024", f"max_tokens=1024, system=(''\n    {lines}\n    )")
    with folder_of({"deep.py": deep, "main.py": ASK}) as root:
        assert said(check(root, 2)) == (["deep.py", "main.py"], [])
    assert here == []


def test_what_cannot_be_sent_is_read_here(here: list[str]) -> None:
    """A module that has no bytes is made in this process."""
    with folder_of({"main.py": ASK + "x = '\\udc80'\n", "other.py": ASK}) as root:
        assert said(check(root, 2)) == (["main.py", "other.py"], [])
    assert here == ["main.py"]


# when it pays


@pytest.fixture
def cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of four cores."""
    monkeypatch.setattr(extraction, "_usable_cores", lambda: 4)


@pytest.mark.parametrize(
    ("jobs", "sizes", "wanted"),
    [
        (None, [1_000] * 40, 1),
        (None, [100_000] * 3, 2),
        (None, [20_000] * 100, 4),
        (None, [900_000], 1),
        (None, [], 0),
        (2, [10, 10, 10], 2),
        (8, [10, 10, 10], 3),
    ],
)
@pytest.mark.usefixtures("cores")
def test_how_many_processes(jobs: int | None, sizes: list[int], wanted: int) -> None:
    """As many as there are cores and work for them, unless a number is given."""
    files = {f"{number}.py": bytes(size) for number, size in enumerate(sizes)}
    assert min(Extraction(None, jobs)._processes_for(files), len(files)) == wanted


@pytest.mark.usefixtures("cores")
def test_little_is_read_here(pools: list[Pool], here: list[str]) -> None:
    """A few small files start nothing."""
    with folder_of(FILES) as root:
        check(root, None)
    assert (len(pools), len(here)) == (0, 5)


def test_one_job_is_one_process() -> None:
    """`--jobs 0` is refused, `--jobs 1` reads everything itself."""
    with folder_of(FILES) as root:
        assert claudelint("check", "--jobs", "0", cwd=root, env=OWN).returncode == 2
        assert claudelint("check", "--jobs", "1", "--exit-zero", cwd=root, env=OWN).returncode == 0
