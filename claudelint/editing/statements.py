"""Statements that are replaced, with their comments kept."""

from __future__ import annotations

from collections import Counter

from claudelint.editing.text import comments, indent_at, newline_of
from claudelint.findings import Edit, Span


def statements_replaced(text: str, span: Span, made: str) -> Edit:
    """The statements in a span replaced; their comments go to lines of their own above what is made."""
    present = Counter(comment for _, comment in comments(made))
    lost = Counter(comment for _, comment in comments(text, span.start, span.end)) - present
    above = "".join(one + newline_of(text) + indent_at(text, span.start) for one in lost.elements())
    return Edit(span, above + made)
