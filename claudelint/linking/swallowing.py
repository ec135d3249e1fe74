"""Where the errors of a request come to nothing: handlers that say nothing of them, and go on as if all were well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.api_errors import Caught, Escaping, Handler, classes_of
from claudelint.linking.names import Names
from claudelint.linking.retrying import is_another_attempt
from claudelint.linking.terms import Term
from claudelint.linking.uses import Uses
from claudelint.linking.ways import Way
from claudelint.reading.module import (
    Await,
    Binary,
    CallOf,
    Const,
    Expr,
    Join,
    Map,
    Module,
    Opaque,
    Seq,
    Statement,
    Unary,
)

if TYPE_CHECKING:
    from claudelint.linking.request import Request

_PAUSES = frozenset({"time.sleep", "asyncio.sleep", "anyio.sleep", "trio.sleep"})
_EMPTY_MAKERS = frozenset(
    {"builtins.dict", "builtins.list", "builtins.set", "builtins.str", "builtins.tuple"}
)
# what a handler may hold that tells nobody anything
_SILENT = frozenset({"pass", "continue", "break", "return", "assign", "expression"})


@dataclass(frozen=True)
class Swallowed:
    """A handler, or a `with suppress(...)`, that keeps errors of a request: its header, and what it makes of them."""

    module: Module
    span: Span
    outcome: str


def swallowed(request: Request) -> Iterator[Swallowed]:
    """The handlers in which errors of a request come to nothing, innermost first."""
    if request.is_batch_item or request.is_in_test or not request.reads_answer:
        return
    seen: set[Span] = set()
    for way in request.ways_in_use:
        for found in _on(request, way):
            if found.span not in seen:
                seen.add(found.span)
                yield found


def _on(request: Request, way: Way) -> Iterator[Swallowed]:
    history = request.catalog.history
    errors = Escaping(frozenset(history.errors), history)
    for module, _, call in way.steps:
        inner = module.calls[call].statement
        outer = module.statements[inner].parent if inner >= 0 else -1
        while outer >= 0 and errors.left:
            around = module.statements[outer]
            if around.kind == "try" and module.statements[inner].branch == "body":
                yield from _by_handlers(request, module, outer, errors)
            elif around.kind == "with":
                yield from _by_with(request, module, around, errors)
            inner, outer = outer, around.parent


def _by_handlers(request: Request, module: Module, attempt: int, errors: Escaping) -> Iterator[Swallowed]:
    for handler in request.project.handlers.of(module, attempt):
        if not errors.reach(handler.caught):
            continue
        outcome = _outcome(request, handler)
        goes_on = _goes_another_way(errors, handler, attempt) or is_another_attempt(request, handler, attempt)
        if outcome is not None and not goes_on:
            span = Span(module.path, handler.statement.start, handler.statement.header_end)
            yield Swallowed(module, span, outcome)
        errors.pass_handler(handler)


def _goes_another_way(errors: Escaping, handler: Handler, attempt: int) -> bool:
    """Whether a handler of a single status that is no failure of the service only leads to what stands below."""
    history, module = errors.history, handler.module
    caught = [history.errors[name] for name in handler.caught.sdk]
    if handler.caught.everything or not all(one.status and not one.retried for one in caught):
        return False
    if any(module.statements[one].kind != "pass" for one in handler.inside):
        return False
    own = module.statements[attempt]
    beside = (module.statements[one] for one in handler.blocks.get(own.parent, ()))
    return any((one.scope, one.branch) == (own.scope, own.branch) and one.start > own.start for one in beside)


def _by_with(request: Request, module: Module, around: Statement, errors: Escaping) -> Iterator[Swallowed]:
    caught = _suppressed(request, module, around)
    if caught is not None and errors.reach(caught):
        yield Swallowed(module, Span(module.path, around.start, around.header_end), "are passed over")
        errors.left -= caught.of(errors.left, errors.history)


def _suppressed(request: Request, module: Module, statement: Statement) -> Caught | None:
    """What `with contextlib.suppress(...)` keeps."""
    for expr in statement.expressions:
        if not isinstance(expr, CallOf):
            continue
        call = module.calls[expr.call]
        if request.project.names.call_name(module, call) == "contextlib.suppress":
            found = Caught()
            for argument in call.arguments:
                term = Term(module, argument.value)
                found |= classes_of(request.project.names, term, request.catalog.history)
            return found
    return None


def _outcome(request: Request, handler: Handler) -> str | None:
    """What becomes of an error in a handler that tells nobody; None where it may tell somebody."""
    module, names = handler.module, request.project.names
    uses = request.project.answers.uses(module)
    outcome = "are passed over"
    for number in handler.inside:
        statement = module.statements[number]
        if statement.kind not in _SILENT:
            return None
        if any(binding.statement == number for binding in module.attributes):
            return None
        if statement.kind == "expression" and not all(
            _is_silent(names, module, one) for one in statement.expressions
        ):
            return None
        if statement.kind in ("return", "assign"):
            spelled = [_empty(names, module, one) for one in statement.expressions]
            if None in spelled:
                return None
            if statement.kind == "assign" and any(_is_tested(uses, one) for one in statement.definitions):
                return None
            outcome = f"become `{spelled[0] if spelled else 'None'}`"
    return outcome


def _is_tested(uses: Uses, definition: int) -> bool:
    """Whether a decision looks at a variable later, so that what it is told is not lost."""
    for reading in uses.later_uses(definition):
        statement = uses.statement(reading)
        if isinstance(uses.parent(reading), (Binary, Join, Unary)):
            return True
        if statement is not None and statement.kind in ("if", "while", "assert", "match"):
            return True
    return False


def _is_silent(names: Names, module: Module, expr: Expr) -> bool:
    """Whether an expression by itself says nothing: a text, `...`, or a pause."""
    if isinstance(expr, Await):
        expr = expr.value
    if isinstance(expr, CallOf):
        return names.call_name(module, module.calls[expr.call]) in _PAUSES
    return isinstance(expr, Const) or (isinstance(expr, Opaque) and not expr.parts)


def _empty(names: Names, module: Module, expr: Expr) -> str | None:
    """How a value is written that is no answer: None, an empty text, list or dict."""
    if isinstance(expr, Const) and (expr.value is None or expr.value == ""):
        return repr(expr.value).replace("''", '""')
    if isinstance(expr, Seq) and not expr.items:
        return {"list": "[]", "tuple": "()"}.get(expr.kind)
    if isinstance(expr, Map) and not expr.entries:
        return "{}"
    if isinstance(expr, CallOf):
        call = module.calls[expr.call]
        name = names.call_name(module, call)
        if name in _EMPTY_MAKERS and not call.arguments:
            return f"{name.rpartition('.')[2]}()"
    return None
