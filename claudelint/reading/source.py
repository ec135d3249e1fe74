"""One file: its bytes, its text and its lines. Needs no parser; positions of nodes are in `positions.py`."""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from claudelint.reading.keys import hidden


class UnreadableFile(Exception):
    """A file that cannot be decoded or parsed; says why and, where it is known, on which row and column."""

    def __init__(self, message: str, row: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.row = row
        self.column = column


@dataclass(frozen=True)
class Source:
    """The text of a file as Python reads it, without its byte order mark; newlines are kept as they are."""

    path: str
    data: bytes = field(repr=False)
    text: str = field(repr=False)
    encoding: str
    has_bom: bool

    @classmethod
    def decode(cls, path: str, data: bytes) -> Source:
        """Decode by byte order mark, coding comment or UTF-8; raises UnreadableFile."""
        has_bom = data.startswith(codecs.BOM_UTF8)
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            row = data.count(b"\n", 0, error.start) + 1
            raise UnreadableFile(
                f"byte 0x{data[error.start]:02x} on line {row} is not valid {error.encoding}", row
            ) from error
        except SyntaxError as error:
            raise UnreadableFile(f"cannot be decoded: {error.msg}") from error
        nul = data.find(b"\x00")
        if nul >= 0:
            row = data.count(b"\n", 0, nul) + 1
            raise UnreadableFile(f"holds a NUL byte on line {row}", row)
        return cls(path, data, text, encoding, has_bom)

    def encode(self, text: str) -> bytes:
        """Another text as bytes in this file's encoding, with its byte order mark if it has one."""
        encoding = "utf-8" if self.encoding == "utf-8-sig" else self.encoding
        data = text.encode(encoding)
        return codecs.BOM_UTF8 + data if self.has_bom else data

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset of the first code point of every line."""
        return [0, *(match.end() for match in _NEWLINE.finditer(self.text))]

    def location(self, offset: int) -> tuple[int, int]:
        """Row and column of an offset, both counted from 1 in code points."""
        row = bisect_right(self.line_starts, offset)
        return row, offset - self.line_starts[row - 1] + 1

    def row(self, offset: int) -> int:
        """The row of an offset, counted from 1."""
        return bisect_right(self.line_starts, offset)

    def line(self, row: int) -> str:
        """The text of a row, without its newline; empty past the end."""
        if row > len(self.line_starts):
            return ""
        start = self.line_starts[row - 1]
        end = self.line_starts[row] if row < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    @cached_property
    def shown(self) -> str:
        """The text as it may be printed, as long as the text: asterisks stand in the place of keys."""
        return hidden(self.text)

    def shown_line(self, row: int) -> str:
        """The text of a row as it may be printed."""
        if row > len(self.line_starts):
            return ""
        start = self.line_starts[row - 1]
        end = self.line_starts[row] if row < len(self.line_starts) else len(self.text)
        return self.shown[start:end].rstrip("\r\n")

    @cached_property
    def newline(self) -> str:
        """The newline of the file: that of its first line, or `\\n`."""
        match = _NEWLINE.search(self.text)
        return match.group() if match else "\n"


_NEWLINE = re.compile(r"\r\n|\r|\n")
