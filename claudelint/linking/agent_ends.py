"""What the end of an agent's loop hangs on: the answer, or something else that may end it whatever the model says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from claudelint.linking.turns import within
from claudelint.reading.children import children
from claudelint.reading.module import (
    Attr,
    CallOf,
    Comprehension,
    Expr,
    Join,
    Local,
    Mutated,
    Opaque,
    Unary,
)

if TYPE_CHECKING:
    from claudelint.linking.subjects import Loop

_MOST_PARTS = 400


def ends_otherwise(loop: Loop, ends: Iterable[tuple[Expr, ...]]) -> bool:
    """Whether a loop has an end that nothing of an answer decides: a count, a flag that others set.

    `ends` are the conditions that have to hold together for each end; an end that has none is left aside.
    """
    answers = frozenset(
        call
        for way in loop.ways
        for module, _, call in way.steps
        if module is loop.module and within(module, module.calls[call].statement, loop.index)
    )
    return any(end and all(_may_hold_without(loop, condition, answers) for condition in end) for end in ends)


def _may_hold_without(loop: Loop, condition: Expr, answers: frozenset[int]) -> bool:
    """Whether a condition may hold by something that no answer has a part in."""
    if isinstance(condition, Opaque) and condition.kind == "pattern":
        # what a pattern is held against stands beside it
        return True
    if isinstance(condition, Join) and condition.kind == "or":
        return any(_may_hold_without(loop, one, answers) for one in condition.options)
    if isinstance(condition, Join) and condition.kind == "and":
        return all(_may_hold_without(loop, one, answers) for one in condition.options)
    if isinstance(condition, Unary) and isinstance(condition.value, Join):
        inner = condition.value
        decides = any if inner.kind == "and" else all
        return decides(_may_hold_without(loop, one, answers) for one in inner.options)
    return not _reads_answer(loop, condition, answers)


def _reads_answer(loop: Loop, condition: Expr, answers: frozenset[int]) -> bool:
    """Whether something of an answer stands in a condition, also through variables and attributes."""
    module, pending, seen = loop.module, [condition], 0
    known: set[int] = set()
    while pending and seen < _MOST_PARTS:
        expr, seen = pending.pop(), seen + 1
        if isinstance(expr, CallOf) and expr.call in answers:
            return True
        if isinstance(expr, Attr):
            if expr.name == "stop_reason":
                return True
            pending.extend(_values_of(loop, expr.name))
        if isinstance(expr, Local):
            fresh = [index for index in expr.definitions if index not in known]
            known.update(fresh)
            for index in fresh:
                pending.append(module.definitions[index].value)
                # `found = True` under a condition says what the condition says
                pending.extend(_around(loop, module.definitions[index].statement))
        if isinstance(expr, Comprehension):
            pending.extend(module.statements[expr.statement].expressions)
        if isinstance(expr, Mutated):
            pending.extend(argument.value for argument in module.calls[expr.call].arguments)
        pending.extend(children(module, expr))
    return bool(pending)


def _around(loop: Loop, statement: int) -> Iterator[Expr]:
    """What decides, within a turn of a loop, whether a statement runs."""
    if not within(loop.module, statement, loop.index):
        return
    while statement != loop.index:
        statement = loop.module.statements[statement].parent
        if statement != loop.index:
            yield from loop.module.statements[statement].expressions


def _values_of(loop: Loop, name: str) -> Iterator[Expr]:
    """What the turns of a loop give to attributes of a name."""
    for binding in loop.module.attributes:
        if binding.name == name and within(loop.module, binding.statement, loop.index):
            yield binding.value
