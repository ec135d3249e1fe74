"""What the fixes of the fixtures make of their types: no statement that was right for mypy before is wrong after."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from fixture_cases import Folder, folders
from mypy import api

FIXED = [folder for folder in folders() if folder.has("bad.fixed.py")]
_OPTIONS = (
    "--check-untyped-defs",
    "--config-file=",
    "--no-incremental",
    "--cache-dir=/dev/null",
    "--hide-error-context",
    "--no-error-summary",
    "--no-pretty",
    "--no-color-output",
)
_ERROR = re.compile(r"(?P<file>[^:]+):(?P<row>\d+): error: (?P<message>.*)")
# a list or dict in a variable, which mypy takes for one of plain strings, whatever it is used for
_DISPLAY = re.compile(r"^( *)(\w+) = (?=[\[{])", re.MULTILINE)


def package(folder: Folder, after: bool) -> str:
    """The package that a case is checked as; mypy wants a name of its own for each module."""
    return f"{folder.name}_{'after' if after else 'before'}"


def python_files(folder: Folder, case: str) -> dict[str, str]:
    return {name: data.decode() for name, data in folder.files(case).items() if name.endswith(".py")}


def as_package(name: str, files: Mapping[str, str], before: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The files of a project, which import each other as modules of a package; no line moves.

    What the program itself keeps in variables is taken to be of the right type, so that the rest of a request
    is looked at, before and after the fixes; what the fixes write is taken as it is.
    """
    modules = "|".join(Path(file).stem for file in files if "/" not in file)
    own_import = re.compile(rf"^( *)(?:from ({modules}) import\b|import ({modules})$)", re.MULTILINE)

    def within(match: re.Match[str]) -> str:
        indent, origin, module = match.groups()
        return f"{indent}from {name}.{origin} import" if origin else f"{indent}from {name} import {module}"

    for file, text in files.items():
        own = {name for _, name in _DISPLAY.findall(before[file])}
        display = re.compile(rf"^( *(?:{'|'.join(own)})) = (?=[\[{{])", re.MULTILINE)
        typed = display.sub(r"\1: _Any = ", text) if own else text
        yield file, own_import.sub(within, f"{typed}\nfrom typing import Any as _Any\n")


def errors_in(root: Path, packages: list[str]) -> dict[str, list[tuple[int, str]]]:
    """What mypy says of the packages in a folder, by file and row."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        out, problems, status = api.run([*_OPTIONS, *packages])
    assert status in (0, 1), out + problems
    found: dict[str, list[tuple[int, str]]] = {}
    for match in map(_ERROR.match, out.splitlines()):
        if match is not None:
            place = match["file"].replace("\\", "/")
            found.setdefault(place, []).append((int(match["row"]), match["message"]))
    return found


@pytest.fixture(scope="module")
def errors(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[int, str]]]:
    """What mypy says of all cases before and after their fixes, in one run."""
    root = tmp_path_factory.mktemp("types")
    names = []
    for folder in FIXED:
        before = python_files(folder, "bad.py")
        for case, after in (("bad.py", False), ("bad.fixed.py", True)):
            name = package(folder, after)
            names.append(name)
            for file, text in as_package(name, python_files(folder, case), before):
                path = root / name / file
                path.parent.mkdir(parents=True, exist_ok=True)
                (path.parent / "__init__.py").touch()
                path.write_text(text, encoding="utf-8")
    return errors_in(root, names)


def statements(text: str) -> list[tuple[int, int]]:
    """The first and last row of every statement without those that stand in it."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.stmt):
            inner = [child.lineno for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]
            end = node.end_lineno or node.lineno
            found.append((node.lineno, max(node.lineno, min(inner) - 1) if inner else end))
    return found


def new_errors(
    before: str, after: str, wrong_before: list[tuple[int, str]], wrong_after: list[tuple[int, str]]
) -> Iterator[str]:
    """The errors after a fix in statements that come from none that had an error before, nor are moved as they were."""
    lines, moved = before.splitlines(), after.splitlines()
    rows = [set(range(first, last + 1)) for first, last in statements(before)]
    wrong = set().union(*(some for some in rows if any(row in some for row, _ in wrong_before)), [])
    wrong |= {row for row, _ in wrong_before}
    known = {lines[row - 1].strip() for row in wrong}
    origin: dict[int, range] = {}
    matcher = SequenceMatcher(None, lines, moved, autojunk=False)
    for kind, first, last, to_first, to_last in matcher.get_opcodes():
        for place in range(to_first, to_last):
            if kind == "equal":
                origin[place + 1] = range(first + 1 + place - to_first, first + 2 + place - to_first)
            else:
                origin[place + 1] = range(first + 1, last + 1)
    for row, message in wrong_after:
        around = [range(first, last + 1) for first, last in statements(after) if first <= row <= last]
        smallest = min(around, key=len, default=range(row, row + 1))
        if moved[row - 1].strip() in known:
            continue
        if not any(old in wrong for here in smallest for old in origin.get(here, ())):
            yield f"line {row}: {message}"


@pytest.mark.parametrize("folder", FIXED, ids=lambda folder: f"{folder.family}/{folder.name}")
def test_no_statement_gets_an_error(folder: Folder, errors: Mapping[str, list[tuple[int, str]]]) -> None:
    before, after = python_files(folder, "bad.py"), python_files(folder, "bad.fixed.py")
    for file, text in after.items():
        found = new_errors(
            before[file],
            text,
            errors.get(f"{package(folder, False)}/{file}", []),
            errors.get(f"{package(folder, True)}/{file}", []),
        )
        assert list(found) == [], file
