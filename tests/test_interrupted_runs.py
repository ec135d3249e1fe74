"""Runs with `--fix` that are killed, that meet each other, and that may not or cannot write."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from harness import claudelint, folder_of, run_in, write

from claudelint.fixing import writing
from claudelint.reading.source import Source
from claudelint.running import saving
from claudelint.running.outcome import FileError, FixMode, Outcome

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills, links and permissions are those of POSIX")

COMMAND = ("check", "--fix", "--unsafe-fixes", "--no-cache", "--isolated")
LEFT = re.compile(r"\.claudelint-\d+-[0-9a-f]{16}\.tmp")
# a constant, and a request that has to change together with it
TOGETHER = {
    "shared.py": 'MODEL = "claude-opus-4-20250514"\n',
    "asks.py": """\
import anthropic
from shared import MODEL

client = anthropic.Anthropic()
client.messages.create(
    model=MODEL,
    max_tokens=8000,
    thinking={"type": "enabled", "budget_tokens": 4000},
    messages=[{"role": "user", "content": "Which river is the longest?"}],
)
""",
}
ALONE = """\
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-2.1", max_tokens=100, messages=[{"role": "user", "content": "Which lake is the deepest?"}]
)
reply = response.content[0].text
"""
FILES = {**TOGETHER, "alone.py": ALONE}
MANY = {**TOGETHER, **{f"folder_{number % 3}/alone_{number}.py": ALONE for number in range(20)}}


def texts(root: Path) -> dict[str, str]:
    """The Python files of a folder."""
    return {path.relative_to(root).as_posix(): path.read_bytes().decode() for path in root.rglob("*.py")}


def left(root: Path) -> list[Path]:
    """What lies in the folder besides Python files."""
    return sorted(path for path in root.rglob("*") if path.is_file() and path.suffix != ".py")


def fix_in(root: Path) -> Outcome:
    return run_in(root, fix=FixMode.WRITE, unsafe=True)


def fixed(files: Mapping[str, str]) -> dict[str, str]:
    """The files after a run that nothing disturbs; every one of them changes."""
    with folder_of(files) as root:
        assert fix_in(root).errors == ()
        after = texts(root)
        assert left(root) == []
    assert all(after[name] != text for name, text in files.items())
    return after


def start(
    root: Path, *, program: tuple[str, ...] = ("-m", "claudelint"), **env: str
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *program, *COMMAND],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **env},
    )


def check_state(root: Path, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Every file is old or new, nothing else is there but what is known to be left; the next run ends it all."""
    now = texts(root)
    assert now.keys() == before.keys()
    for name, text in now.items():
        assert text in (before[name], after[name]), f"{name} is neither old nor new"
    rests = left(root)
    assert all(LEFT.fullmatch(path.name) for path in rests)
    outcome = fix_in(root)
    assert outcome.files == len(before)
    assert texts(root) == after
    assert left(root) == []
    assert sorted(error.path for error in outcome.errors) == [
        path.relative_to(root).as_posix() for path in rests
    ]
    assert all(error.notice and "had left it" in error.message for error in outcome.errors)


# killed

# the real command, which kills itself before the step of writing with the number in $STEP
STEPS = """\
import os, runpy, signal
steps = 0
def counted(function):
    def step(*arguments, **named):
        global steps
        steps += 1
        if steps == int(os.environ["STEP"]):
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **named)
    return step
plain_open = os.open
def opened(path, flags, *rest):
    return (staging if flags & os.O_EXCL else plain_open)(path, flags, *rest)
staging = counted(plain_open)
os.open = opened
for name in ("fsync", "chown", "chmod", "replace"):
    setattr(os, name, counted(getattr(os, name)))
runpy.run_module("claudelint", run_name="__main__", alter_sys=True)
"""


def test_killed_at_every_step_of_writing() -> None:
    """Whichever step of writing is the last, no file is half written, and the next run takes up the rest."""
    after = fixed(FILES)
    seen = set()
    for step in range(1, 40):
        with folder_of(FILES) as root:
            process = start(root, program=("-c", STEPS), STEP=str(step))
            process.communicate(timeout=60)
            if process.returncode != -signal.SIGKILL:
                assert process.returncode == 0
                break
            now = texts(root)
            seen.add((len(left(root)), sum(now[name] != FILES[name] for name in FILES)))
            check_state(root, FILES, after)
    # four steps to stage each of three files, and one to rename it
    assert step == 16
    assert seen == {(0, 0), (1, 0), (2, 0), (3, 0), (2, 1), (1, 2)}


