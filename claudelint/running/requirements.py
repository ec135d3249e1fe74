"""Requirements of `anthropic`: how they are written, and the requirements files that hold them.

The format of the files: https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from claudelint.linking.evidence import PassedOver, Requirement
from claudelint.running.repository import Repository, UnreadableDeclaration, decoded, mentions_sdk

_FILE = re.compile(r"(?:.*[-_.])?requirements.*\.(?:txt|in)", re.IGNORECASE)
_MAIN = ("requirements.txt", "requirements.in")
_FOLDER = "requirements"

_INCLUDE = re.compile(r"(?:-[rc][ \t]*|--(?:requirement|constraint)[ \t=][ \t]*)(?P<file>[^\s=].*)")
_INCLUDES = re.compile(rb"^[ \t]*-(?:[rc]|-[rc])", re.MULTILINE)
_COMMENT = re.compile(r"(?:^|\s+)#.*$")
_OPTIONS = re.compile(r"\s+--?[A-Za-z]")
# https://packaging.python.org/en/latest/specifications/dependency-specifiers/
REQUIREMENT = re.compile(
    r"(?P<name>anthropic)\s*(?P<extras>\[[^\]]*\])?\s*"
    r"(?:(?P<address>@.*)|(?P<versions>[(<>=!~][^;]*)?(?:;.*)?)",
    re.IGNORECASE | re.DOTALL,
)


def requirement_of(line: str, file: str, main: bool, installed: bool = False) -> Requirement | None:
    """The requirement of a line, if it is one of `anthropic`; whatever its marker, it counts."""
    match = REQUIREMENT.fullmatch(line.strip())
    if match is None:
        return None
    if match["address"]:
        # an address may hold a password, so it is not repeated
        return Requirement(f"{match['name']}{match['extras'] or ''} @ ...", file, (), main, installed)
    written = " ".join(line.split(";")[0].split())
    specifiers = (match["versions"] or "").strip().removeprefix("(").removesuffix(")")
    return Requirement(written, file, (specifiers.strip(),), main, installed)


def requirements_files(
    folder: Path, names: tuple[str, ...], repository: Repository
) -> Iterator[Requirement | PassedOver]:
    """What the requirements files of a folder, whose files have these names, say, with all they include."""
    paths = [folder / name for name in names if _FILE.fullmatch(name)]
    if _FOLDER in names:
        inner = repository.listing(folder / _FOLDER)
        paths += [folder / _FOLDER / name for name in inner if name.endswith((".txt", ".in"))]
    read: set[str] = set()
    main = [path for path in paths if path.name in _MAIN]
    yield from included(main, True, repository, read)
    yield from included([path for path in paths if path not in main], False, repository, read)


def included(
    paths: Iterable[Path], main: bool, repository: Repository, read: set[str]
) -> Iterator[Requirement | PassedOver]:
    """What files and those they include say; those in `read` are not read again, which ends circles."""
    waiting = list(paths)[::-1]
    while waiting:
        path = waiting.pop()
        real = repository.real(path)
        if real is None or real in read:
            continue
        read.add(real)
        shown = repository.name(path)
        try:
            lines = _lines(repository.data(path))
        except UnreadableDeclaration as error:
            yield PassedOver(shown, f"cannot be read: {error}", unreadable=True)
            continue
        for line in lines:
            include = _INCLUDE.fullmatch(line)
            if include is None:
                requirement = requirement_of(line, shown, main, installed=True)
                if requirement is not None:
                    yield requirement
                continue
            target = Path(os.path.normpath(path.parent / include["file"].strip("'\"")))
            waiting.append(target)
            if repository.real(target) is None:
                yield PassedOver(shown, f"includes {include['file']}, which lies outside of the repository")


def _lines(data: bytes | None) -> list[str]:
    """The lines of a file as pip reads them, without comments and options; none when nothing can matter."""
    if data is None or not (mentions_sdk(data) or _INCLUDES.search(data.replace(b"\0", b""))):
        return []
    return [line for line in map(bare_line, _logical_lines(decoded(data))) if line]


def _logical_lines(text: str) -> Iterator[str]:
    """Lines that end in a backslash go on with the next one; a comment ends them."""
    begun = ""
    for line in text.splitlines():
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            begun += line[:-1]
        elif line.lstrip().startswith("#"):
            yield begun
            begun = ""
        else:
            yield begun + line
            begun = ""
    yield begun


def bare_line(line: str) -> str:
    """A line of a requirements file without its comment, and a requirement without its options."""
    line = _COMMENT.sub("", line).strip()
    return line if line.startswith("-") else _OPTIONS.split(line, maxsplit=1)[0].strip()
