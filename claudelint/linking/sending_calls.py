"""By which call of its own a loop sends its requests: the request itself, or a call of a function that sends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.launching import step_in
from claudelint.reading.module import Module

if TYPE_CHECKING:
    from claudelint.linking.subjects import Loop


@dataclass(frozen=True)
class SendingCall:
    """A call that each turn makes, and the modules of the functions between it and the request, the nearest last."""

    span: Span
    functions: tuple[Module, ...]


def sending_call(loop: Loop) -> SendingCall | None:
    """The one call of a loop that leads to its request; None where several do, or lead there in several ways."""
    found: set[tuple[int, tuple[str, ...]]] = set()
    between: tuple[Module, ...] = ()
    for way in loop.ways:
        step = step_in(loop.module, loop.index, loop.mapping, way)
        if step is None:
            return None
        between = tuple(module for module, _, _ in reversed(way.steps[:step]))
        found.add((way.steps[step][2], tuple(module.path for module in between)))
    if len(found) != 1:
        return None
    index = found.pop()[0]
    call = loop.module.calls[index]
    return SendingCall(Span(loop.module.path, call.start, call.end), between)
