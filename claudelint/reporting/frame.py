"""The lines of a span as a terminal shows them, with the span marked below each line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.findings import Span
from claudelint.reading.source import Source
from claudelint.reporting.style import Style, printable, width

# a prompt may stand on one line of thousands of characters
_WIDEST = 160
_LEAD = 40
# of a span of more lines than this, only the first and the last are shown
_TALLEST = 5


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    # the marked part of the text, in characters; None when nothing of it is marked
    marked: tuple[int, int] | None


def place(source: Source, span: Span) -> str:
    """`path:row:column` of the start of a span."""
    row, column = source.location(span.start)
    return f"{span.file}:{row}:{column}"


def frame(source: Source, span: Span, style: Style, mark: str, context: int) -> Iterator[str]:
    """The lines of the span and so many around it; `mark` is the character below what is meant."""
    first, last = source.row(span.start), source.row(max(span.end - 1, span.start))
    rows = [*range(max(first - context, 1), last + context + 1)]
    rows = [row for row in rows if row <= len(source.line_starts)]
    while rows and rows[-1] > last and not source.line(rows[-1]).strip():
        rows.pop()
    gutter = len(str(rows[-1]))
    bar = style.dim("|")
    yield f"  {' ' * gutter} {bar}\n"
    previous = rows[0] - 1
    for row in rows:
        if first < row < last and last - first >= _TALLEST:
            continue
        if row != previous + 1:
            yield f"  {style.dim('.' * gutter)} {bar}\n"
        previous = row
        line = _cut(_line(source, span, row))
        number = style.dim(f"{row:>{gutter}}")
        yield f"  {number} {bar} {printable(line.text)}".rstrip() + "\n"
        if line.marked is not None:
            start, end = line.marked
            lead = " " * width(printable(line.text[:start]))
            length = max(width(printable(line.text[start:end])), 1)
            yield f"  {' ' * gutter} {bar} {lead}{_marks(mark, length)}\n"


def _marks(mark: str, length: int) -> str:
    """A run of the mark, which may be wrapped in terminal colours."""
    for char in "^-":
        if char in mark:
            return mark.replace(char, char * length)
    return mark * length


def _line(source: Source, span: Span, row: int) -> _Line:
    """A line with the part of it that the span covers, leading blanks of later lines left out."""
    text = source.shown_line(row)
    start = source.line_starts[row - 1]
    from_column = max(span.start - start, 0)
    to_column = min(max(span.end - start, 0), len(text))
    if span.start < start:
        from_column = len(text) - len(text.lstrip())
    covered = to_column > from_column or (span.start == span.end and source.row(span.start) == row)
    return _Line(row, text, (from_column, max(to_column, from_column)) if covered else None)


def _cut(line: _Line) -> _Line:
    """A window of a long line, around the start of what is marked in it."""
    if len(line.text) <= _WIDEST:
        return line
    start, end = line.marked if line.marked is not None else (0, 0)
    left = max(min(start - _LEAD, len(line.text) - _WIDEST), 0)
    right = left + _WIDEST
    before, after = "… " if left else "", " …" if right < len(line.text) else ""
    text = before + line.text[left:right] + after
    if line.marked is None:
        return _Line(line.number, text, None)
    shift = len(before) - left
    return _Line(line.number, text, (start + shift, min(end, right) + shift))