@pytest.mark.slow
def test_killed_at_any_moment() -> None:
    """However long it ran, every file of a killed run is old or new."""
    after = fixed(MANY)
    with folder_of(MANY) as root:
        began = time.monotonic()
        assert start(root).wait(timeout=60) == 0
        length = time.monotonic() - began
    moments = random.Random(1)
    for number in range(6):
        with folder_of(MANY) as root:
            process = start(root)
            time.sleep(length * (number + moments.random()) / 6)
            process.kill()
            process.communicate(timeout=60)
            check_state(root, MANY, after)


@pytest.mark.slow
def test_killed_while_it_writes() -> None:
    """The same, killed within some milliseconds after the first file was staged."""
    after = fixed(MANY)
    moments = random.Random(2)
    states = set()
    for _ in range(6):
        with folder_of(MANY) as root:
            process = start(root)
            while process.poll() is None and not left(root):
                time.sleep(0.0005)
            time.sleep(moments.random() * 0.02)
            process.kill()
            process.communicate(timeout=60)
            now = texts(root)
            states.add((bool(left(root)), any(now[name] != text for name, text in MANY.items())))
            check_state(root, MANY, after)
    assert any(rest for rest, _ in states), "no kill came while it wrote"


def test_stopped_by_the_user() -> None:
    """Ctrl-C is status 130, and leaves nothing behind."""
    after = fixed(MANY)
    with folder_of(MANY) as root:
        process = start(root)
        while process.poll() is None and not left(root):
            time.sleep(0.0005)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        assert process.returncode == 130
        assert left(root) == []
        check_state(root, MANY, after)


