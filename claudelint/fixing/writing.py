"""Writing a fixed file: all of it or nothing, and nothing about the file changes but its text."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from claudelint.reading.source import Source


class WriteError(Exception):
    """A file that was not written, and why; it is as it was."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


def write(source: Source, text: str, path: str | os.PathLike[str] | None = None) -> None:
    """Write another text over a file that was read as `source`; raises WriteError.

    The path is the source's own unless another is given. Encoding, byte order mark, permissions and, where
    the system lets us, the owner stay; a link stays a link to the file that is written.
    """
    name = source.path
    data = _encoded(source, text)
    try:
        target = Path(source.path if path is None else path).resolve(strict=True)
        status = target.stat()
        _check_writable(name, target, status)
        if target.read_bytes() != source.data:
            raise WriteError(name, "not written: the file changed on disk while it was being checked")
        _replace(target, data, status)
    except OSError as error:
        raise WriteError(name, f"not written: {error.strerror or error}") from error


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
    if not os.access(target, os.W_OK) or not status.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise WriteError(name, "not written: the file is read-only")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise WriteError(name, f"not written: the folder {target.parent} is read-only")


def _replace(target: Path, data: bytes, status: os.stat_result) -> None:
    """Put the bytes into a new file beside the target, and that in the target's place."""
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if hasattr(os, "chown"):
            with contextlib.suppress(OSError):
                os.chown(temporary, status.st_uid, status.st_gid)
        # after the owner, since changing that clears some bits of the mode
        os.chmod(temporary, stat.S_IMODE(status.st_mode))
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
