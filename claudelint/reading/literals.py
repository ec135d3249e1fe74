"""Texts and numbers as they are written: their values, with the keys in them taken out."""

from __future__ import annotations

import ast
from itertools import groupby
from typing import TYPE_CHECKING

import libcst as cst

from claudelint.reading.keys import hidden, holds_key
from claudelint.reading.module import Const, Expr, KeyLiteral, Opaque, Text

if TYPE_CHECKING:
    from claudelint.reading.expressions import ExpressionReader

_LARGEST_INTEGER = 2**62


class Literals:
    """Reads literals; what stands in the holes of an f-string is left to the reader of expressions."""

    def __init__(self, reader: ExpressionReader) -> None:
        self.reader = reader
        self.places = reader.places
        self.tables = reader.tables

    def _const(self, node: cst.CSTNode, value: str) -> Expr:
        start, end = self.places.of(node)
        if "sk-ant-" in value:
            value = self._without_keys(value, start, end)
        return Const(start, end, value)

    def _without_keys(self, value: str, start: int, end: int) -> str:
        # a key must not reach a report or a cache: its place is kept, its text is not
        if holds_key(value):
            self.tables.keys.append(KeyLiteral(start, end))
        return hidden(value)

    def string(self, node: cst.SimpleString) -> Expr:
        """A text in quotes; opaque when it is of bytes."""
        value = _string_value(node)
        if value is None:
            start, end = self.places.of(node)
            if "sk-ant-" in node.value:
                self._without_keys(node.value, start, end)
            return Opaque(start, end, "bytes")
        return self._const(node, value)

    def concatenated(self, node: cst.ConcatenatedString) -> Expr:
        """Texts that stand one after the other, as one."""
        start, end = self.places.of(node)
        parts: list[str | Expr] = []
        pending: list[cst.CSTNode] = [node]
        while pending:
            piece = pending.pop()
            if isinstance(piece, cst.ConcatenatedString):
                pending.extend((piece.right, piece.left))
                continue
            read = self.reader.read(piece)
            if isinstance(read, Text):
                parts.extend(read.parts)
            elif isinstance(read, Const) and isinstance(read.value, str):
                parts.append(read.value)
            else:
                return Opaque(start, end, "bytes")
        joined: list[str | Expr] = []
        for is_text, group in groupby(parts, lambda part: isinstance(part, str)):
            if not is_text:
                joined.extend(group)
                continue
            text = "".join(part for part in group if isinstance(part, str))
            joined.append(self._without_keys(text, start, end) if "sk-ant-" in text else text)
        if len(joined) == 1 and isinstance(joined[0], str):
            return Const(start, end, joined[0])
        return Text(start, end, tuple(joined))

    def formatted(self, node: cst.FormattedString) -> Expr:
        """An f-string: a text with holes."""
        start, end = self.places.of(node)
        is_raw = "r" in node.start.lower()
        parts: list[str | Expr] = []
        for part in node.parts:
            if isinstance(part, cst.FormattedStringText):
                parts.append(_formatted_text(part.value, is_raw))
            elif isinstance(part, cst.FormattedStringExpression):
                value = self.reader.read(part.expression)
                if part.format_spec or part.conversion:
                    inner = [
                        self.reader.read(spec.expression)
                        for spec in part.format_spec or ()
                        if isinstance(spec, cst.FormattedStringExpression)
                    ]
                    value = Opaque(value.start, value.end, "formatted", (value, *inner))
                parts.append(value)
        text = "".join(part for part in parts if isinstance(part, str))
        if "sk-ant-" in text:
            text = self._without_keys(text, start, end)
            parts = [hidden(part) if isinstance(part, str) else part for part in parts]
        if all(isinstance(part, str) for part in parts):
            return Const(start, end, text)
        return Text(start, end, tuple(parts))

    def number(self, node: cst.Integer | cst.Float) -> Expr:
        """A number; opaque when it is too large to be kept."""
        start, end = self.places.of(node)
        try:
            value: int | float = (
                int(node.value.replace("_", ""), 0)
                if isinstance(node, cst.Integer)
                else float(node.value.replace("_", ""))
            )
        except ValueError:
            return Opaque(start, end, "number")
        if isinstance(value, int) and abs(value) > _LARGEST_INTEGER:
            return Opaque(start, end, "number")
        return Const(start, end, value)


def _string_value(node: cst.SimpleString) -> str | None:
    text = node.value
    if "\\" not in text and text[0] in "\"'":
        quotes = 3 if text[:3] in ('"""', "'''") and len(text) >= 6 else 1
        value: object = text[quotes:-quotes].replace("\r\n", "\n")
    else:
        value = node.evaluated_value
    return value if isinstance(value, str) else None


def _formatted_text(text: str, is_raw: bool) -> str:
    text = text.replace("{{", "{").replace("}}", "}")
    if "\\" not in text or is_raw:
        return text
    try:
        value = ast.literal_eval('"""' + text.replace('"', '\\"') + '"""')
    except (SyntaxError, ValueError):
        return text
    return value if isinstance(value, str) else text
