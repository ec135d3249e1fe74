"""What is taken out of lists, tuples and dicts that are written out: parts, items, the elements of a loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claudelint.linking.terms import Term
from claudelint.reading.module import Comprehension, Const, Element, Item, Map, Part, Seq, Star

if TYPE_CHECKING:
    from claudelint.linking.names import Names

_MOST_ELEMENTS = 16


def part_of(names: Names, term: Term, expr: Part) -> list[Term] | None:
    """What stands in one place of what is unpacked; None unless all of it is in sight."""
    found: list[Term] = []
    for origin in names.origins(term.at(expr.value)):
        if isinstance(origin.expr, Seq) and 0 <= expr.index < len(origin.expr.items):
            found.append(origin.at(origin.expr.items[expr.index]))
        else:
            return None
    return found or None


def item_of(names: Names, term: Term, expr: Item) -> list[Term] | None:
    """What stands under a key or an index; None unless the container has it in sight."""
    keys = [one.expr.value for one in names.origins(term.at(expr.index)) if isinstance(one.expr, Const)]
    found: list[Term] = []
    for origin in names.origins(term.at(expr.value)):
        container = origin.expr
        if isinstance(container, Map) and keys:
            entries = [
                entry
                for entry in container.entries
                if isinstance(entry.key, Const) and entry.key.value in keys
            ]
            if not entries:
                return None
            found.extend(origin.at(entry.value) for entry in entries)
        elif isinstance(container, Seq) and len(keys) == 1 and isinstance(keys[0], int):
            if not -len(container.items) <= keys[0] < len(container.items):
                return None
            found.append(origin.at(container.items[keys[0]]))
        else:
            return None
    return found or None


def elements_of(names: Names, term: Term, expr: Element) -> list[Term] | None:
    """What a loop takes one after the other; None when the items are not in sight, or are many."""
    found: list[Term] = []
    for origin in names.origins(term.at(expr.iterable)):
        if isinstance(origin.expr, Comprehension):
            found.append(origin.at(origin.expr.value))
            continue
        if not isinstance(origin.expr, Seq) or any(isinstance(i, Star) for i in origin.expr.items):
            return None
        found.extend(origin.at(item) for item in origin.expr.items)
    return found if 0 < len(found) <= _MOST_ELEMENTS else None