def test_ctrl_c_waits_for_the_end_of_a_step() -> None:
    """What is begun is finished, and then the interrupt is raised; afterwards the usual handler is back."""
    done: list[str] = []

    def step() -> None:
        with saving.interrupts_held():
            signal.raise_signal(signal.SIGINT)
            done.append("finished")

    with pytest.raises(KeyboardInterrupt):
        step()
    assert done == ["finished"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_of_the_program_is_kept() -> None:
    """A program that embeds the linter and handles Ctrl-C itself goes on to do so."""
    seen: list[int] = []
    usual = signal.signal(signal.SIGINT, lambda number, _: seen.append(number))
    try:
        with saving.interrupts_held():
            signal.raise_signal(signal.SIGINT)
            assert seen == [signal.SIGINT]
    finally:
        signal.signal(signal.SIGINT, usual)


def test_what_another_run_stages_is_let_be() -> None:
    """Only what belongs to no process that goes on, or is older than a day, is removed; and no other file."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait(timeout=60)
    digits = "0123456789abcdef"
    names = {
        "of a process that goes on": f".claudelint-{os.getppid()}-{digits}.tmp",
        "of one that ended": f".claudelint-{ended.pid}-{digits}.tmp",
        "of no process at all": f".claudelint-9999999999-{digits}.tmp",
        "old": f".claudelint-{os.getppid()}-{digits[::-1]}.tmp",
        "somebody's": ".claudelint-notes.tmp",
    }
    with folder_of({"alone.py": ALONE, **dict.fromkeys(names.values(), "x")}) as root:
        long_ago = time.time() - 25 * 60 * 60
        os.utime(root / names["old"], (long_ago, long_ago))
        outcome = fix_in(root)
        kept = {names["of a process that goes on"], names["somebody's"]}
        assert {path.name for path in left(root)} == kept
        assert {error.path for error in outcome.errors} == set(names.values()) - kept
        # a run that does not fix removes nothing
        write(root, {names["of no process at all"]: "x"})
        assert run_in(root).errors == ()
        assert len(left(root)) == 3


# two runs


def test_two_runs_at_once() -> None:
    """Both end, the files are fixed, and a run that was overtaken says so or finds its work done."""
    after = fixed(MANY)
    for _ in range(3):
        with folder_of(MANY) as root:
            one, other = start(root), start(root)
            ends = [
                (process.communicate(timeout=60)[1].decode(), process.returncode) for process in (one, other)
            ]
            assert texts(root) == after, ends
            assert left(root) == []
            for said, status in ends:
                assert status in (0, 2), said
                assert (status == 2) == ("error: " in said), said
                errors = [line for line in said.splitlines() if line.startswith("error: ")]
                assert all("changed on disk while it was being checked; run again" in line for line in errors)


# not allowed, or not possible


def only_error(outcome: Outcome) -> FileError:
    (error,) = outcome.errors
    assert not error.notice
    return error


def test_a_read_only_file() -> None:
    """It is named and left alone, its findings are still told, and the other files are fixed."""
    after = fixed(FILES)
    with folder_of(FILES) as root:
        (root / "alone.py").chmod(0o444)
        done = claudelint(*COMMAND, cwd=root)
        said = done.stderr.decode()
        assert done.returncode == 2
        assert "error: alone.py: not written: the file is read-only; make it writable and run again\n" in said
        assert b"alone.py:5:" in done.stdout
        assert texts(root) == {**after, "alone.py": ALONE}
        assert left(root) == []


@pytest.mark.parametrize("name", TOGETHER)
def test_a_fix_over_several_files_is_all_or_none(name: str) -> None:
    """When one of its files is read-only, the other is left alone, too."""
    after = fixed(FILES)
    with folder_of(FILES) as root:
        (root / name).chmod(0o444)
        outcome = fix_in(root)
        assert only_error(outcome).path == name
        assert texts(root) == {**TOGETHER, "alone.py": after["alone.py"]}
        assert {finding.code for finding in outcome.findings} >= {"CL401"}
        assert [change.before.path for change in outcome.changes] == ["alone.py"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_all_or_none_at_the_last_moment(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a rename fails, what was renamed of the same fix before is taken back; the rest is fixed."""
    after = fixed(FILES)
    replace, calls = os.replace, 0

    def fail_once(*paths: Path) -> None:
        nonlocal calls
        calls += 1
        if calls == number:
            raise OSError(5, "Input/output error")
        replace(*paths)

    # alone.py comes first, then asks.py and shared.py
    refused = ["alone.py", "asks.py", "shared.py"][number - 1]
    group = set(TOGETHER) if refused in TOGETHER else {refused}
    with folder_of(FILES) as root:
        monkeypatch.setattr(os, "replace", fail_once)
        error = only_error(fix_in(root))
        monkeypatch.undo()
        assert error.path == refused
        assert error.message.startswith("not written: Input/output error; ")
        now = texts(root)
        assert {name for name in FILES if now[name] == FILES[name]} == group
        assert {name for name in FILES if now[name] == after[name]} == set(FILES) - group
        assert left(root) == []


# runs twice: in a folder where nothing is in its way, so that all that it needs is loaded, and then, as somebody
# whom permissions hold for, in the folder it is about
AS_ANOTHER = """\
import os, sys
from claudelint.cli import main
def run(folder, *flags):
    os.chdir(folder)
    try:
        main(flags, prog_name="claudelint")
    except SystemExit as end:
        return end.code
run(sys.argv[1], "check", "--no-cache")
run(sys.argv[1], *sys.argv[4:])
sys.stdout.flush()
print("-" * 8, file=sys.stderr, flush=True)
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(int(sys.argv[3]))
    os.setuid(int(sys.argv[3]))
sys.exit(run(sys.argv[2], *sys.argv[4:]))
"""


def run_as_another(root: Path, another: int = 65534) -> tuple[int, str]:
    """The status of the command in a folder and what it says, for a user to whom all of the folder belongs."""
    if os.geteuid() == 0:
        for path in (root, *root.rglob("*")):
            os.chown(path, another, another)
    with folder_of(texts(root)) as before:
        command = [sys.executable, "-c", AS_ANOTHER, before, root, str(another), *COMMAND]
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    return done.returncode, done.stderr.decode().partition("-" * 8)[2]


def test_a_read_only_folder() -> None:
    """Nothing can be put beside the file; it is named and left alone, and the rest is fixed."""
    with folder_of({"closed/alone.py": ALONE, "alone.py": ALONE}) as root:
        (root / "closed").chmod(0o555)
        status, said = run_as_another(root)
        (root / "closed").chmod(0o755)
        assert status == 2, said
        reason = f"the folder {root / 'closed'} is read-only; make it writable and run again"
        assert f"error: closed/alone.py: not written: {reason}\n" in said
        assert texts(root) == {"closed/alone.py": ALONE, "alone.py": fixed({"alone.py": ALONE})["alone.py"]}
        assert left(root) == []


@pytest.mark.parametrize("most", [0, 1, 200])
def test_a_file_that_may_not_grow(most: int) -> None:
    """Where the system takes no more bytes, the file is named and as it was, and no rest of it stays."""
    resource = pytest.importorskip("resource")
    with folder_of(FILES) as root:
        done = subprocess.run(
            [sys.executable, "-m", "claudelint", *COMMAND],
            cwd=root,
            capture_output=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
        )
        said = done.stderr.decode()
        assert done.returncode == 2, said
        assert "error: alone.py: not written: File too large; it is as it was, run again when" in said
        assert texts(root)["alone.py"] == ALONE
        assert left(root) == []


@contextmanager
def small_disk(kilobytes: int) -> Iterator[Path]:
    """A file system of its own of that size."""
    with tempfile.TemporaryDirectory(prefix="claudelint-test-") as name:
        root = Path(name).resolve()
        mount = shutil.which("mount")
        options = ["-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs"]
        if mount is None or subprocess.run([mount, *options, root], capture_output=True).returncode != 0:
            pytest.skip("no file system may be mounted here")
        try:
            (root / ".git").mkdir()
            yield root
        finally:
            subprocess.run(["umount", root], check=True)


@pytest.mark.parametrize("free", [0, 1, 2])
def test_a_full_disk(free: int) -> None:
    """Files for which there is no room are named and left alone; those that find room are fixed."""
    files = {f"alone_{number}.py": ALONE for number in range(3)}
    after = fixed(files)
    with small_disk(64) as root:
        write(root, files)
        # a page for each file, until no more is to be had
        pages = 16 - len(files) - free
        write(root, {f"filler_{number}.txt": "x" for number in range(pages)})
        fillers = left(root)
        done = claudelint(*COMMAND, cwd=root)
        said = done.stderr.decode()
        assert done.returncode == 2, said
        refused = [name for name in files if f"error: {name}: not written: No space left on device" in said]
        assert len(refused) == len(files) - free, said
        assert texts(root) == {name: files[name] if name in refused else after[name] for name in files}
        assert left(root) == fillers


# links


def test_a_link_stays_and_what_it_leads_to_is_fixed() -> None:
    with folder_of({"real/alone.txt": ALONE}) as root:
        (root / "linked.py").symlink_to("real/alone.txt")
        assert claudelint(*COMMAND, cwd=root).returncode == 0
        assert os.readlink(root / "linked.py") == "real/alone.txt"
        after = fixed({"linked.py": ALONE})["linked.py"]
        assert (root / "real" / "alone.txt").read_text() == after
        assert os.listdir(root / "real") == ["alone.txt"]


def test_a_hard_link_is_parted_and_that_is_said() -> None:
    """A name that nobody asked to fix, in a backup say, keeps its text."""
    with folder_of({"alone.py": ALONE}) as root:
        (root / "backup.txt").hardlink_to(root / "alone.py")
        done = claudelint(*COMMAND, cwd=root)
        assert done.returncode == 0
        assert (
            "note: alone.py: the file had another name (hard links), which kept the old"
            in done.stderr.decode()
        )
        assert (root / "backup.txt").read_text() == ALONE
        assert texts(root) == fixed({"alone.py": ALONE})


def test_both_names_of_a_file_are_fixed_when_both_are_checked() -> None:
    with folder_of({"alone.py": ALONE}) as root:
        (root / "same.py").hardlink_to(root / "alone.py")
        assert claudelint(*COMMAND, cwd=root).returncode == 0
        after = fixed({"alone.py": ALONE})["alone.py"]
        assert texts(root) == {"alone.py": after, "same.py": after}


# changed meanwhile


def meanwhile(monkeypatch: pytest.MonkeyPatch, moment: str, name: str, text: str | None) -> None:
    """Something happens to the file of that name once, just before files are staged or renamed."""
    where, function = {"stage": (saving, "save"), "rename": (writing, "commit")}[moment]
    plain = getattr(where, function)
    happened: list[str] = []

    def disturbed(*arguments: object) -> object:
        if not happened:
            happened.append(name)
            path = Path(name)
            path.unlink() if text is None else path.write_text(text)
        return plain(*arguments)

    monkeypatch.setattr(where, function, disturbed)


@pytest.mark.parametrize("moment", ["stage", "rename"])
@pytest.mark.parametrize("name", ["alone.py", "asks.py", "shared.py"])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\n", "not written: it changed on disk while it was being checked; run again"),
        (None, "not written: it was removed while it was being checked"),
    ],
)
def test_a_file_that_changes_meanwhile(
    monkeypatch: pytest.MonkeyPatch, moment: str, name: str, text: str | None, message: str
) -> None:
    """What an editor wrote or removed stays so, the file is named, and so is no other; the rest is fixed."""
    after = fixed(FILES)
    with folder_of(FILES) as root:
        meanwhile(monkeypatch, moment, str(root / name), text)
        error = only_error(fix_in(root))
        assert (error.path, error.message) == (name, message)
        now = texts(root)
        assert now.pop(name, None) == text
        untouched = set(TOGETHER) - {name} if name in TOGETHER else set()
        assert now == {
            other: FILES[other] if other in untouched else after[other] for other in FILES if other != name
        }
        assert left(root) == []


def test_another_run_that_did_the_same_is_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    after = fixed(FILES)
    with folder_of(FILES) as root:
        meanwhile(monkeypatch, "rename", str(root / "alone.py"), after["alone.py"])
        assert fix_in(root).errors == ()
        assert texts(root) == after


def test_a_name_that_fills_what_the_system_allows(tmp_path: Path) -> None:
    """What is staged has a short name of its own."""
    path = tmp_path / ("é" * 126 + ".py")
    path.write_text("x = 1\n")
    writing.write(Source.decode(str(path), path.read_bytes()), "x = 2\n")
    assert path.read_text() == "x = 2\n"
