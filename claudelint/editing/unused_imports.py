"""Imports that nothing uses any more after a change of a file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from claudelint.editing.text import apply, line_end, line_start, next_line
from claudelint.findings import Edit, Span

_WORD = re.compile(r"\w+")


def without_unused_imports(before: str, after: str, file: str, others: Iterable[str] = ()) -> str:
    """The text after a change, without imports at the top that the text before it used and nothing does now.

    Whatever may be there for somebody else stays: what a package has in its `__init__`, what is imported `as` its own
    name, what the file so much as mentions, and what one of the `others`, the texts of other files, takes from here.
    """
    path = PurePath(file)
    if path.name == "__init__.py" or path.suffix != ".py":
        return after
    try:
        used, imports = set(_WORD.findall(_without(before, _imports(before)))), list(_imports(after))
    except (SyntaxError, ValueError):
        return after
    left = set(_WORD.findall(_without(after, imports)))
    gone = used - left
    edits: list[Edit] = []
    for one in imports:
        unused = [
            index for index, name in enumerate(one.names) if name in gone and not one.is_handed_on(index)
        ]
        if any(_takes(other, path.stem, one.names[index]) for index in unused for other in others):
            continue
        edits += one.without(after, file, unused)
    return apply(after, edits)


def _takes(text: str, module: str, name: str) -> bool:
    """Whether another file may take a name from a module of this name."""
    if module not in text or name not in text:
        return False
    listed = rf"\bfrom\s+[\w.]*\b{module}\s+import\s*(?:\([^)]*|[^\r\n]*)\b{name}\b"
    return re.search(rf"{listed}|\b{module}\.{name}\b", text) is not None


@dataclass(frozen=True)
class _Import:
    """A statement at the top: where it and each of its names stand, and what they bind."""

    node: ast.Import | ast.ImportFrom
    start: int
    end: int
    places: tuple[tuple[int, int], ...]

    @property
    def names(self) -> list[str]:
        return [(one.asname or one.name).partition(".")[0] for one in self.node.names]

    def is_handed_on(self, index: int) -> bool:
        """Whether a name is imported `as` itself, which says that others are to have it, or changes the language."""
        one = self.node.names[index]
        return one.asname == one.name or getattr(self.node, "module", None) == "__future__"

    def without(self, text: str, file: str, unused: list[int]) -> Iterator[Edit]:
        """Edits that drop names, or the whole; none where a comment stands with them."""
        if not unused:
            return
        if len(unused) == len(self.places):
            start, end = line_start(text, self.start), line_end(text, self.end)
            if text[start : self.start].strip() or text[self.end : end].strip() or "#" in text[start:end]:
                return
            end = next_line(text, end)
            begins_section = start == 0 or not text[line_start(text, start - 1) : start].strip()
            if begins_section and not text[end : line_end(text, end)].strip():
                end = next_line(text, end)
            yield Edit(Span(file, start, end), "")
            return
        last = max(index for index in range(len(self.places)) if index not in unused)
        gone = [
            (self.places[index][0], self.places[index + 1][0])
            if index < last
            else (self.places[index - 1][1], self.places[index][1])
            for index in unused
        ]
        if not any("#" in text[start:end] for start, end in gone):
            yield from (Edit(Span(file, start, end), "") for start, end in gone)


def _imports(text: str) -> Iterator[_Import]:
    """The imports that stand at the top of a file, outside of every other statement."""
    rows = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            places = tuple(_span(text, rows, alias) for alias in node.names)
            yield _Import(node, *_span(text, rows, node), places)


def _span(text: str, rows: list[int], node: ast.stmt | ast.alias) -> tuple[int, int]:
    """Where a node stands; the tree counts columns in bytes."""
    ends = ((node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0))
    start, end = (
        rows[row - 1] + len(text[rows[row - 1] :][:column].encode()[:column].decode(errors="ignore"))
        for row, column in ends
    )
    return start, end


def _without(text: str, imports: Iterable[_Import]) -> str:
    return apply(text, [Edit(Span("", one.start, one.end), "") for one in imports])
