"""Messages of the user with the result of one call of a tool, made where the call stands or by functions it is handed to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claudelint.linking.list_edits import is_unconditional
from claudelint.linking.terms import Term, handed_as
from claudelint.reading.module import (
    Attr,
    CallOf,
    Comprehension,
    Const,
    Expr,
    Local,
    Map,
    Module,
    Seq,
    Updated,
)

if TYPE_CHECKING:
    from claudelint.linking.answers import Answers, Read
    from claudelint.linking.uses import Uses

_MOST_STEPS = 16
_DEEPEST = 3
_ADDING = frozenset({"append", "extend", "insert", "add"})


@dataclass(frozen=True)
class ResultMessage:
    """A message with one result; `place` brings it where the call of the tool is at hand: itself, or a call.

    `element` is the call of the tool there.
    """

    place: Expr
    module: Module
    element: Expr
    display: Map | None


@dataclass(frozen=True)
class _Trail:
    """The calls that lead from where the call of the tool is at hand into a function, outermost first."""

    calls: tuple[tuple[Module, CallOf], ...] = ()

    def into(self, module: Module, call: CallOf) -> _Trail:
        return replace(self, calls=(*self.calls, (module, call)))


def result_message(answers: Answers, read: Read, passed: list[Read]) -> ResultMessage | None:
    """The message that an identity which is read off a call of a tool goes into; None where it is not told.

    `passed` are the calls that the answer's parts are handed to.
    """
    if not isinstance(read.expr, Attr):
        return None
    own = answers.uses(read.module)
    element = read.expr.value
    if not isinstance(element, Local):
        return None
    if all(own.module.definitions[index].how != "parameter" for index in element.definitions):
        return _Search(answers, read.module, element).start(own, read.expr, _Trail())
    for entry in passed:
        handed = _handed(answers, entry, read.module, element)
        if handed is not None and isinstance(entry.expr, CallOf):
            trail = _Trail().into(entry.module, entry.expr)
            found = _Search(answers, entry.module, handed).start(own, read.expr, trail)
            if found is not None:
                return found
    return None


def _handed(answers: Answers, entry: Read, module: Module, parameter: Local) -> Local | None:
    """What a call hands over as a parameter, where it is a name."""
    if not isinstance(entry.expr, CallOf) or entry.part not in ("element", "block"):
        return None
    call = entry.module.calls[entry.expr.call]
    for (target, scope), _ in answers.names.called(Term(entry.module, entry.expr)):
        if target is not module:
            continue
        skip = answers.names.skip(call, Term(entry.module, call.function), target, scope)
        for argument in call.arguments:
            given = handed_as(call, argument.value, target, scope, skip)
            if given in parameter.definitions and isinstance(argument.value, Local):
                return argument.value
    return None


class _Search:
    """The way of one identity into a message."""

    def __init__(self, answers: Answers, module: Module, element: Expr) -> None:
        self.answers = answers
        self.module = module
        self.element = element
        self._steps = 0

    def start(self, uses: Uses, identity: Expr, trail: _Trail) -> ResultMessage | None:
        return self._climb(uses, identity, None, trail)

    def _climb(self, uses: Uses, inner: Expr, result: Map | None, trail: _Trail) -> ResultMessage | None:
        while self._steps < _MOST_STEPS:
            self._steps += 1
            around = uses.parent(inner)
            if around is None:
                following = _named_as(uses, inner)
                if following is not None:
                    inner = following
                    continue
                return self._returned(uses, inner, result, trail)
            if isinstance(around, Map) and result is None:
                entries = around.by_key
                if not is_text(entries.get("type"), "tool_result") or entries.get("tool_use_id") is not inner:
                    return None
                result = around
            elif isinstance(around, Seq):
                if result is None or len(around.items) != 1:
                    return None
            elif isinstance(around, Map) and result is not None:
                entries = around.by_key
                is_message = is_text(entries.get("role"), "user") and entries.get("content") is inner
                return self._made(uses, around, trail) if is_message else None
            elif isinstance(around, CallOf) and len(trail.calls) < _DEEPEST:
                return self._handed_on(uses, around, inner, result, trail)
            else:
                return None
            inner = around
        return None

    def _returned(self, uses: Uses, inner: Expr, result: Map | None, trail: _Trail) -> ResultMessage | None:
        """What a function returns goes on where it was called."""
        statement = uses.statement(inner)
        if statement is None or statement.kind != "return" or not trail.calls:
            return None
        module, call = trail.calls[-1]
        return self._climb(self.answers.uses(module), call, result, _Trail(trail.calls[:-1]))

    def _handed_on(
        self, uses: Uses, around: CallOf, inner: Expr, result: Map | None, trail: _Trail
    ) -> ResultMessage | None:
        """A function of the project may make the message."""
        module = uses.module
        call = module.calls[around.call]
        targets = [found for found, _ in self.answers.names.called(Term(module, around))]
        if len(targets) != 1:
            return None
        target, scope = targets[0]
        skip = self.answers.names.skip(call, Term(module, call.function), target, scope)
        index = handed_as(call, inner, target, scope, skip)
        within = self.answers.uses(target)
        for use in within.of_definition.get(index, ()) if index is not None else ():
            found = self._climb(within, use, result, trail.into(module, around))
            if found is not None:
                return found
        return None

    def _made(self, uses: Uses, message: Map, trail: _Trail) -> ResultMessage | None:
        if not trail.calls:
            if uses.module is not self.module:
                return None
            return ResultMessage(message, self.module, self.element, message)
        place = self._kept(uses, message, trail)
        return None if place is None else ResultMessage(place, self.module, self.element, None)

    def _kept(self, uses: Uses, message: Expr, trail: _Trail) -> Expr | None:
        """The outermost call that brings a message into a list in any case; None where that is not seen."""
        inner = message
        for _ in range(_MOST_STEPS):
            statement = uses.statement(inner)
            around = uses.parent(inner)
            if statement is None or (
                trail.calls and not is_unconditional(uses.module, uses.statement_index(inner))
            ):
                return None
            if isinstance(around, Seq) and len(around.items) == 1:
                inner = around
            elif isinstance(around, Comprehension) and not trail.calls:
                return inner
            elif isinstance(around, CallOf):
                function = uses.module.calls[around.call].function
                is_added = isinstance(function, Attr) and function.name in _ADDING
                if not is_added or any(self.answers.names.called(Term(uses.module, around))):
                    return None
                return trail.calls[0][1] if trail.calls else inner
            elif around is None and statement.kind == "augment":
                return trail.calls[0][1] if trail.calls else inner
            elif around is None and statement.kind == "return" and trail.calls:
                module, call = trail.calls[-1]
                uses, inner, trail = self.answers.uses(module), call, _Trail(trail.calls[:-1])
            elif around is None and (following := _named_as(uses, inner)) is not None:
                inner = following
            else:
                return None
        return None


def _named_as(uses: Uses, expr: Expr) -> Expr | None:
    """The one reading of the name that an expression is given, also after entries were set in it."""
    definitions = list(uses.defined_by.get(id(expr), ()))
    for index, definition in enumerate(uses.module.definitions):
        base = definition.value.base if isinstance(definition.value, Updated) else None
        if isinstance(base, Local) and not set(definitions).isdisjoint(base.definitions):
            definitions.append(index)
    readings = [use for index in definitions for use in uses.of_definition.get(index, ())]
    return readings[0] if len(readings) == 1 else None


def is_text(expr: Expr | None, value: str) -> bool:
    """Whether an expression is this literal."""
    return isinstance(expr, Const) and expr.value == value
