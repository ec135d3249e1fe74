"""What the fixes do to a folder of real code: counted on two copies of it, one for safe fixes and one for all.

The command runs as a process of its own, so that a crash is a result and not the end.
"""

from __future__ import annotations

import difflib
import json
import re
import shutil
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SAFE = ("--fix",)
ALL = ("--fix", "--unsafe-fixes")
# as the installed command, but never with a module of the checked code in the place of one of Python's
_COMMAND = (
    sys.executable,
    "-c",
    "import sys; sys.path.remove(''); from claudelint.cli import command; command()",
)
_APPLIED = re.compile(r"^  (\d+) × (CL\d+) \(", re.M)
_REQUESTS = re.compile(r"\((\d+) requests?\)\.$", re.M)
_UNREADABLE = re.compile(r"^error: ", re.M)
# what a run of claudelint ends with: no finding that fails, one that does, a file that cannot be read
_STATUSES = (0, 1, 2)


@dataclass(frozen=True)
class Check:
    """One run of the command: the findings that were left by code, the fixes applied by code, and how it ended."""

    findings: Counter[str]
    applied: Counter[str]
    requests: int
    unreadable: int
    crash: str

    @property
    def total(self) -> int:
        """The number of findings."""
        return self.findings.total()


@dataclass(frozen=True)
class Fixed:
    """What one level of safety did: the run, what it changed, and what is wrong with that."""

    check: Check
    files: int
    added: int
    removed: int
    broken: tuple[str, ...]
    changed_again: tuple[str, ...]
    diff: str

    @property
    def settled(self) -> bool:
        """Whether a second run changed nothing."""
        return not self.changed_again


@dataclass(frozen=True)
class Trial:
    """A folder before and after: as it was, with the safe fixes, with all."""

    before: Check
    safe: Fixed
    every: Fixed

    @property
    def crashes(self) -> tuple[str, ...]:
        """What was said by the runs that crashed."""
        runs = (self.before, self.safe.check, self.every.check)
        return tuple(run.crash for run in runs if run.crash)

    @property
    def added_findings(self) -> Counter[str]:
        """The findings by code that are there after all fixes and were not before."""
        return self.every.check.findings - self.before.findings


def trial(original: Path, work: Path) -> Trial:
    """Fix two copies of a folder; they are left in `work` as `safe` and `every`, and an untouched one as `before`."""
    before, safe, every = (_copied(original, work / name) for name in ("before", "safe", "every"))
    return Trial(checked(before), _fixed(before, safe, SAFE), _fixed(before, every, ALL))


def _copied(original: Path, folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    # a link that leads nowhere does so in the copy
    shutil.copytree(original, folder, symlinks=True)
    # the folder is a project of its own, wherever the copy lies
    (folder / ".git").mkdir(exist_ok=True)
    return folder


def _fixed(before: Path, copy: Path, flags: tuple[str, ...]) -> Fixed:
    old = contents(before)
    run = checked(copy, *flags)
    new = contents(copy)
    checked(copy, *flags)
    changes = differing(old, new)
    diff = "".join(line for path in changes for line in _unified(path, old.get(path), new.get(path)))
    return Fixed(
        check=run,
        files=len(changes),
        added=len(re.findall(r"^\+(?!\+\+ )", diff, re.M)),
        removed=len(re.findall(r"^-(?!-- )", diff, re.M)),
        broken=tuple(path for path in changes if breaks(path, old.get(path), new.get(path))),
        changed_again=differing(new, contents(copy)),
        diff=diff,
    )


def checked(folder: Path, *flags: str) -> Check:
    """Run `claudelint check` in a folder and read what it says."""
    options = ("--no-cache", "--show-fixes", "--output-format", "json")
    done = subprocess.run(
        [*_COMMAND, "check", *options, *flags],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return check_of(done.returncode, done.stdout, done.stderr)


def check_of(status: int, report: str, said: str) -> Check:
    """A run by its status, its report in JSON and its words on standard error."""
    requests = _REQUESTS.search(said)
    crashed = status not in _STATUSES or "Traceback (most recent call last)" in said
    applied = Counter[str]()
    for count, code in _APPLIED.findall(said):
        applied[code] += int(count)
    return Check(
        findings=Counter() if crashed else Counter(finding["code"] for finding in json.loads(report)),
        applied=applied,
        requests=int(requests[1]) if requests else 0,
        unreadable=len(_UNREADABLE.findall(said)),
        crash=(said.strip() or f"status {status}") if crashed else "",
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path, the store of git left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def differing(before: dict[str, bytes], after: dict[str, bytes]) -> tuple[str, ...]:
    """The paths of the files that were changed, added or removed."""
    return tuple(path for path in sorted({*before, *after}) if before.get(path) != after.get(path))


def _unified(path: str, before: bytes | None, after: bytes | None) -> Iterator[str]:
    old, new = (
        [] if data is None else data.decode("utf-8", "replace").splitlines(keepends=True)
        for data in (before, after)
    )
    for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}"):
        yield line if line.endswith("\n") else f"{line}\n"


def breaks(path: str, before: bytes | None, after: bytes | None) -> bool:
    """Whether a change makes a file worse than it was: gone, or no longer compiled."""
    if not path.endswith(".py"):
        return after is None
    return before is not None and compiles(before) and not (after is not None and compiles(after))


def compiles(code: bytes) -> bool:
    """Whether Python takes the code of a file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(code, "<code>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return False
    return True
