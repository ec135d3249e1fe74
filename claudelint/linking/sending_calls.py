"""By which call of its own a loop sends its requests: the request itself, or a call of a function that sends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.launching import step_in
from claudelint.reading.module import Imported, Module

if TYPE_CHECKING:
    from claudelint.linking.subjects import Loop


@dataclass(frozen=True)
class SendingCall:
    """A call that each turn makes, and the modules of the functions between it and the request, the nearest last.

    `imported_as` are the dotted names by which the loop's module imports the last of them, or names of it.
    """

    span: Span
    functions: tuple[Module, ...]
    imported_as: tuple[str, ...] = ()


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
    names = _names_of(loop, between[-1]) if between and between[-1] is not loop.module else ()
    return SendingCall(Span(loop.module.path, call.start, call.end), between, names)


def _names_of(loop: Loop, module: Module) -> tuple[str, ...]:
    """The names, with the dots of relative ones, by which a loop's module imports another, or something of it."""
    modules, text = loop.project.names.modules, loop.project.text(loop.module)
    found: set[str] = set()
    for definition in loop.module.definitions:
        value = definition.value
        if not isinstance(value, Imported):
            continue
        whole = (
            text[value.start : value.end]
            if value.name is None
            else f"{value.module}.{value.name}".lstrip(".")
        )
        for dotted in {whole, whole if value.name is None else value.module}:
            if modules.find(loop.module, dotted, value.level) is module:
                found.add("." * value.level + dotted)
    return tuple(sorted(found))
