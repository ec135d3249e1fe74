"""From bytes to one Module, guarded against files that would bring the parser down."""

from __future__ import annotations

import ast
import re
import sys
import threading
import warnings
from collections.abc import Callable
from typing import TypeVar

from claudelint.reading.module import Module
from claudelint.reading.source import Source, UnreadableFile

# LibCST recurses in native code; deeper files end the process or take minutes
_DEEPEST = 1_000
_STACK_BYTES = 512 * 1024 * 1024
_RECURSION_LIMIT = 60_000
# what a file must hold before its depth is measured: brackets that stay open, very long lines, long chains
_DEEP_BRACKETS = 80
_LONG_LINE = 4_000
_LONG_CHAIN = 250
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"()[]{}")
# one pattern for each takes half as long as one for all
_CHAINED_LINES = tuple(
    map(
        re.compile,
        (
            rb"\n\s*[.+*/|&-]",
            rb"[-.+*/|&\\]\s*\n",
            rb"\b(?:and|or|else)\s*\n",
            rb"\n\s*(?:and|or|else|if)\b[^:\n]*\n",
        ),
    )
)

_T = TypeVar("_T")


def check_syntax(source: Source) -> None:
    """Raise UnreadableFile when Python cannot parse the file and LibCST cannot either."""
    try:
        tree = _ast(source)
    except SyntaxError as error:
        if "too many nested" in str(error.msg):
            raise UnreadableFile("too deeply nested to be checked", error.lineno) from error
        _newer_syntax(source, error)
        return
    _check_depth(source, tree)


def read_module(source: Source) -> Module:
    """The Module of a file; raises UnreadableFile. Call it within `with_large_stack`."""
    if _may_be_deep(source.data):
        check_syntax(source)
    import libcst as cst

    from claudelint.reading.flow import extract
    from claudelint.reading.parsing import parse

    try:
        tree = parse(source.data)
    except cst.ParserSyntaxError as error:
        # Python tells the place better, where it cannot parse the file either
        _parsed_by_python(source)
        raise UnreadableFile(
            f"cannot be parsed: {error.message}", error.raw_line, error.raw_column + 1
        ) from error
    except RecursionError as error:
        raise UnreadableFile("too deeply nested to be checked") from error
    return extract(tree, source.path, source.text, source.line_starts)


def with_large_stack(work: Callable[[], _T]) -> _T:
    """Run in a thread whose stack holds deep trees; the result or the exception of the work."""
    results: list[_T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # handed on to the caller's thread as it is
            errors.append(error)

    old_size, old_limit = threading.stack_size(_STACK_BYTES), sys.getrecursionlimit()
    sys.setrecursionlimit(_RECURSION_LIMIT)
    try:
        thread = threading.Thread(target=run, name="claudelint")
        thread.start()
        thread.join()
    finally:
        threading.stack_size(old_size)
        sys.setrecursionlimit(old_limit)
    if errors:
        raise errors[0]
    return results[0]


def _ast(source: Source) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source.data, source.path)
    except (RecursionError, MemoryError) as error:
        raise UnreadableFile("too deeply nested to be checked") from error
    except ValueError as error:
        raise UnreadableFile(f"cannot be parsed: {error}") from error


def _parsed_by_python(source: Source) -> None:
    try:
        _ast(source)
    except SyntaxError as error:
        raise UnreadableFile(f"cannot be parsed: {error.msg}", error.lineno, error.offset) from error


def _newer_syntax(source: Source, error: SyntaxError) -> None:
    # syntax that is newer than the running Python is none when LibCST can read it
    if _bracket_depth(source.text) > 200:
        raise UnreadableFile("too deeply nested to be checked", error.lineno) from error
    import libcst as cst

    from claudelint.reading.parsing import parse

    try:
        parse(source.data)
    except cst.ParserSyntaxError:
        raise UnreadableFile(f"cannot be parsed: {error.msg}", error.lineno, error.offset) from error


def _may_be_deep(data: bytes) -> bool:
    """Whether a file could be nested or chained so deeply that it has to be measured; cheap, never too low."""
    brackets = data.translate(None, _NO_BRACKETS)
    for _ in range(_DEEP_BRACKETS):
        shorter = brackets.replace(b"()", b"").replace(b"[]", b"").replace(b"{}", b"")
        if len(shorter) == len(brackets):
            break
        brackets = shorter
    if sum(map(brackets.count, (b"(", b"[", b"{"))) > _DEEP_BRACKETS:
        return True
    if max(map(len, data.splitlines()), default=0) > _LONG_LINE:
        return True
    joined = sum(len(pattern.findall(data)) for pattern in _CHAINED_LINES)
    return joined + data.count(b"elif") > _LONG_CHAIN


def _check_depth(source: Source, tree: ast.Module) -> None:
    if _may_be_deep(source.data) and _depth(tree) > _DEEPEST:
        raise UnreadableFile("too deeply nested to be checked")


def _depth(tree: ast.AST) -> int:
    deepest = 0
    pending: list[tuple[ast.AST, int]] = [(tree, 0)]
    while pending:
        node, depth = pending.pop()
        if depth > deepest:
            deepest = depth
        for field in node._fields:
            child = getattr(node, field, None)
            if isinstance(child, ast.AST):
                pending.append((child, depth + 1))
            elif isinstance(child, list):
                pending.extend((item, depth + 1) for item in child if isinstance(item, ast.AST))
    return deepest


def _bracket_depth(text: str) -> int:
    depth = deepest = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    return deepest
