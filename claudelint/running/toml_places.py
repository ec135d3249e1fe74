"""Where the texts and comments of a TOML file stand; what they mean is for `claudelint.toml` to say.

The file has to be TOML (https://toml.io/en/v1.0.0): of anything else the places mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\r\n]*)
    | (?P<lines>\"{3}(?:[^\\]|\\.)*?\"{3,5}|'{3}.*?'{3,5})
    | (?P<text>"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*')
    | (?P<bare>[^\s\[\]{}=,.\#"']+)
    | (?P<newline>\r\n|\r|\n)
    | (?P<mark>[\[\]{}=,])
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text of one line that is a value: the keys that lead to it, and its range without the quotes.

    An element of an array has the keys of the array.
    """

    keys: tuple[str, ...]
    start: int
    end: int


def toml_comments(text: str) -> Iterator[tuple[int, int]]:
    """The ranges of the comments."""
    return (match.span() for match in _TOKEN.finditer(text) if match["comment"] is not None)


def toml_texts(text: str) -> Iterator[PlacedText]:
    """The texts that are values, in order."""
    reader = _Reader()
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "mark":
            reader.mark(match.group())
        elif kind == "newline":
            reader.newline()
        elif kind in ("text", "bare") and not reader.in_value:
            reader.pending += (match.group().strip("\"'"),)
        elif kind == "text":
            yield PlacedText(reader.keys, match.start() + 1, match.end() - 1)


class _Reader:
    """What has been read so far: the table, the keys of the value, and the arrays and tables around it."""

    def __init__(self) -> None:
        self.table: tuple[str, ...] = ()
        self.keys: tuple[str, ...] = ()
        self.pending: tuple[str, ...] = ()
        self.in_value = False
        self.around: list[tuple[str, tuple[str, ...]]] = []

    def newline(self) -> None:
        """Outside of arrays a value ends with its line, and so do the keys of a table's header."""
        if not self.around:
            self.in_value = False
            self.pending = ()

    def mark(self, mark: str) -> None:
        """Open or close what the mark opens or closes."""
        if mark == "=":
            base = self.around[-1][1] if self.around else self.table
            self.keys, self.pending, self.in_value = base + self.pending, (), True
        elif mark == "," and self.around and self.around[-1][0] == "{":
            self.in_value, self.pending = False, ()
        elif mark == "{" or (mark == "[" and self.in_value):
            self.around.append((mark, self.keys))
            self.in_value = mark == "["
        elif mark in "]}" and self.around:
            self.keys = self.around.pop()[1]
            self.in_value = True
        elif mark == "]" and self.pending:
            # the second bracket of `[[table]]` finds nothing pending
            self.table, self.pending = self.pending, ()
