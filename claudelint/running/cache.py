"""What was read of files and counted of texts, kept from run to run by their content.

The cache is never needed. Whatever is wrong with it (no permission, no room, entries that are broken or somebody
else's) costs time, and changes neither a result nor an exit status. It holds data only; a folder that comes with
a cloned repository can run nothing, and links in it are neither read nor written through.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

from claudelint.judging.settings import ConfigError
from claudelint.running.content_key import content_key
from claudelint.running.data_files import read_regular, write_whole
from claudelint.running.files import project_root

FOLDER = ".claudelint_cache"

_DAY = 24 * 60 * 60
_OLDEST = 30 * _DAY
_LARGEST = 64_000_000
_MAGIC = b"claudelint module 1\n"
_TOKENS_MAGIC = b"claudelint tokens 1\n"
_MOST_DIGITS = 12
# modules shrink to a quarter at once, and hardly any more for ten times the time
_QUICKLY = 1
_ENTRY = re.compile(r"[0-9a-f]{64}\.(?:module|tokens)")
# left behind by a run that was ended while it wrote
_UNFINISHED = re.compile(
    r"(?:[0-9a-f]{64}\.(?:module|tokens)|\.claudelint-sweep|\.gitignore|CACHEDIR\.TAG)\.[0-9a-f]{16}\.tmp"
)
_SWEPT = ".claudelint-sweep"
# keeps the folder out of repositories and of backups
_MARKERS = {
    ".gitignore": b"*\n",
    "CACHEDIR.TAG": b"Signature: 8a477f597d28d172789f06886806bc55\n# This folder is a cache of claudelint.\n",
}


def cache_folder(cwd: str, given: str | None) -> str:
    """The folder of the cache: the one that is given, else that of the project of the working directory."""
    if given:
        return os.path.realpath(os.path.join(cwd, given))
    return str(project_root(Path(cwd, FOLDER), Path(cwd)) / FOLDER)


class Cache:
    """The entries below one folder, which is made when the first of them is written."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._usable = not os.path.lexists(folder) or _is_folder(folder)
        self._writable = self._usable
        self._made = False
        self._touched = False

    def get(self, data: bytes) -> bytes | None:
        """What was kept of a file of this content; None where that is nothing, or nothing that is whole."""
        if not self._usable:
            return None
        try:
            key = content_key(data)
            packed = self._get(f"{key.hex()}.module", _MAGIC + key)
        except OSError:
            return None
        return None if packed is None else _unpacked(packed)

    def put(self, data: bytes, kept: bytes) -> None:
        """Keep something of a file of this content."""
        if not self._writable or len(kept) > _LARGEST:
            return
        try:
            key = content_key(data)
            self._put(f"{key.hex()}.module", b"".join((_MAGIC, key, zlib.compress(kept, _QUICKLY))))
        except OSError:
            # what could not be written once will not be the next time
            self._writable = False

    def get_tokens(self, model_id: str, text: str) -> int | None:
        """How many tokens a text was counted to have for a model; None where it was not."""
        if not self._usable:
            return None
        key = _tokens_key(model_id, text)
        try:
            number = self._get(f"{key.hex()}.tokens", _TOKENS_MAGIC + key)
        except OSError:
            return None
        # what `int` makes of other bytes is no number that was written here
        known = number is not None and number.isdigit() and len(number) <= _MOST_DIGITS
        return int(number) if number is not None and known else None

    def put_tokens(self, model_id: str, text: str, tokens: int) -> None:
        """Keep a number of tokens."""
        if not self._writable:
            return
        key = _tokens_key(model_id, text)
        try:
            self._put(f"{key.hex()}.tokens", b"%b%b%d" % (_TOKENS_MAGIC, key, tokens))
        except OSError:
            self._writable = False

    def sweep(self) -> None:
        """Remove what was not used for long; looks for it at most once a day, and only after a use."""
        marker = os.path.join(self.folder, _SWEPT)
        if not self._touched or _age(marker) < _DAY:
            return
        try:
            self._write(marker, b"")
        except OSError:
            return
        for entry in _own(self.folder):
            limit = _OLDEST if _ENTRY.fullmatch(entry.name) else _DAY
            if _age(entry.path) > limit:
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)

    def _get(self, name: str, head: bytes) -> bytes | None:
        """What follows the head of an entry; None where it has another one."""
        entry = self._read(os.path.join(self.folder, name))
        return None if entry is None or not entry.startswith(head) else entry[len(head) :]

    def _put(self, name: str, entry: bytes) -> None:
        self._make()
        self._write(os.path.join(self.folder, name), entry)

    def _read(self, path: str) -> bytes | None:
        found = read_regular(path, _LARGEST)
        if found is None:
            return None
        self._touched = True
        if time.time() - found.modified > _DAY:
            with contextlib.suppress(OSError):
                os.utime(path)
        return found.data

    def _make(self) -> None:
        if self._made:
            return
        os.makedirs(os.path.dirname(self.folder), exist_ok=True)
        try:
            os.mkdir(self.folder)
        except FileExistsError:
            if not _is_folder(self.folder):
                raise
        else:
            for name, text in _MARKERS.items():
                self._write(os.path.join(self.folder, name), text)
        self._made = True

    def _write(self, path: str, data: bytes) -> None:
        write_whole(path, data)
        self._touched = True


