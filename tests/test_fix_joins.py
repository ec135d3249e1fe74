"""The laws of fixes on the fixtures, joined at random, and on each by itself."""

from __future__ import annotations

import ast
import random
import tokenize
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import PurePosixPath

import pytest
from fix_laws import (
    Files,
    check_files,
    check_order,
    fixed,
    tokens,
)
from fixture_cases import Folder, folders
from harness import MAIN

# fixtures, joined

# without those that take seconds to judge, or to fix one by one
SLOW = (
    "uncached_system_prompt",
    "uncached_document",
    "batchable_loop",
    "unbounded_gather",
    "cold_cache_fan_out",
)
FOLDERS = tuple(one for one in folders() if one.name not in SLOW)


def as_project(chosen: Sequence[Folder]) -> Files:
    """The bad files of several folders as one project, each with what helps it."""
    found: Files = {}
    for folder in chosen:
        for name, data in folder.files("bad.py").items():
            if name.endswith((".py", ".md")):
                path = PurePosixPath(name)
                unique = path.name.replace("bad.py", f"{folder.name}.py").replace(
                    "test_ask", f"test_{folder.name}"
                )
                found[(path.parent / unique).as_posix()] = data
    return found


def as_module(chosen: Sequence[Folder]) -> Files:
    """The bad files of several folders one after the other in a file: imports first, names made distinct."""
    imports: dict[str, None] = {}
    rest, found = [], {}
    for number, folder in enumerate(chosen):
        files = folder.files("bad.py")
        text = files.pop("bad.py").decode()
        found.update({name: data for name, data in files.items() if name.endswith((".py", ".md"))})
        tree = ast.parse(text)
        lines = text.splitlines(keepends=True)
        for node in reversed(tree.body):
            if isinstance(node, ast.Import | ast.ImportFrom):
                imports["".join(lines[node.lineno - 1 : node.end_lineno])] = None
                del lines[node.lineno - 1 : node.end_lineno]
        rest.append(distinct("".join(lines), own_names(tree), f"_{number}"))
    found[MAIN] = "\n\n".join(["".join(imports), *rest]).encode()
    return found


def own_names(tree: ast.Module) -> set[str]:
    """The names that a module gives at its top to variables, functions and classes."""
    names = {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            names |= {
                one.id
                for one in ast.walk(node)
                if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
            }
    return names


def distinct(text: str, names: set[str], suffix: str) -> str:
    """The text with names made longer; attributes, and keywords of calls, keep theirs."""
    lines = text.splitlines(keepends=True)
    depth, before = 0, ""
    places = []
    for token, after in pairwise(tokens(text.encode())):
        depth += (token.string in "([{") - (token.string in ")]}") if token.type == tokenize.OP else 0
        is_keyword = depth > 0 and after.string == "="
        if token.type == tokenize.NAME and token.string in names and before != "." and not is_keyword:
            places.append(token.end)
        before = token.string
    for row, column in reversed(places):
        line = lines[row - 1]
        lines[row - 1] = line[:column] + suffix + line[column:]
    return "".join(lines)


def joins(number: int, size: int, chance: random.Random) -> list[tuple[Folder, ...]]:
    return [tuple(chance.sample(FOLDERS, size)) for _ in range(number)]


def name_of(chosen: object) -> str | None:
    return "+".join(one.name for one in chosen) if isinstance(chosen, tuple) else None


@pytest.mark.parametrize("chosen", joins(4, 3, random.Random(4)), ids=name_of)
@pytest.mark.parametrize("join", [as_project, as_module])
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_joined_fixtures(
    chosen: tuple[Folder, ...], join: Callable[[Sequence[Folder]], Files], unsafe: bool
) -> None:
    files = join(chosen)
    after = fixed(files, unsafe)
    check_files(files, after, unsafe)
    if unsafe:
        assert after != files


# a request costs more to judge, the more of them stand together: every fixture is in one group, joined in one way
GROUPS = 9


@pytest.mark.slow
@pytest.mark.parametrize("group", range(GROUPS))
def test_all_fixtures_joined(group: int) -> None:
    files = (as_project, as_module)[group % 2](FOLDERS[group::GROUPS])
    check_files(files, fixed(files, unsafe=True), unsafe=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "folder",
    [pytest.param(one, id=one.name) for one in FOLDERS],
)
def test_order_of_fixes_of_a_fixture(folder: Folder) -> None:
    check_order(folder.files("bad.py"), unsafe=True, chance=random.Random(5))
