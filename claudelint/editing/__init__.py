"""From what a rule wants changed to edits: commas, layout, comments, imports; from spans and text alone."""

from __future__ import annotations

from claudelint.editing.imports import ensure_import
from claudelint.editing.items import (
    add_argument,
    add_entry,
    change_arguments,
    change_entries,
    change_items,
    remove_argument,
    remove_arguments,
    remove_entries,
    replace_argument_value,
)
from claudelint.editing.text import (
    apply,
    code_lines,
    comments,
    indent_at,
    insert,
    line_end,
    line_start,
    newline_of,
    next_line,
    replace,
    wrap,
)

__all__ = [
    "add_argument",
    "add_entry",
    "apply",
    "change_arguments",
    "change_entries",
    "change_items",
    "code_lines",
    "comments",
    "ensure_import",
    "indent_at",
    "insert",
    "line_end",
    "line_start",
    "newline_of",
    "next_line",
    "remove_argument",
    "remove_arguments",
    "remove_entries",
    "replace",
    "replace_argument_value",
    "wrap",
]
