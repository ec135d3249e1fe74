"""The requirements in a setup.py, read without running it: what its call of `setup` says in literals."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from claudelint.running.repository import UnreadableDeclaration

_LISTS = {"install_requires": True, "tests_require": False}


def setup_requirements(data: bytes) -> Iterator[tuple[str, bool]]:
    """Each requirement, and whether it is the project's own; what is computed says nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
    except SyntaxError as error:
        raise UnreadableDeclaration(f"{error.msg} (line {error.lineno})") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise UnreadableDeclaration("cannot be parsed") from error
    literals = _literals(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not _is_setup(node.func):
            continue
        for keyword in node.keywords:
            value = _named(keyword.value, literals)
            if keyword.arg in _LISTS:
                yield from ((text, _LISTS[keyword.arg]) for text in _texts(value, literals))
            elif keyword.arg == "extras_require" and isinstance(value, ast.Dict):
                for extra in value.values:
                    yield from ((text, False) for text in _texts(_named(extra, literals), literals))


def _is_setup(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)
    return name == "setup"


def _literals(tree: ast.Module) -> dict[str, ast.expr]:
    """The values of names that the file binds once, at its top level."""
    bound: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound[node.id] = bound.get(node.id, 0) + 1
    values: dict[str, ast.expr] = {}
    for statement in tree.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        value = getattr(statement, "value", None)
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(value, ast.expr) and bound[target.id] == 1:
                values[target.id] = value
    return values


def _named(value: ast.expr, literals: dict[str, ast.expr]) -> ast.expr:
    return literals.get(value.id, value) if isinstance(value, ast.Name) else value


def _texts(value: ast.expr, literals: dict[str, ast.expr]) -> Iterator[str]:
    """The texts of a literal list, or the lines of a single text."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield from value.value.splitlines()
    elif isinstance(value, (ast.List, ast.Tuple)):
        for element in value.elts:
            item = _named(element, literals)
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                yield item.value
