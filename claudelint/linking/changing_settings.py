"""Settings of a request that are other ones in some turns of the loop that sends it.

A setting changes where the loop gives its name another value than it had before, or where something that the turns
decide chooses between several. What is chosen once, before the loop, stays the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.terms import Context, Term
from claudelint.linking.turns import within
from claudelint.linking.value_kinds import Known, Mapping, Unknown, Value, is_nothing
from claudelint.reading.children import children
from claudelint.reading.module import (
    Const,
    Definition,
    Element,
    Expr,
    Join,
    Local,
    Map,
    Module,
    Mutated,
    Param,
    Seq,
    Updated,
)

if TYPE_CHECKING:
    from claudelint.linking.request import Request
    from claudelint.linking.request_call import Argument

_MOST_STEPS = 500
_RESIZING = frozenset({"append", "extend", "insert", "remove", "pop", "clear"})


@dataclass(frozen=True)
class ChangingSetting:
    """An argument that is another one in some turns: `place` is where that is decided."""

    argument: str
    place: Span


def changing_settings(request: Request, names: tuple[str, ...]) -> Iterator[ChangingSetting]:
    """Those arguments of these names that change between the requests of one growing conversation."""
    growth = request.growth
    if growth is not None and growth.loop is not None:
        yield from settings_changing_in(request, names, *growth.loop)
        yield from settings_handed_in(request, names, *growth.loop)


def settings_changing_in(
    request: Request, names: tuple[str, ...], module: Module, loop: int
) -> Iterator[ChangingSetting]:
    """The same for the requests of a loop, if it stands in the function that sends them."""
    if module is not request.module or not within(module, request.call.statement, loop):
        return
    for name in names:
        argument = request.arguments.get(name)
        if argument is None:
            continue
        turns = _Turns(request, name, module, loop, request.call.start, request.context)
        place = turns.change_of(argument.written.value) if argument.written else turns.entry_set(argument)
        if place is not None:
            yield ChangingSetting(name, place)


def settings_handed_in(
    request: Request, names: tuple[str, ...], module: Module, loop: int
) -> Iterator[ChangingSetting]:
    """The same where the loop calls the function that sends the request, and tells it what to send."""
    frame = None if request.context is None else request.context.frame_of(request.module, request.call.scope)
    if frame is None or frame.caller is not module or not within(module, frame.call.statement, loop):
        return
    for name in names:
        argument = request.arguments.get(name)
        if argument is not None and argument.written is not None:
            turns = _Turns(request, name, module, loop, frame.call.start, frame.outer)
            place = turns.change_by_parameter(argument.written.value)
            if place is not None:
                yield ChangingSetting(name, place)


class _Turns:
    """The turns of a loop in the function that sends a request, or that calls one which does.

    `sent` is where that call begins, and `context` that of the function of the loop.
    """

    def __init__(
        self, request: Request, argument: str, module: Module, loop: int, sent: int, context: Context | None
    ) -> None:
        self.request, self.argument, self.loop = request, argument, loop
        self.module, self.sent, self.context = module, sent, context
        self._seen: set[int] = set()

    def change_by_parameter(self, expr: Expr) -> Span | None:
        """Where an expression of the function that sends becomes another one by what the loop hands it."""
        if isinstance(expr, Local):
            return next(
                (found for one in self._handed(expr) if (found := self.change_of(one)) is not None), None
            )
        if not isinstance(expr, Join) or expr.kind != "if" or expr.test is None:
            return None
        owner = self.request.module
        if not any(self.is_decided(one) for one in self._handed(expr.test)):
            return None
        terms = [Term(owner, one, self.request.context) for one in expr.options]
        return Span(owner.path, expr.start, expr.end) if self._worth_different(terms) else None

    def _handed(self, expr: Expr) -> Iterator[Expr]:
        """What the call in the loop passes for the parameters in an expression of the function that sends."""
        owner = self.request.module
        if not isinstance(expr, Local):
            for one in children(owner, expr):
                yield from self._handed(one)
            return
        values = [owner.definitions[index].value for index in expr.definitions]
        if len(values) == 1 and isinstance(values[0], Param):
            for term in (
                self.request.project.names.step_back(Term(owner, values[0], self.request.context)) or ()
            ):
                if term.module is self.module:
                    yield term.expr

    def entry_set(self, argument: Argument) -> Span | None:
        """Where an entry of the dict that brings an argument is set in some turns only."""
        given = [one for one in argument.value.alternatives() if _is_known(one)]
        if argument.certain or not any(not is_nothing(_as_sent(self.argument, one)) for one in given):
            return None
        for spread in self.request.call.arguments:
            name = spread.value if spread.star == "**" else None
            for index in name.definitions if isinstance(name, Local) else ():
                changed = self._set_under(index, set())
                if changed is not None:
                    return self._span(changed)
        return None

    def _set_under(self, index: int, seen: set[int]) -> Definition | None:
        one = self.module.definitions[index]
        if index in seen or not isinstance(one.value, Updated):
            return None
        seen.add(index)
        key = one.value.key
        if isinstance(key, Const) and key.value == self.argument:
            return one if self._is_inside(one) and self._stands_on_decision(one) else None
        bases = one.value.base.definitions if isinstance(one.value.base, Local) else ()
        return next((found for base in bases if (found := self._set_under(base, seen)) is not None), None)

    def change_of(self, expr: Expr) -> Span | None:
        """Where an expression becomes another one from turn to turn; None where it is not seen to."""
        if id(expr) in self._seen or len(self._seen) > _MOST_STEPS:
            return None
        self._seen.add(id(expr))
        if isinstance(expr, Element):
            return self._span(expr) if expr.statement == self.loop else None
        if isinstance(expr, Local):
            return self._of_name(expr)
        if (
            isinstance(expr, Join)
            and expr.kind == "if"
            and expr.test is not None
            and self.is_decided(expr.test)
        ):
            return self._span(expr) if self._differ(expr.options) else None
        if isinstance(expr, (Map, Seq, Join)):
            return next(
                (found for one in children(self.module, expr) if (found := self.change_of(one))), None
            )
        return None

    def _of_name(self, name: Local) -> Span | None:
        definitions = list(self._definitions(name))
        inside = [one for one in definitions if self._is_inside(one)]
        if not inside:
            return None
        changed = next((one for one in inside if isinstance(one.value, Mutated)), None)
        if changed is not None:
            # what is made anew in every turn and then filled is the same each time, as far as is seen
            return self._span(changed) if len(definitions) > len(inside) else None
        if len(definitions) == 1:
            return self.change_of(inside[0].value)
        # what stands behind the request reaches that of the next turn
        decided = any(one.start > self.sent or self._stands_on_decision(one) for one in inside)
        if decided and self._differ([one.value for one in definitions]):
            return self._span(inside[-1])
        return None

    def _definitions(self, name: Local) -> Iterator[Definition]:
        """What a name may have been given, before the loop or in it, and what is changed of it in place."""
        pending, seen = list(name.definitions), set[int]()
        while pending:
            index = pending.pop(0)
            if index in seen:
                continue
            seen.add(index)
            one = self.module.definitions[index]
            value = one.value
            if isinstance(value, (Mutated, Updated)) and isinstance(value.base, Local):
                pending.extend(value.base.definitions)
            if isinstance(value, Updated) or (isinstance(value, Mutated) and value.method not in _RESIZING):
                # an entry that is set in every turn is mostly the same one, such as a marker
                continue
            if one.how == "phi" and isinstance(value, Local):
                pending.extend(value.definitions)
                continue
            yield one

    def _is_inside(self, one: Definition) -> bool:
        return one.statement != self.loop and within(self.module, one.statement, self.loop)

    def _stands_on_decision(self, one: Definition) -> bool:
        """Whether something that the turns decide chooses whether a statement runs."""
        statement = self.module.statements[one.statement].parent
        while statement >= 0 and statement != self.loop:
            around = self.module.statements[statement]
            if around.kind in ("if", "match", "case") and any(
                self.is_decided(test) for test in around.expressions
            ):
                return True
            statement = around.parent
        return False

    def is_decided(self, test: Expr) -> bool:
        """Whether what a condition asks about is another thing in every turn."""
        if isinstance(test, Element):
            return test.statement == self.loop
        if isinstance(test, Local):
            found = [self.module.definitions[index] for index in test.definitions]
            return any(within(self.module, one.statement, self.loop) for one in found)
        return any(self.is_decided(one) for one in children(self.module, test))

    def _differ(self, options: tuple[Expr, ...] | list[Expr]) -> bool:
        """Whether expressions are known to be worth different things."""
        return self._worth_different([Term(self.module, one, self.context) for one in options])

    def _worth_different(self, terms: list[Term]) -> bool:
        values = [self.request.project.values.of(one) for one in terms]
        plain = [_as_sent(self.argument, one) for one in values if _is_known(one)]
        return any(one != plain[0] for one in plain[1:])

    def _span(self, one: Expr | Definition) -> Span:
        return Span(self.module.path, one.start, one.end)


def _is_known(value: Value) -> bool:
    return not isinstance(value, Unknown) and all(
        not isinstance(one, Unknown) for one in value.alternatives()
    )


def _as_sent(argument: str, value: Value) -> Value:
    """A value with what means the same written in one way: no choice of a tool is that of the model."""
    kind = value.get("type") if isinstance(value, Mapping) and set(value.entries) == {"type"} else None
    is_auto = argument == "tool_choice" and isinstance(kind, Known) and kind.value == "auto"
    return Known(value.place, None) if is_nothing(value) or is_auto else value
