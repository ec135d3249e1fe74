"""Edits of plain text, and what of a text is a line, a comment or a string."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from claudelint.findings import Edit, Span

NEWLINE = re.compile(r"\r\n|\r|\n")
INDENT = re.compile(r"[ \t\f]*")
# white space, comments and continued lines: what may stand between two items and means nothing
NOISE = re.compile(r"(?:\s+|#[^\r\n]*|\\(?:\r\n|\r|\n))+")
# strings, so that a "#" in them is not taken for a comment, and comments; a backslash hides the next
# character in raw strings too, as far as the end of the string is concerned
LEXEME = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''(?:\\.|[^\\])*?'''"
    r'|"(?:\\(?:\r\n|.)|[^"\\\r\n])*"'
    r"|'(?:\\(?:\r\n|.)|[^'\\\r\n])*'"
    r"|#[^\r\n]*",
    re.DOTALL,
)


def replace(span: Span, text: str) -> Edit:
    """Put other text in the place of a span."""
    return Edit(span, text)


def insert(file: str, offset: int, text: str) -> Edit:
    """Put text at an offset."""
    return Edit(Span(file, offset, offset), text)


def wrap(span: Span, before: str, after: str) -> tuple[Edit, ...]:
    """Put text on both sides of a span."""
    return (insert(span.file, span.start, before), insert(span.file, span.end, after))


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after the edits, which must not overlap; insertions at one place keep their order."""
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        if edit.span.start < done:
            raise ValueError(f"edits overlap at {edit.span}")
        pieces += [text[done : edit.span.start], edit.text]
        done = edit.span.end
    pieces.append(text[done:])
    return "".join(pieces)


def comments(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, str]]:
    """The comments of a stretch that begins in code: where each stands, and its text."""
    for match in LEXEME.finditer(text, start, len(text) if end is None else end):
        if match.group().startswith("#"):
            yield match.start(), match.group()


def quotes_around(text: str, offset: int) -> frozenset[str]:
    """The quotes of the f-strings that an expression stands in, one inside the other: `"`, `'` and three of them.

    Before Python 3.12 none of them may be written again in the expression.
    """
    found: set[str] = set()
    start, end = 0, len(text)
    while True:
        for match in LEXEME.finditer(text, start, end):
            if match.end() > offset:
                break
        else:
            return frozenset(found)
        if match.start() > offset or match.group().startswith("#"):
            return frozenset(found)
        quote = match.group()[:3] if match.group()[:3] in ('"""', "'''") else match.group()[0]
        found.add(quote)
        start, end = match.start() + len(quote), match.end() - len(quote)


def code_lines(text: str) -> Iterator[int]:
    """Where the lines after the first begin, of a text that begins in code; not those inside strings."""
    strings = [match.span() for match in LEXEME.finditer(text) if not match.group().startswith("#")]
    for match in NEWLINE.finditer(text):
        if not any(start < match.end() < end for start, end in strings):
            yield match.end()


def newline_of(text: str) -> str:
    """The newline that the file uses."""
    match = NEWLINE.search(text)
    return match.group() if match else "\n"


def line_start(text: str, offset: int) -> int:
    """Where the line of an offset begins."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def line_end(text: str, offset: int) -> int:
    """Where the line of an offset ends, before its newline."""
    match = NEWLINE.search(text, offset)
    return match.start() if match else len(text)


def next_line(text: str, offset: int) -> int:
    """Where the line after that of an offset begins."""
    match = NEWLINE.search(text, offset)
    return match.end() if match else len(text)


def indent_at(text: str, offset: int) -> str:
    """The white space at the beginning of the line of an offset."""
    match = INDENT.match(text, line_start(text, offset))
    return match.group() if match else ""
