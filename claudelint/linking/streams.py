"""What is done with a stream: whether its manager is entered by `with`, and whether the stream itself is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.fates import Fate, fates_of
from claudelint.linking.uses import Uses
from claudelint.reading.module import Await, Expr, Module

if TYPE_CHECKING:
    from claudelint.linking.request import Request

# what reads a stream or ends it; anthropic 2.13.0 _streaming.py
_READING = frozenset(
    {"close", "__iter__", "__next__", "__aiter__", "__anext__", "__enter__", "__aenter__", "__exit__"}
)
# what a stream has besides; anthropic 2.13.0 _streaming.py
_OF_STREAMS = frozenset({"response", "raw_events"})
_ENTERING = frozenset({"__enter__", "__aenter__"})


@dataclass(frozen=True)
class StreamMisuse:
    """How a stream is used wrongly.

    `kind` is: unentered (something is done with the manager that only the stream in it can do), mismatched (a plain
    `with` for an async client, or the other way round), unused (the manager is never entered), unread (a stream
    that nobody reads), misread (a stream taken for a message). `fate` is what shows it, where something does.
    """

    kind: str
    module: Module
    fate: Fate | None = None

    @property
    def place(self) -> Span | None:
        """Where it is done."""
        if self.fate is None:
            return None
        return Span(self.module.path, self.fate.expr.start, self.fate.expr.end)


def misuse_of(request: Request) -> StreamMisuse | None:
    """How the stream that a request opens is used wrongly; None where it is not, or where that cannot be told."""
    if request.streams is not True or request.site.reference or request.is_batch_item:
        return None
    if any(
        one.client.patched or one.endpoint.wrapper or one.kind != request.kind for one in request.siblings
    ):
        return None
    uses = request.project.answers.uses(request.module)
    value: Expr | None = uses.of_call.get(request.site.index)
    if value is None or request.kind not in ("stream", "create"):
        return None
    if request.kind == "stream":
        return _of_manager(request, _fates(request, uses, value))
    if request.client.kind.is_async:
        # what is not awaited is no stream yet
        value = uses.parent(value)
        if not isinstance(value, Await):
            return None
    return _of_stream(request, _fates(request, uses, value))


def _fates(request: Request, uses: Uses, value: Expr) -> tuple[Fate, ...]:
    return tuple(fates_of(request.project.names, request.module, uses, value))


def _of_manager(request: Request, fates: tuple[Fate, ...]) -> StreamMisuse | None:
    """A manager does nothing but open its stream when it is entered; anthropic 2.13.0 lib/streaming/_messages.py."""
    if any(one.kind == "handed" or (one.kind == "attribute" and one.name in _ENTERING) for one in fates):
        return None
    entered = [one for one in fates if one.kind == "entered"]
    kinds = {one.client.kind.is_async for one in request.siblings}
    if entered:
        wrong = _first(one for one in entered if {one.is_async} != kinds)
        return None if wrong is None or len(kinds) > 1 else StreamMisuse("mismatched", request.module, wrong)
    failing = _first(
        one for one in fates if one.kind in ("attribute", "iterated", "item", "awaited", "called")
    )
    return StreamMisuse("unused" if failing is None else "unentered", request.module, failing)


def _of_stream(request: Request, fates: tuple[Fate, ...]) -> StreamMisuse | None:
    """A stream holds its connection until it is read to the end or closed."""
    if any(one.kind in ("iterated", "entered", "handed", "awaited") for one in fates):
        return None
    if any(one.kind == "attribute" and one.name in _READING for one in fates):
        return None
    failing = _first(
        one
        for one in fates
        if one.kind in ("item", "called") or (one.kind == "attribute" and one.name not in _OF_STREAMS)
    )
    return StreamMisuse("unread" if failing is None else "misread", request.module, failing)


def _first(fates: Iterable[Fate]) -> Fate | None:
    return min(fates, key=lambda one: one.expr.start, default=None)