def clear(folder: str) -> str:
    """Remove the cache in a folder and, when nothing else is left, the folder; says what was removed.

    Raises ConfigError.
    """
    if not os.path.lexists(folder):
        return f"there is no cache at {folder}"
    if not _is_folder(folder):
        raise ConfigError(
            f"{folder} is not a folder, so that it is no cache of claudelint; it was left alone"
        )
    entries = size = 0
    try:
        for entry in list(_own(folder)):
            # another run may be at it as well
            with contextlib.suppress(FileNotFoundError):
                size += entry.stat(follow_symlinks=False).st_size
                os.unlink(entry.path)
                entries += 1
        for path in (*_markers(folder), os.path.join(folder, _SWEPT)):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
    except OSError as error:
        raise ConfigError(f"{error.filename} cannot be removed: {error.strerror}") from error
    with contextlib.suppress(OSError):
        os.rmdir(folder)
    number = "1 entry" if entries == 1 else f"{entries:,} entries"
    rest = "; other files in the folder were left alone" if os.path.lexists(folder) else ""
    return f"removed the cache at {folder}: {number}, {size / 1_000_000:,.1f} MB{rest}"


def _own(folder: str) -> Iterator[os.DirEntry[str]]:
    """What the cache itself has written into a folder, apart from what marks the folder."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                known = _ENTRY.fullmatch(entry.name) or _UNFINISHED.fullmatch(entry.name)
                if known and not entry.is_dir(follow_symlinks=False):
                    yield entry
    except OSError:
        return


def _markers(folder: str) -> Iterator[str]:
    """The files that mark a folder as a cache, unless somebody else wrote them."""
    for name, text in _MARKERS.items():
        path = os.path.join(folder, name)
        with contextlib.suppress(OSError):
            if not os.path.islink(path) and Path(path).read_bytes() == text:
                yield path


def _tokens_key(model_id: str, text: str) -> bytes:
    return hashlib.blake2b(f"{model_id}\0{text}".encode("utf-8", "surrogatepass"), digest_size=32).digest()


def _is_folder(path: str) -> bool:
    return os.path.isdir(path) and not os.path.islink(path)


def _age(path: str) -> float:
    """Seconds since a file was last written or used; endless where there is none."""
    try:
        return time.time() - os.lstat(path).st_mtime
    except OSError:
        return float("inf")


def _unpacked(data: bytes) -> bytes | None:
    """What was compressed; None where that is not whole, or would be larger than anything that is kept."""
    unpacking = zlib.decompressobj()
    try:
        kept = unpacking.decompress(data, _LARGEST)
    except zlib.error:
        return None
    return kept if unpacking.eof else None
