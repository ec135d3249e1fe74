"""An `await` before a coroutine that nothing awaits."""

from __future__ import annotations

from claudelint.findings import Edit, Span
from claudelint.linking.project import Unawaited


def awaited_call(found: Unawaited) -> tuple[Edit, ...]:
    """The call, awaited, and `async for` where a plain loop goes through its result; nothing where it cannot be."""
    if not found.can_be_awaited or not found.can_be_mended:
        return ()
    file, start, end = found.span.file, found.span.start, found.span.end
    opening, closing = ("(", ")") if found.is_chained else ("", "")
    edits = [Edit(Span(file, start, start), f"{opening}await ")]
    if closing:
        edits.append(Edit(Span(file, end, end), closing))
    text = found.project.text(found.module)
    for fate in found.fates:
        header = found.loop_header(fate) if fate.kind == "iterated" else None
        if header is None or fate.is_async or not found.is_iterable:
            continue
        if not text.startswith("for", header.start):
            return ()
        edits.append(Edit(Span(file, header.start, header.start), "async "))
    return tuple(sorted(edits, key=lambda one: one.span.start))
