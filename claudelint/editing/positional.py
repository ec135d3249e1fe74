"""Reading the text of an answer by the type of its blocks, not by their place."""

from __future__ import annotations

from claudelint.editing.text import replace
from claudelint.findings import Edit
from claudelint.linking.project import PositionalRead


def read_by_type(text: str, read: PositionalRead) -> Edit | None:
    """Take the text from the blocks of type text; None where the read does not go on to `.text`.

    `text` is that of the file the read stands in.
    """
    if not read.is_text or read.subject is None:
        return None
    content = text[read.subject.start : read.subject.end]
    index = min(read.index, 0)
    return replace(read.span, f'[block.text for block in {content} if block.type == "text"][{index}]')
