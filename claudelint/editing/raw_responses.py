"""Reads of raw responses, as the SDK has them since version 1."""

from __future__ import annotations

from claudelint.findings import Edit, Span
from claudelint.linking.project import Request
from claudelint.linking.raw_responses import RawRead


def by_method(request: Request, read: RawRead, method: str) -> tuple[Edit, ...]:
    """The call of a method, such as `text()`, in the place of an attribute, awaited where the client is async.

    Nothing where it cannot be awaited.
    """
    if read.module.approximate or (request.client.kind.is_async and not read.in_async):
        return ()
    name = Span(read.span.file, read.span.end - len(read.name), read.span.end)
    if request.project.text(read.module)[name.start : name.end] != read.name:
        return ()
    called = Edit(name, method)
    if not request.client.kind.is_async:
        return (called,)
    before, after = _awaiting(read)
    return (before, Edit(name, f"{method}{after.text}"))


def awaited(read: RawRead) -> tuple[Edit, ...]:
    """The call, awaited; nothing where it cannot be."""
    if read.module.approximate or not read.in_async:
        return ()
    return tuple(edit for edit in _awaiting(read) if edit.text)


def _awaiting(read: RawRead) -> tuple[Edit, Edit]:
    """What stands before and after something that is awaited."""
    opening, closing = ("(", ")") if read.is_chained else ("", "")
    file, start, end = read.span.file, read.span.start, read.span.end
    return (Edit(Span(file, start, start), f"{opening}await "), Edit(Span(file, end, end), closing))
