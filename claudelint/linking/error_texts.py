"""Where the text of an API error is searched for words that a class of exceptions stands for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.api_errors import Escaping, Handler, tries_around
from claudelint.linking.terms import Term, bind
from claudelint.linking.value_kinds import Known
from claudelint.reading.children import children
from claudelint.reading.module import (
    Attr,
    Binary,
    CallOf,
    Caught,
    Expr,
    Function,
    Item,
    Join,
    Module,
    Param,
    Text,
)

if TYPE_CHECKING:
    from claudelint.linking.request import Request

_TEXT_METHODS = frozenset({"lower", "upper", "casefold", "strip", "replace"})
_TEXT_MAKERS = frozenset({"builtins.str", "builtins.repr", "builtins.format"})
_TEXT_ATTRIBUTES = frozenset({"message", "body", "args", "api_message"})
_DEEPEST = 8


@dataclass(frozen=True)
class TextMatch:
    """A search in an error's text: the words that are looked for, and the SDK's classes that they stand for.

    `variable` is what the handler calls the error where the search stands in the handler itself; `is_negative` for
    `not in`; `exact` when the classes are all that is asked.
    """

    module: Module
    span: Span
    words: tuple[str, ...]
    classes: tuple[str, ...]
    variable: str | None
    is_negative: bool
    exact: bool


def text_matches(request: Request) -> Iterator[TextMatch]:
    """The searches in the text of a request's errors, in its handlers and in the functions that these ask."""
    if request.is_batch_item or request.is_in_test:
        return
    # many ways lead through the same handler
    handlers = {(one.module.path, one.index): one for one in _handlers(request)}
    seen: set[Span] = set()
    for handler in handlers.values():
        for match in _Search(request, handler).matches():
            if match.span not in seen:
                seen.add(match.span)
                yield match


def _handlers(request: Request) -> Iterator[Handler]:
    """The handlers that errors of a request get to, and that give them a name."""
    project, history = request.project, request.catalog.history
    for way in request.ways_in_use:
        errors = Escaping(frozenset(history.errors), history)
        for module, _, call in way.steps:
            for attempt in tries_around(module, module.calls[call].statement):
                for handler in project.handlers.of(module, attempt):
                    if errors.reach(handler.caught) and not errors.are_others:
                        if handler.statement.definitions:
                            yield handler
                        errors.pass_handler(handler)


