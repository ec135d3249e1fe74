"""Imports at the top of a file."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.editing.text import LEXEME, NOISE, insert, line_end, line_start, newline_of, next_line
from claudelint.findings import Edit


def ensure_import(text: str, file: str, statement: str) -> tuple[Edit, ...]:
    """Import at the top of the file what is not imported there: `import os` or `from x import y`.

    The same statement always gives the same edit, so that two fixes that need it agree. The import goes
    to its place by name among those of its section (standard library or not), else before or after them.
    """
    wanted = _ImportLine.parse(0, 0, statement)
    if wanted is None:
        raise ValueError(f"not an import: {statement}")
    lines = list(_header(text))
    imports = [line for line in lines if line.names]
    if any(wanted.names <= line.names for line in imports):
        return ()
    newline = newline_of(text)
    others = [line for line in imports if line.module != "__future__"]
    section = [line for line in others if line.is_standard == wanted.is_standard]
    later = next((line for line in section if line.order > wanted.order), None)
    if later is not None:
        return (insert(file, later.start, statement + newline),)
    if section:
        return (_insert_after(text, file, section[-1], statement),)
    if others and wanted.is_standard:
        return (insert(file, others[0].start, statement + newline + newline),)
    if lines:
        return (_insert_after(text, file, lines[-1], newline + statement),)
    return (insert(file, _preamble_end(text), statement + newline),)


def _insert_after(text: str, file: str, line: _ImportLine, statement: str) -> Edit:
    newline = newline_of(text)
    place = next_line(text, line.end)
    is_ended = place > line.end
    return insert(file, place, statement + newline if is_ended else newline + statement + newline)


def _preamble_end(text: str) -> int:
    """Past the interpreter and coding lines, which must stay first."""
    place = 0
    for _ in range(2):
        if re.match(r"#!|[ \t\f]*#.*?coding[:=]", text[place : line_end(text, place)]):
            place = next_line(text, place)
    return place


@dataclass(frozen=True, slots=True)
class _ImportLine:
    """A logical line of the head of a file: the docstring, or imports and what they bind."""

    start: int
    end: int
    module: str
    is_from: bool
    names: frozenset[tuple[str, str, str]]

    @classmethod
    def parse(cls, start: int, end: int, code: str) -> _ImportLine | None:
        try:
            nodes = ast.parse(code).body
        except (SyntaxError, ValueError):
            return None
        names: set[tuple[str, str, str]] = set()
        module, is_from = "", False
        for node in nodes:
            if isinstance(node, ast.Import):
                names |= {(alias.name, "", alias.asname or alias.name) for alias in node.names}
                module, is_from = node.names[0].name, False
            elif isinstance(node, ast.ImportFrom):
                module, is_from = "." * node.level + (node.module or ""), True
                names |= {(module, alias.name, alias.asname or alias.name) for alias in node.names}
            elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
                return None
        return cls(start, end, module, is_from, frozenset(names)) if nodes else None

    @property
    def is_standard(self) -> bool:
        return self.module.partition(".")[0] in sys.stdlib_module_names and self.module != "__future__"

    @property
    def order(self) -> tuple[bool, bool, str, list[str]]:
        """Those of the file's own package come last."""
        return (
            self.module.startswith("."),
            self.is_from,
            self.module.lower(),
            sorted(name for _, name, _ in self.names),
        )


def _header(text: str) -> Iterator[_ImportLine]:
    """The docstring and the imports that a file begins with; the first other statement ends them."""
    offset = 0
    while offset < len(text):
        noise = NOISE.match(text, offset)
        if noise:
            offset = noise.end()
        if offset >= len(text):
            return
        start, end = line_start(text, offset), _logical_end(text, offset)
        line = _ImportLine.parse(start, end, text[offset:end]) if start == offset else None
        if line is None:
            return
        yield line
        offset = end


def _logical_end(text: str, offset: int) -> int:
    """Where the logical line that begins here ends: the newline outside brackets and strings."""
    depth = 0
    while offset < len(text):
        lexeme = LEXEME.match(text, offset)
        character = text[offset]
        if lexeme:
            offset = lexeme.end()
            continue
        if character == "\\":
            offset = next_line(text, offset)
            continue
        if character in "\r\n" and depth <= 0:
            return offset
        depth += (character in "([{") - (character in ")]}")
        offset += 1
    return offset
