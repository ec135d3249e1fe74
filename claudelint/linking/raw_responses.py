"""How a raw response is read: `.text` and `.content`, `parse()` and its kin, in the function that asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.findings import Span
from claudelint.linking.names import Names
from claudelint.linking.surroundings import catches_at
from claudelint.linking.uses import Uses
from claudelint.reading.module import Attr, Await, CallOf, Expr, Item, Local, Module


@dataclass(frozen=True)
class RawRead:
    """One attribute of a raw response, or the call of one of its methods.

    `span` is the response with the attribute, or the whole call. `awaited` is whether the call is; `is_chained` whether
    an attribute or an item of it is read at once, `goes_on` whether that is so here or where it was assigned to.
    `is_caught` is whether a try around it catches what a wrong read raises.
    """

    module: Module
    name: str
    span: Span
    is_call: bool
    awaited: bool
    is_chained: bool
    goes_on: bool
    in_async: bool
    is_caught: bool


def raw_reads(names: Names, module: Module, uses: Uses, call: int) -> Iterator[RawRead]:
    """The reads of the raw response that a call returns."""
    made: Expr | None = uses.of_call.get(call)
    if made is None:
        return
    parent = uses.parent(made)
    if isinstance(parent, Await):
        made, parent = parent, uses.parent(parent)
    places: list[Expr] = [made]
    for definition in uses.defined_by.get(id(made), ()):
        uses_of_it = uses.of_definition.get(definition, ())
        places.extend(use for use in uses_of_it if _is_only(use, definition))
    for place in places:
        read = uses.parent(place)
        if isinstance(read, Attr):
            yield _read(names, module, uses, read)


def _is_only(use: Local, definition: int) -> bool:
    return use.definitions == (definition,)


def _read(names: Names, module: Module, uses: Uses, read: Attr) -> RawRead:
    call = uses.call_of_function.get(id(read))
    whole: Expr = read if call is None else uses.of_call.get(call, read)
    around = uses.parent(whole)
    is_chained = isinstance(around, Attr) or (isinstance(around, Item) and around.value is whole)
    statement = uses.statement(read)
    return RawRead(
        module,
        read.name,
        Span(module.path, whole.start, whole.end),
        isinstance(whole, CallOf),
        isinstance(around, Await),
        is_chained,
        is_chained or _is_read_later(uses, whole),
        statement is not None and module.scopes[statement.scope].is_async,
        catches_at(names, module, uses.statement_index(read), ("AttributeError", "TypeError")),
    )


def _is_read_later(uses: Uses, value: Expr) -> bool:
    """Whether an attribute or an item of a value is read by the name that it is given."""
    return any(
        isinstance(uses.parent(use), (Attr, Item)) and use.definitions == (definition,)
        for definition in uses.defined_by.get(id(value), ())
        for use in uses.of_definition.get(definition, ())
    )
