"""Saving what the fixes made of the files of a run, and saying of each that was left alone why."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.running.files import display_path
from claudelint.running.outcome import FileError, FoundFile

if TYPE_CHECKING:
    from claudelint.fixing.writing import Staged
    from claudelint.reading.source import Source


@dataclass(frozen=True, slots=True)
class Saved:
    """Which files hold their new texts, which were refused, and what is to be said of files."""

    written: frozenset[str]
    refused: frozenset[str]
    errors: tuple[FileError, ...]


def save(
    before: Mapping[str, Source],
    texts: Mapping[str, str],
    files: Mapping[str, FoundFile],
    together: Iterable[Collection[str]],
) -> Saved:
    """Write new texts over files; nothing is written when one of them cannot be staged.

    For what was fixed later may rest on what was fixed before, in another file: the fixes are to be thought
    over again without the file that was refused. `together` are the sets of files that one fix changes; when a
    file is refused at the last moment, the others of its sets are not written either.
    """
    from claudelint.fixing.writing import WriteError, commit, discard, stage

    errors: list[FileError] = []
    refused: set[str] = set()
    staged: dict[str, Staged] = {}
    try:
        for display, text in sorted(texts.items()):
            try:
                with interrupts_held():
                    staged[display] = stage(before[display], text, files[display].location)
            except WriteError as error:
                refused.add(display)
                errors.append(FileError(display, error.message))
        if refused:
            return Saved(frozenset(), frozenset(refused), tuple(errors))
        written: set[str] = set()
        for group in connected(staged, together):
            try:
                with interrupts_held():
                    commit([staged[display] for display in group])
            except WriteError as error:
                refused.add(error.path)
                errors.append(FileError(error.path, error.message))
                continue
            finally:
                group_staged = [staged.pop(display) for display in group]
            written.update(group)
            errors += (_parted(one) for one in group_staged if one.other_names)
    finally:
        discard(staged.values())
    return Saved(frozenset(written), frozenset(refused), tuple(errors))


@contextlib.contextmanager
def interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait for the end of a block, so that nothing is staged that nobody knows of.

    Elsewhere than in the main thread, or where a program has a handler of its own, nothing changes.
    """
    usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not usual or threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: held.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if held:
            raise KeyboardInterrupt


def connected(items: Iterable[str], together: Iterable[Collection[str]]) -> list[list[str]]:
    """The items in sets that have no member of `together` in common, each in order."""
    group_of: dict[str, set[str]] = {item: {item} for item in items}
    for some in together:
        present = [item for item in some if item in group_of]
        merged = set().union(*(group_of[item] for item in present))
        for item in merged:
            group_of[item] = merged
    groups = {id(group): sorted(group) for group in group_of.values()}
    return sorted(groups.values())


def sweep_beside(files: Iterable[FoundFile], cwd: str) -> Iterator[FileError]:
    """Remove what runs that were killed left beside files."""
    from claudelint.fixing.writing import sweep

    # what a link leads to is staged where it leads
    for folder in sorted({os.path.dirname(os.path.realpath(file.location)) for file in files}):
        for path in sweep(folder):
            yield FileError(
                display_path(path, cwd), "removed: a run that was killed had left it", notice=True
            )


def _parted(staged: Staged) -> FileError:
    names = "another name" if staged.other_names == 1 else f"{staged.other_names} other names"
    return FileError(
        staged.source.path,
        f"the file had {names} (hard links), which kept the old text unless fixed, too; they are parted now",
        notice=True,
    )