class _Search:
    """The comparisons with the text of the error that one handler has."""

    def __init__(self, request: Request, handler: Handler) -> None:
        self.request = request
        self.project = request.project
        self.names = request.project.names
        self.handler = handler
        self.error = handler.module.definitions[handler.statement.definitions[0]]

    def matches(self) -> Iterator[TextMatch]:
        module = self.handler.module
        for number in self.handler.inside:
            for expr in module.statements[number].expressions:
                yield from self._in(module, expr, None)
        inside = set(self.handler.inside)
        for call in module.calls:
            if call.statement in inside:
                for target in self.names.origins(Term(module, call.function)):
                    if isinstance(target.expr, Function):
                        yield from self._in_function(module, call.arguments, target)

    def _in_function(
        self, module: Module, arguments: tuple[object, ...], target: Term
    ) -> Iterator[TextMatch]:
        """What a function does with the error, when it is handed to it."""
        if not isinstance(target.expr, Function):
            return
        scope = target.module.scopes[target.expr.scope]
        for parameter in scope.parameters:
            for skip in (0, 1):
                passed = bind(scope.parameters, arguments, parameter.name, skip).expr  # type: ignore[arg-type]
                if passed is None or not self._is_error(Term(module, passed), None):
                    continue
                own = (target.module, target.expr.scope, parameter.name)
                for statement in target.module.statements:
                    if statement.scope == target.expr.scope:
                        for expr in statement.expressions:
                            yield from self._in(target.module, expr, own)

    def _in(self, module: Module, root: Expr, own: tuple[Module, int, str] | None) -> Iterator[TextMatch]:
        pending = [root]
        while pending:
            expr = pending.pop()
            if isinstance(expr, Join) and expr.kind == "or":
                parts = [self._match(module, one, own) for one in _alternatives(expr)]
                known = [one for one in parts if one is not None]
                if len(known) == len(parts) and not any(one.is_negative for one in known):
                    yield self._together(module, expr, known)
                    continue
            match = self._match(module, expr, own)
            if match is not None:
                yield match
                continue
            pending.extend(children(module, expr))

    def _together(self, module: Module, expr: Expr, parts: list[TextMatch]) -> TextMatch:
        """Several searches with `or` between them, as one."""
        return TextMatch(
            module,
            Span(module.path, expr.start, expr.end),
            tuple(dict.fromkeys(word for one in parts for word in one.words)),
            tuple(dict.fromkeys(name for one in parts for name in one.classes)),
            parts[0].variable,
            False,
            all(one.exact for one in parts),
        )

    def _match(self, module: Module, expr: Expr, own: tuple[Module, int, str] | None) -> TextMatch | None:
        if not isinstance(expr, Binary) or expr.operator not in ("in", "not in"):
            return None
        if not self._is_text(Term(module, expr.right), own, 0):
            return None
        values = self.project.values.of(Term(module, expr.left)).alternatives()
        words = [one.value for one in values if isinstance(one, Known) and isinstance(one.value, str)]
        classes = [self.request.catalog.history.error_named(word) for word in words]
        found = tuple(dict.fromkeys(one for one in classes if one is not None))
        if not found:
            return None
        told = tuple(word for word, name in zip(words, classes, strict=True) if name is not None)
        return TextMatch(
            module,
            Span(module.path, expr.start, expr.end),
            told,
            found,
            self.error.name if own is None else None,
            expr.operator == "not in",
            len(values) == 1,
        )

    def _is_text(self, term: Term, own: tuple[Module, int, str] | None, depth: int) -> bool:
        """Whether an expression is a text that is made of the error."""
        if depth > _DEEPEST:
            return False
        return any(self._is_text_origin(origin, own, depth) for origin in self.names.origins(term))

    def _is_text_origin(self, origin: Term, own: tuple[Module, int, str] | None, depth: int) -> bool:
        expr = origin.expr
        if isinstance(expr, CallOf):
            call = origin.module.calls[expr.call]
            if self.names.call_name(origin.module, call) in _TEXT_MAKERS and call.arguments:
                value = origin.at(call.arguments[0].value)
                return self._is_error(value, own) or self._is_text(value, own, depth + 1)
            function = call.function
            return (
                isinstance(function, Attr)
                and function.name in _TEXT_METHODS
                and self._is_text(origin.at(function.value), own, depth + 1)
            )
        if isinstance(expr, Text):
            holes = [part for part in expr.parts if not isinstance(part, str)]
            return any(
                self._is_error(origin.at(one), own) or self._is_text(origin.at(one), own, depth + 1)
                for one in holes
            )
        if isinstance(expr, Attr):
            return expr.name in _TEXT_ATTRIBUTES and self._is_error(origin.at(expr.value), own)
        return isinstance(expr, Item) and self._is_text(origin.at(expr.value), own, depth + 1)

    def _is_error(self, term: Term, own: tuple[Module, int, str] | None) -> bool:
        """Whether an expression is the error that the handler has caught, or the parameter it is handed as."""
        for origin in self.names.origins(term):
            expr = origin.expr
            if isinstance(expr, Caught) and expr is self.error.value:
                return True
            if own is not None and isinstance(expr, Param) and origin.module is own[0]:
                if (expr.scope, expr.name) == own[1:]:
                    return True
        return False


def _alternatives(expr: Expr) -> Iterator[Expr]:
    """What stands between the `or`s of a condition."""
    if isinstance(expr, Join) and expr.kind == "or":
        for option in expr.options:
            yield from _alternatives(option)
    else:
        yield expr
