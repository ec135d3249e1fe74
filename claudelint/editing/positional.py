"""Reading the text of an answer by the type of its blocks, not by their place."""

from __future__ import annotations

from claudelint.editing.text import replace
from claudelint.findings import Edit, Span
from claudelint.linking.project import PositionalRead


def read_by_type(read: PositionalRead) -> tuple[Edit, ...]:
    """Take the text from the blocks of type text; nothing where the read does not go on to `.text`.

    The edits stand around the content, which may hold the whole request with changes of its own.
    """
    subject = read.subject
    if not read.is_text or subject is None:
        return ()
    before = Span(read.span.file, read.span.start, subject.start)
    after = Span(read.span.file, subject.end, read.span.end)
    index = min(read.index, 0)
    return (
        replace(before, "[block.text for block in "),
        replace(after, f' if block.type == "text"][{index}]'),
    )
