"""Structural rewrites: from a plan to edits of the smallest enclosing statement.

LibCST says what the code is and where its parts stand; the new text is put together from the text of those
parts, so that comments and layout stay as they were written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from claudelint.findings import Edit, Plan
from claudelint.fixing.rewrites.batch import batch_loop
from claudelint.fixing.rewrites.context import Refused, RewriteContext
from claudelint.fixing.rewrites.entering import enter_stream
from claudelint.fixing.rewrites.final_message import stream_final_message
from claudelint.fixing.rewrites.page import stream_page
from claudelint.fixing.rewrites.route import stream_route
from claudelint.fixing.rewrites.terminal import stream_terminal

__all__ = ["REWRITES", "Refused", "Rewrite", "RewriteContext"]

Rewrite: TypeAlias = Callable[[RewriteContext, Plan], tuple[Edit, ...]]

REWRITES: Mapping[str, Rewrite] = {
    "batch-loop": batch_loop,
    "enter-stream": enter_stream,
    "stream-final-message": stream_final_message,
    "stream-page": stream_page,
    "stream-route": stream_route,
    "stream-terminal": stream_terminal,
}
