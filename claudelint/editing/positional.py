"""Reading the text of an answer by the type of its blocks, not by their place."""

from __future__ import annotations

import re

from claudelint.editing.text import quotes_around, replace
from claudelint.findings import Edit
from claudelint.linking.project import PositionalRead

# `{name=}` in an f-string prints the code itself
_PRINTS_ITSELF = re.compile(r"\s*=(?!=)")


def read_by_type(text: str, read: PositionalRead) -> Edit | None:
    """Take the text from the blocks of type text; None where the read does not go on to `.text`.

    None, too, where no comprehension can stand: over an expression that binds a name, or in an f-string that
    leaves no quotes for it or prints the code of the expression. `text` is that of the file the read stands in.
    """
    if not read.is_text or read.subject is None:
        return None
    content = text[read.subject.start : read.subject.end]
    if ":=" in content:
        return None
    taken = quotes_around(text, read.span.start)
    quote = next((quote for quote in ('"', "'") if quote not in taken), None)
    if quote is None or (taken and _PRINTS_ITSELF.match(text, read.span.end)):
        return None
    index = min(read.index, 0)
    return replace(
        read.span, f"[block.text for block in {content} if block.type == {quote}text{quote}][{index}]"
    )
