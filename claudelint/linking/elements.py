"""What is taken out of lists, tuples and dicts that are written out: parts, items, the elements of a loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claudelint.linking.terms import Term
from claudelint.reading.module import (
    Attr,
    Call,
    Class,
    Comprehension,
    Const,
    Element,
    Item,
    Local,
    Map,
    Opaque,
    Part,
    Ref,
    Seq,
    Star,
    Updated,
)

if TYPE_CHECKING:
    from claudelint.linking.names import Names

_MOST_ELEMENTS = 16
_MOST_STEPS = 500
# calls that hand on one of their arguments: its position
_HANDED_ON = {
    "typing.cast": 1,
    "typing_extensions.cast": 1,
    "typing.assert_type": 0,
    "typing_extensions.assert_type": 0,
    "copy.copy": 0,
    "copy.deepcopy": 0,
}
Key = str | int | float | bool | None


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
    if isinstance(expr.index, Opaque):
        # a slice, or several indices
        return None
    keys = names.origins(term.at(expr.index))
    found: list[Term] = []
    for origin in names.origins(term.at(expr.value)):
        values = _looked_up(names, origin, keys)
        if values is None:
            return None
        found.extend(values)
    return found or None


def _looked_up(names: Names, origin: Term, keys: tuple[Term, ...]) -> list[Term] | None:
    """What a container has under any of these keys: nothing when it certainly has none, None when unknown.

    A dict that was put together step by step is followed back through all its steps, each of them once: ways
    that part and meet again are many, and a name that functions change is its own beginning.
    """
    constants = [one.expr.value for one in keys if isinstance(one.expr, Const)]
    known = constants if constants and len(constants) == len(keys) else None
    found: list[Term] = []
    pending, seen = [origin], set[tuple[int, int]]()
    while pending:
        current = pending.pop()
        place = (id(current.expr), id(current.context))
        if place in seen:
            continue
        seen.add(place)
        if len(seen) > _MOST_STEPS:
            return None
        if isinstance(current.expr, Updated):
            if isinstance(current.expr.value, Opaque):
                return None
            is_set, may_be_set = _set_under(names, current, current.expr, known)
            if may_be_set:
                found.append(current.at(current.expr.value))
            if not is_set:
                pending.extend(reversed(names.origins(current.at(current.expr.base))))
            continue
        values = _displayed(names, current, known)
        if values is None:
            return None
        found.extend(values)
    return found


def _set_under(names: Names, term: Term, container: Updated, keys: list[Key] | None) -> tuple[bool, bool]:
    """Whether `container[key] = value` certainly sets one of these keys and no other, and whether it may."""
    found = [one.expr.value for one in names.origins(term.at(container.key)) if isinstance(one.expr, Const)]
    if keys is None or len(found) != 1:
        return False, True
    return set(keys) == set(found), found[0] in keys


def _displayed(names: Names, origin: Term, keys: list[Key] | None) -> list[Term] | None:
    """The same for a container that is written out, and the members of an enumeration."""
    container = origin.expr
    if isinstance(container, Map):
        return _under_keys(origin, container, keys)
    if keys is None:
        return None
    if isinstance(container, Seq) and len(keys) == 1:
        index = keys[0]
        if isinstance(index, int) and -len(container.items) <= index < len(container.items):
            return [origin.at(container.items[index])]
    if isinstance(container, Class) and all(isinstance(one, str) for one in keys):
        owners = list(names.classes.of_origin(origin))
        members = [names.members.of(owner, str(name)) for owner in owners for name in keys]
        return [one for member in members for one in member or ()] or None
    return None


def _under_keys(origin: Term, container: Map, keys: list[Key] | None) -> list[Term] | None:
    """The values of a dict display under any of these keys; under one that cannot be told, any of them."""
    if not all(isinstance(entry.key, Const) for entry in container.entries):
        if keys is None or any(entry.key is None for entry in container.entries):
            return None
    entries = [
        entry
        for entry in container.entries
        if keys is None or (isinstance(entry.key, Const) and entry.key.value in keys)
    ]
    return [origin.at(entry.value) for entry in entries] if len(entries) <= _MOST_ELEMENTS else None


def handed_through(names: Names, term: Term, call: Call) -> list[Term] | None:
    """What a call hands on as it is: a cast, or what a dict in sight has under a key or by default."""
    if isinstance(call.function, Attr) and call.function.name == "get":
        return _got(names, term, call, call.function)
    if not isinstance(call.function, (Local, Ref, Attr)) or not call.arguments:
        return None
    position = _HANDED_ON.get(names.qualified(term.at(call.function)) or "")
    positional = [one.value for one in call.arguments if one.name is None and not one.star]
    if position is None or position >= len(positional):
        return None
    return [term.at(positional[position])]


def _got(names: Names, term: Term, call: Call, function: Attr) -> list[Term] | None:
    """`table.get(key, default)` of dicts that are written out, or put together key by key."""
    arguments = [one.value for one in call.arguments if one.name is None and not one.star]
    if not arguments or len(arguments) != len(call.arguments):
        return None
    origins = names.origins(term.at(function.value))
    # a name that is None until it is first needed has no `get`
    containers = [one for one in origins if not (isinstance(one.expr, Const) and one.expr.value is None)]
    if not containers or not all(isinstance(one.expr, (Map, Updated)) for one in containers):
        return None
    keys = names.origins(term.at(arguments[0]))
    is_known = bool(keys) and all(isinstance(one.expr, Const) for one in keys)
    default = [term.at(arguments[1])] if len(arguments) > 1 else []
    found: list[Term] = []
    for origin in containers:
        values = _looked_up(names, origin, keys)
        if values is None:
            return None
        found.extend(values)
        if not (is_known and values and len(values) >= len(keys)):
            found.extend(default)
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
