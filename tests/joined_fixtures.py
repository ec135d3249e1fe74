"""Bad files of several fixture folders as one project or as one module."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import PurePosixPath

from fixture_cases import Folder
from harness import MAIN

from claudelint.reading.source import Source

Files = dict[str, bytes]


def tokens(data: bytes) -> Iterator[tokenize.TokenInfo]:
    """The tokens of a file, as Python itself finds them."""
    text = Source.decode("f.py", data).text
    yield from tokenize.generate_tokens(io.StringIO(re.sub(r"\r\n?", "\n", text)).readline)


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
