"""The files of a repository that say which packages it needs: read, decoded, and never left."""

from __future__ import annotations

import codecs
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from claudelint import toml
from claudelint.running.files import display_path

# as pip decodes requirements files, https://pip.pypa.io/en/stable/reference/requirements-file-format/#encoding
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class UnreadableDeclaration(Exception):
    """A file that is there and cannot be understood; says why."""


@dataclass(frozen=True)
class Repository:
    """The folder below which all files lie that may be read, and the one that names are relative to.

    `texts` are the contents of files, by absolute path, that are other than on the disk.
    """

    root: str
    cwd: str
    texts: Mapping[str, bytes] = field(default_factory=dict, compare=False)

    def name(self, path: Path) -> str:
        """What reports call a file."""
        return display_path(str(path), self.cwd)

    def real(self, path: Path) -> str | None:
        """A path with its links followed, or None when it leads out of the repository or nowhere at all."""
        root = os.path.realpath(self.root)
        try:
            real = os.path.realpath(path)
        except ValueError:
            # a null character is part of no path
            return None
        return real if real == root or real.startswith(root.rstrip(os.sep) + os.sep) else None

    def listing(self, folder: Path) -> tuple[str, ...]:
        """The names in a folder in order; none when it cannot be listed or lies outside."""
        try:
            return tuple(sorted(os.listdir(folder))) if self.real(folder) is not None else ()
        except OSError:
            return ()

    def data(self, path: Path) -> bytes | None:
        """The bytes of a file, or None when it is not there, not a file, or lies outside."""
        if not os.path.isfile(path) or self.real(path) is None:
            return None
        try:
            return self.texts.get(str(path)) or path.read_bytes()
        except OSError as error:
            raise UnreadableDeclaration((error.strerror or str(error)).lower()) from error


def mentions_sdk(data: bytes) -> bool:
    """Whether the package can be named in these bytes, whatever their encoding."""
    return b"anthropic" in data.replace(b"\0", b"").lower()


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, unless it begins with the mark of another encoding."""
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDeclaration(
            f"not {encoding.upper().removesuffix('-LE').removesuffix('-BE')}"
        ) from error


def toml_table(data: bytes) -> dict[str, object]:
    """The table of a TOML file."""
    try:
        return toml.parse(decoded(data))
    except toml.TomlError as error:
        raise UnreadableDeclaration(str(error)) from error
    except RecursionError as error:
        raise UnreadableDeclaration("too deeply nested") from error


def table(value: object) -> dict[str, object]:
    """A table of TOML or JSON, empty where something else stands."""
    return value if isinstance(value, dict) else {}


def entries(value: object) -> list[object]:
    """A list of TOML or JSON, empty where something else stands."""
    return value if isinstance(value, list) else []
