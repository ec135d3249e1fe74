"""Writing fixed files: all of a file or nothing, all files of a fix or none; nothing changes but the text.

A new text is staged in a file beside its target and then put in the target's place by one rename, so that the
target is never half written, whenever the process ends. What a killed process left staged, `sweep` removes.
Two moments remain that no file system lets us close: a kill between the renames of files that belong together,
and somebody else's write between the last look at a file and its rename.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from claudelint.reading.source import Source

_STAGED = re.compile(r"\.claudelint-(?P<process>\d{1,10})-[0-9a-f]{16}\.tmp")
# absent on systems without such files
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_DAY = 24 * 60 * 60
_ANY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class WriteError(Exception):
    """A file that was not written, why, and what to do about it; it is as it was."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


@dataclass(frozen=True, slots=True)
class Staged:
    """A new text that waits beside its file.

    `target` is the file that is written, where the links of `source.path` lead. A hard link is parted: the
    name that was given holds the new text, and the `other_names` keep the old one, for nobody asked to change
    them.
    """

    source: Source
    data: bytes
    target: Path
    temporary: Path
    other_names: int = 0


def write(source: Source, text: str, path: str | os.PathLike[str] | None = None) -> None:
    """Write another text over a file that was read as `source`; raises WriteError.

    The path is the source's own unless another is given. Encoding, byte order mark, permissions and, where
    the system lets us, the owner stay; a link stays a link to the file that is written.
    """
    commit([stage(source, text, path)])


def stage(source: Source, text: str, path: str | os.PathLike[str] | None = None) -> Staged:
    """Put another text beside the file that was read as `source`; raises WriteError, and leaves nothing then."""
    data = _encoded(source, text)
    with _refusing(source):
        target = Path(source.path if path is None else path).resolve(strict=True)
        status = target.stat()
        _check_writable(source.path, target, status)
        _check_unchanged(source, target, data)
        temporary = target.with_name(f".claudelint-{os.getpid()}-{secrets.token_hex(8)}.tmp")
        _write_beside(temporary, data, status)
    return Staged(source, data, target, temporary, status.st_nlink - 1)


def commit(staged: Sequence[Staged]) -> None:
    """Put staged texts in the places of their files: all of them, or none; raises WriteError."""
    done: list[Staged] = []
    try:
        for one in staged:
            with _refusing(one.source):
                _check_unchanged(one.source, one.target, one.data)
        for one in staged:
            # noted before, as an interrupt may come right after the rename
            done.append(one)
            with _refusing(one.source):
                os.replace(one.temporary, one.target)
    except BaseException:
        discard(staged)
        for one in reversed(done):
            _take_back(one)
        raise


def discard(staged: Iterable[Staged]) -> None:
    """Remove what was staged and is not wanted any more."""
    for one in staged:
        with contextlib.suppress(OSError):
            os.unlink(one.temporary)


def sweep(folder: str) -> Iterator[str]:
    """Remove what runs that were killed left staged in a folder; gives the paths that are gone.

    To be called before this process stages anything. What a run that goes on has staged is let be.
    """
    try:
        with os.scandir(folder) as entries:
            found = [(match, entry) for entry in entries if (match := _STAGED.fullmatch(entry.name))]
    except OSError:
        return
    for match, entry in found:
        with contextlib.suppress(OSError):
            if entry.is_file(follow_symlinks=False) and _is_left_behind(int(match["process"]), entry):
                os.unlink(entry.path)
                yield entry.path


def _is_left_behind(process: int, entry: os.DirEntry[str]) -> bool:
    if time.time() - entry.stat(follow_symlinks=False).st_mtime > _DAY or process == os.getpid():
        return True
    if os.name == "nt":
        # there, signal 0 is none that only looks
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False
    return False


@contextlib.contextmanager
def _refusing(source: Source) -> Iterator[None]:
    """What the system refuses is a WriteError about the file."""
    try:
        yield
    except FileNotFoundError as error:
        raise WriteError(source.path, "not written: it was removed while it was being checked") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteError(
            source.path, f"not written: {reason}; it is as it was, run again when that is mended"
        ) from error


def _encoded(source: Source, text: str) -> bytes:
    try:
        return source.encode(text)
    except UnicodeEncodeError as error:
        character = text[error.start]
        raise WriteError(
            source.path, f"not written: {character!r} of a fix cannot be written in {error.encoding}"
        ) from error


def _check_writable(name: str, target: Path, status: os.stat_result) -> None:
    """A read-only file is left alone, although replacing it would be possible in a writable folder."""
    if not stat.S_ISREG(status.st_mode):
        raise WriteError(name, "not written: it is not a regular file")
    if not os.access(target, os.W_OK) or not status.st_mode & _ANY_WRITE:
        raise WriteError(name, "not written: the file is read-only; make it writable and run again")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise WriteError(
            name, f"not written: the folder {target.parent} is read-only; make it writable and run again"
        )


def _check_unchanged(source: Source, target: Path, data: bytes) -> None:
    """The file holds what was read or, by another run's work, what it is to hold."""
    if target.read_bytes() not in (source.data, data):
        raise WriteError(source.path, "not written: it changed on disk while it was being checked; run again")


def _write_beside(temporary: Path, data: bytes, status: os.stat_result) -> None:
    handle = os.open(temporary, _CREATE, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        _keep_owner(temporary, status)
        # after the owner, since changing that clears some bits of the mode
        os.chmod(temporary, stat.S_IMODE(status.st_mode))
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _keep_owner(path: Path, status: os.stat_result) -> None:
    """Give a file the owner and the group of another one; where it may not be given away, the group alone."""
    if os.name == "nt":
        return
    for owner in (status.st_uid, -1):
        with contextlib.suppress(OSError):
            os.chown(path, owner, status.st_gid)
            return


def _take_back(done: Staged) -> None:
    """Put the old text back into a file, unless somebody has written it since."""
    with contextlib.suppress(OSError):
        if done.target.read_bytes() == done.data:
            _write_beside(done.temporary, done.source.data, done.target.stat())
            os.replace(done.temporary, done.target)
