"""Files of data that are written whole and read only where they are what they seem: no links, pipes or devices."""

from __future__ import annotations

import contextlib
import os
import stat
from dataclasses import dataclass

# absent on systems without such files
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class DataFile:
    """The content of a file, and when it was last written, in seconds since the epoch."""

    data: bytes
    modified: float


def read_regular(path: str, largest: int) -> DataFile | None:
    """A regular file of at most so many bytes; None where it is something else or larger. Raises OSError."""
    handle = os.open(path, _READ)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > largest:
            return None
        with os.fdopen(handle, "rb", closefd=False) as stream:
            data = stream.read(largest)
    finally:
        os.close(handle)
    return DataFile(data, status.st_mtime)


def write_whole(path: str, data: bytes) -> None:
    """All or nothing, and never through a link: it is replaced. Raises OSError."""
    temporary = f"{path}.{os.urandom(8).hex()}.tmp"
    handle = os.open(temporary, _WRITE, 0o666)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
