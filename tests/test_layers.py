"""The rooms of the house: nothing imports from a room below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import ROOT

# from top to bottom: a room may import from itself and from those above it
ROOMS = (
    "toml",
    "findings",
    "catalog",
    "reading",
    "linking",
    "rule",
    "editing",
    "registry",
    "rules",
    "judging",
    "fixing",
    "running",
    "reporting",
    "pages",
    "checking",
    "explaining",
    "listing",
    "cli",
)
# `python -m claudelint`, and the version, which every room may name
OUTSIDE = ("__main__", "__init__")
# the catalogue, the texts of the command line and the finding of files need no tree
LIBRARIES = {
    "libcst": {"reading", "fixing"},
    "click": {"cli"},
    "rich": {"reporting"},
    "anthropic": {"running"},
}
NO_ROOM = {"utils", "helpers", "common", "base", "manager", "misc"}


def files() -> list[Path]:
    """The files of claudelint and of the rules."""
    package = ROOT / "claudelint"
    # in a checkout, rules.py only points at ../rules
    return [
        *(path for path in sorted(package.rglob("*.py")) if path != package / "rules.py"),
        *sorted((ROOT / "rules").rglob("*.py")),
    ]


def room_of(path: Path) -> str:
    """The room a file stands in."""
    if path.is_relative_to(ROOT / "rules"):
        return "rules"
    return path.relative_to(ROOT / "claudelint").parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every import of a file, wherever it stands, by line and full name; imports for types count as well."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            module = node.module or ""
            if module == "claudelint":
                for alias in node.names:
                    yield node.lineno, f"claudelint.{alias.name}"
            else:
                yield node.lineno, module


def test_every_file_stands_in_a_room() -> None:
    """There is no file outside the rooms, and no room that is not there."""
    rooms = {room_of(path) for path in files()}
    assert rooms - set(OUTSIDE) == set(ROOMS)


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_imports_from_below(path: Path) -> None:
    """A file imports from its own room and from those above it only."""
    room = room_of(path)
    if room in OUTSIDE:
        return
    allowed = set(ROOMS[: ROOMS.index(room) + 1])
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {room} imports {name}"
        for line, name in imports(path)
        if name.startswith("claudelint.") and name.split(".")[1] not in {*allowed, "__version__"}
    ]
    assert wrong == []


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    """Only the rooms that need a library import it."""
    room = room_of(path)
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for line, name in imports(path)
        if name.split(".")[0] in LIBRARIES and room not in LIBRARIES[name.split(".")[0]]
    ]
    assert wrong == []


def test_stages_do_not_call_earlier_ones() -> None:
    """The rules are reached through the registry only."""
    for path in files():
        if room_of(path) not in ("rules", "registry"):
            named = [name for _, name in imports(path) if name.startswith("claudelint.rules")]
            assert named == [], path


def test_names_that_name_no_room() -> None:
    """No file or folder bears a name that says nothing of what is in it."""
    for path in files():
        words = {part.removesuffix(".py").strip("_") for part in path.relative_to(ROOT).parts}
        assert not words & NO_ROOM, path


def test_the_check_sees_imports(tmp_path: Path) -> None:
    """Imports in functions and for types are seen as well."""
    file = tmp_path / "a.py"
    file.write_text(
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from claudelint.cli import main\n"
        "def f():\n    from claudelint import running\n    import claudelint.pages\n"
    )
    assert sorted(name for _, name in imports(file)) == [
        "claudelint.cli",
        "claudelint.pages",
        "claudelint.running",
        "typing",
    ]
