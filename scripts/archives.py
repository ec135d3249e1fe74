"""Packages of the package index as folders: pinned archives are downloaded once, and unpacked where nothing runs."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

_LARGEST_FILE = 5_000_000


def downloaded(requirement: str, folder: Path, *, source: bool = False) -> Path:
    """The archive of a pinned requirement, kept in a folder of its own; downloads it the first time.

    A wheel by default, since its download runs no code of the package; with `source` the source archive, which
    has the tests. Raises CalledProcessError where the index has no such archive.
    """
    if not folder.is_dir():
        name = requirement.partition("==")[0]
        options = ["--quiet", "--disable-pip-version-check", "--no-deps"]
        options += ["--no-binary", name] if source else ["--only-binary", ":all:"]
        # what is only read need not run on this Python
        options += ["--ignore-requires-python", "--dest", str(folder)]
        subprocess.run([sys.executable, "-m", "pip", "download", *options, requirement], check=True)
    return next(folder.iterdir())


def files_of(archive: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The files of a wheel or of a source archive, very large ones left out; no path leads out of the folder."""
    for name, data in _zipped(archive) if zipfile.is_zipfile(archive) else _tarred(archive):
        path = PurePosixPath(name)
        if not path.is_absolute() and ".." not in path.parts and ":" not in name:
            yield path, data


def _zipped(archive: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(archive) as opened:
        for entry in opened.infolist():
            if not entry.is_dir() and entry.file_size <= _LARGEST_FILE:
                yield entry.filename.replace("\\", "/"), opened.read(entry)


def _tarred(archive: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as opened:
        for member in opened:
            # links are not files, so that none is followed
            if member.isfile() and member.size <= _LARGEST_FILE:
                yield member.name, (opened.extractfile(member) or io.BytesIO()).read()


def unpacked(files: Iterable[tuple[PurePosixPath, bytes]], folder: Path) -> Path:
    """The folder with the files in it; only one that is complete has that name."""
    partial = folder.with_name(f"{folder.name}.partial")
    partial.mkdir(parents=True, exist_ok=True)
    for path, data in files:
        target = partial / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return partial.rename(folder)
