"""Reading the text of an answer by the type of its blocks, not by their place."""

from __future__ import annotations

import re

from claudelint.editing.text import quotes_around, replace
from claudelint.findings import Edit, Span
from claudelint.linking.project import PositionalRead

# `{name=}` in an f-string prints the code itself
_PRINTS_ITSELF = re.compile(r"\s*=(?!=)")


def read_by_type(text: str, read: PositionalRead) -> tuple[Edit, ...]:
    """Take the text from the blocks of type text; nothing where the read does not go on to `.text`.

    The edits stand around the content, which may hold the whole request with changes of its own. Nothing, too,
    where no comprehension can stand: over an expression that binds a name, or in an f-string that leaves no
    quotes for it or prints the code of the expression. `text` is that of the file the read stands in.
    """
    subject = read.subject
    if not read.is_text or subject is None or ":=" in text[subject.start : subject.end]:
        return ()
    taken = quotes_around(text, read.span.start)
    quote = next((quote for quote in ('"', "'") if quote not in taken), None)
    if quote is None or (taken and _PRINTS_ITSELF.match(text, read.span.end)):
        return ()
    before = Span(read.span.file, read.span.start, subject.start)
    after = Span(read.span.file, subject.end, read.span.end)
    index = min(read.index, 0)
    return (
        replace(before, "[block.text for block in "),
        replace(after, f" if block.type == {quote}text{quote}][{index}]"),
    )
