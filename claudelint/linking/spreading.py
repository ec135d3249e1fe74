"""What a call passes for a parameter, also through `*args` and `**options` that are in sight or passed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.linking.terms import Context, Term, bind, parameter
from claudelint.reading.module import Argument, Const, Expr, Map, Module, Param, Parameter, Seq, Star

if TYPE_CHECKING:
    from claudelint.linking.names import Names

_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a call in a module and in the chain of calls around it."""

    module: Module
    arguments: tuple[Argument, ...]
    context: Context | None


@dataclass(frozen=True, slots=True)
class Passed:
    """The values that a call passes for a parameter; `certain` unless it may pass none, or others."""

    terms: list[Term]
    certain: bool


def passed_by(
    names: Names, parameters: tuple[Parameter, ...], given: Arguments, name: str, skip: int
) -> Passed | None:
    """What a call passes for a parameter, nothing when it certainly passes none; None when it cannot be told.

    What an unknown `**data` brings is `data["name"]`, or nothing.
    """
    bound = bind(parameters, given.arguments, name, skip)
    if bound.expr is not None:
        return Passed([Term(given.module, bound.expr, given.context)], True)
    if bound.certain:
        return Passed([], True)
    positions = [one.name for one in parameters if one.kind in ("positional", "normal")][skip:]
    if name in positions:
        by_place = _by_place(names, given, positions.index(name), 0)
        if by_place is None or by_place:
            return None if by_place is None else Passed(by_place, True)
    by_keyword = _by_keyword(names, given, name, 0)
    if by_keyword is not None:
        return Passed(by_keyword, True)
    items = [
        names.item_named(Term(given.module, one.value, given.context), name)
        for one in given.arguments
        if one.star == "**"
    ]
    return Passed(items, False)


def _by_place(names: Names, given: Arguments, position: int, depth: int) -> list[Term] | None:
    """The positional argument of this number, counting those that a `*` brings."""
    before = 0
    for argument in given.arguments:
        if argument.name is not None or argument.star == "**":
            continue
        if argument.star != "*":
            if before == position:
                return [Term(given.module, argument.value, given.context)]
            before += 1
            continue
        found = _item_of_star(
            names, Term(given.module, argument.value, given.context), position - before, depth
        )
        if found is None or found:
            return found
        # nothing certain stands behind a list whose length is not known
        length = _length_of_star(names, Term(given.module, argument.value, given.context), depth)
        if length is None:
            return None
        before += length
    return []


def _star_origin(names: Names, term: Term) -> tuple[Term, tuple[Expr, ...] | None, Arguments | None] | None:
    """The display, or the call's rest of positional arguments, that `*value` brings."""
    origins = names.origins(term)
    if len(origins) != 1:
        return None
    origin = origins[0]
    if isinstance(origin.expr, Seq) and not any(isinstance(item, Star) for item in origin.expr.items):
        return origin, origin.expr.items, None
    if isinstance(origin.expr, Param):
        passed_on = _frame_arguments(origin, origin.expr)
        if passed_on is not None:
            return origin, None, passed_on
    return None


def _item_of_star(names: Names, term: Term, index: int, depth: int) -> list[Term] | None:
    found = _star_origin(names, term)
    if found is None:
        return None
    origin, items, passed_on = found
    if items is not None:
        return [origin.at(items[index])] if index < len(items) else []
    return None if passed_on is None else _by_place(names, passed_on, index, depth + 1)


def _length_of_star(names: Names, term: Term, depth: int) -> int | None:
    found = _star_origin(names, term)
    if found is None or depth > _DEEPEST:
        return None
    _, items, passed_on = found
    if items is not None:
        return len(items)
    positional = [one for one in passed_on.arguments if one.name is None] if passed_on is not None else []
    return None if any(one.star for one in positional) else len(positional)


def _by_keyword(names: Names, given: Arguments, name: str, depth: int) -> list[Term] | None:
    """What a `**` brings under this name."""
    for argument in given.arguments:
        if argument.star != "**":
            continue
        found: list[Term] = []
        for origin in names.origins(Term(given.module, argument.value, given.context)):
            if isinstance(origin.expr, Param):
                passed_on = _frame_arguments(origin, origin.expr)
                values = None if passed_on is None else _keyword_in(names, passed_on, name, depth + 1)
            else:
                values = _entry(origin, name)
            if values is None:
                return None
            found.extend(values)
        if found:
            return found
    return []


def _keyword_in(names: Names, given: Arguments, name: str, depth: int) -> list[Term] | None:
    for argument in given.arguments:
        if argument.name == name:
            return [Term(given.module, argument.value, given.context)]
    return None if depth > _DEEPEST else _by_keyword(names, given, name, depth)


def _entry(origin: Term, name: str) -> list[Term] | None:
    """The value under a key of a dict display; empty when it certainly has no such key."""
    if not isinstance(origin.expr, Map):
        return None
    for entry in reversed(origin.expr.entries):
        if not isinstance(entry.key, Const):
            return None
        if entry.key.value == name:
            return [origin.at(entry.value)]
    return []


def _frame_arguments(origin: Term, expr: Param) -> Arguments | None:
    """The arguments that a call passes beyond the named parameters, for `*args` and `**options`."""
    frame = None if origin.context is None else origin.context.frame_of(origin.module, expr.scope)
    scope = origin.module.scopes[expr.scope]
    declared = parameter(scope, expr.name)
    if frame is None or declared is None or declared.kind not in ("args", "kwargs"):
        return None
    if declared.kind == "kwargs":
        named = {one.name for one in scope.parameters}
        rest = tuple(
            one for one in frame.call.arguments if one.star == "**" or one.name not in (None, *named)
        )
        return Arguments(frame.caller, rest, frame.outer)
    taken = len([one for one in scope.parameters if one.kind in ("positional", "normal")][frame.skip :])
    positional = [one for one in frame.call.arguments if one.name is None and one.star != "**"]
    if any(one.star for one in positional[:taken]):
        return None
    return Arguments(frame.caller, tuple(positional[taken:]), frame.outer)
