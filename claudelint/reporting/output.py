"""Where reports go: standard output, standard error, a file."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TextIO


def has_color(stream: TextIO) -> bool:
    """Whether colours are wanted there: on a terminal, unless the environment says otherwise."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def write_out(text: str) -> None:
    """Print to standard output."""
    _write(sys.stdout, text)


def write_err(text: str) -> None:
    """Print to standard error."""
    _write(sys.stderr, text)


def write_bytes_out(data: bytes) -> None:
    """Hand a file's bytes to standard output as they are."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _silence(sys.stdout)


def write_file(path: str, text: str) -> None:
    """Write a report to a file, so that nobody ever sees a part of it; raises OSError."""
    data = text.encode("utf-8", errors="backslashreplace")
    target = os.path.realpath(path)
    if os.path.exists(target) and not os.path.isfile(target):
        # a pipe or a device cannot be replaced
        with open(target, "wb") as stream:
            stream.write(data)
        return
    import tempfile

    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".claudelint-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _mode(target: str) -> int:
    try:
        return os.stat(target).st_mode & 0o7777
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


def _write(stream: TextIO, text: str) -> None:
    """Print what can be encoded as it is and the rest escaped; a reader that went away is no failure."""
    encoding = stream.encoding or "utf-8"
    safe = text.encode(encoding, errors="backslashreplace").decode(encoding)
    try:
        stream.write(safe)
        stream.flush()
    except BrokenPipeError:
        _silence(stream)


def _silence(stream: TextIO) -> None:
    """Send the rest of a stream nowhere, so that the interpreter does not fail again when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
