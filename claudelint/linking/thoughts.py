"""What becomes of the text of thinking blocks, whole or in the pieces of a stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.reading.module import Attr, Expr, Map, Module

if TYPE_CHECKING:
    from claudelint.linking.request import Request
    from claudelint.linking.uses import Uses

_VERBS = {
    "printed": "printed",
    "yielded": "yielded",
    "returned": "returned",
    "passed": "handed on",
    "collected": "collected",
}
# what looks at a text and does not show it
_MEASURES = frozenset({"builtins.len", "builtins.bool", "builtins.repr"})


@dataclass(frozen=True)
class ShownThought:
    """A reading of `thinking` whose text goes on: `verb` says how."""

    module: Module
    span: Span
    verb: str


def shown_thoughts(request: Request) -> Iterator[ShownThought]:
    """The readings of thinking that are printed or handed on, and do not go back as blocks."""
    seen: set[Span] = set()
    for module, expr in _readings(request):
        span = Span(module.path, expr.start, expr.end)
        uses = request.project.answers.uses(module)
        if span in seen or _goes_back(uses, expr):
            continue
        seen.add(span)
        reads = request.project.answers.of_part(module, expr, "text").reads
        shown = next((one for one in reads if one.kind in _VERBS and one.detail not in _MEASURES), None)
        if shown is not None:
            yield ShownThought(module, span, _VERBS[shown.kind])


def _readings(request: Request) -> Iterator[tuple[Module, Expr]]:
    for read in request.answer.reads:
        if read.kind == "attribute" and read.detail == "thinking" and read.part in ("element", "block"):
            yield read.module, read.expr
        elif read.kind == "iterated" and read.part == "response" and read.statement is not None:
            uses = request.project.answers.uses(read.module)
            for definition in read.statement.definitions:
                for event in uses.later_uses(definition):
                    yield from ((read.module, one) for one in _of_event(uses, event))


def _of_event(uses: Uses, event: Expr) -> Iterator[Expr]:
    """`event.thinking` of the helper's events, `event.delta.thinking` of those that the API sends."""
    around = uses.parent(event)
    if isinstance(around, Attr) and around.name == "delta":
        around = uses.parent(around)
    if isinstance(around, Attr) and around.name == "thinking":
        yield around


def _goes_back(uses: Uses, expr: Expr) -> bool:
    """Whether it is written into a thinking block again, beside its signature."""
    around = uses.parent(expr)
    return isinstance(around, Map) and "signature" in around.by_key
