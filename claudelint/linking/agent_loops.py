"""Loops in which a model calls tools for as long as it likes: what ends them, and whether anything else does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from claudelint.linking.agent_ends import ends_otherwise
from claudelint.linking.terms import Term
from claudelint.linking.turns import exits_of, within
from claudelint.linking.value_kinds import Sequence
from claudelint.reading.children import children
from claudelint.reading.module import (
    Attr,
    Binary,
    CallOf,
    Comprehension,
    Const,
    Expr,
    Local,
    Module,
    Statement,
)

if TYPE_CHECKING:
    from claudelint.linking.request import Request
    from claudelint.linking.subjects import Loop

_ORDER = frozenset({"<", "<=", ">", ">="})
# contexts that end what stands in them after some time
_DEADLINES = frozenset(
    {"asyncio.timeout", "asyncio.timeout_at", "anyio.fail_after", "anyio.move_on_after", "trio.fail_after",
     "trio.move_on_after", "async_timeout.timeout"}
)  # fmt: skip
_WAITING = frozenset({"asyncio.wait_for"})
# methods that hand over what came from outside: a message, a job, a line
_RECEIVING = frozenset(
    {"get", "receive", "receive_text", "receive_json", "receive_bytes", "recv", "readline", "wait_for", "poll",
     "get_nowait", "get_message", "listen", "accept", "pop", "popleft", "blpop"}
)  # fmt: skip
# methods without arguments that only look at what they are called on
_LOOKING = frozenset({"strip", "lower", "upper", "casefold", "items", "keys", "values"})
_KINDS = frozenset({"create", "stream", "parse"})
_DEEPEST = 4


@dataclass(frozen=True)
class AgentLoop:
    """A loop that goes on until the answer ends it; `by_stop_reason` when that is read from the stop reason."""

    request: Request
    by_stop_reason: bool


def agent_loop_of(loop: Loop) -> AgentLoop | None:
    """What a loop without an end is as an agent's; None where it has another end, or waits for others."""
    module, index = loop.module, loop.index
    if index < 0 or not _never_ends(loop):
        return None
    request = next((one for one in loop.requests if _offers_tools(one)), None)
    is_innermost = any(way.loops and way.loops[0] == (module, index) for way in loop.ways)
    if request is None or request.is_in_test or not is_innermost:
        return None
    if loop.is_chat or _receives(module, index) or _has_deadline(loop) or not loop.carries_over:
        return None
    ends = list(_ends(module, index))
    conditions = [condition for end in ends for condition in end]
    if not conditions or any(_may_limit(module, one) for one in conditions):
        return None
    if ends_otherwise(loop, ends) or any(_may_limit(*one) for one in _refusals(loop)):
        return None
    return AgentLoop(request, any(_names_stop(loop, one) for one in conditions))


def _never_ends(loop: Loop) -> bool:
    """Whether it is a `while True`, or counts without an end."""
    statement = loop.statement
    if statement.kind == "while":
        test = statement.expressions[0] if statement.expressions else None
        return isinstance(test, Const) and bool(test.value)
    if (
        statement.kind != "for"
        or not statement.expressions
        or not isinstance(statement.expressions[0], CallOf)
    ):
        return False
    call = loop.module.calls[statement.expressions[0].call]
    return loop.project.names.call_name(loop.module, call) == "itertools.count"


def _offers_tools(request: Request) -> bool:
    if request.kind not in _KINDS:
        return False
    tools = request.arguments.get("tools")
    if tools is None or not tools.certain:
        return False
    return not any(isinstance(one, Sequence) and not one.items and not one.open for one in tools.options)


def _receives(module: Module, index: int) -> bool:
    """Whether every turn begins with something that comes from outside."""
    return any(
        isinstance(call.function, Attr)
        and call.function.name in _RECEIVING
        and not any(one.name == "messages" for one in call.arguments)
        and _stands_directly(module, call.statement, index)
        for call in module.calls
    )


def _stands_directly(module: Module, statement: int, loop: int) -> bool:
    """Whether a statement is run in every turn: it is under no condition and in no further loop."""
    while statement >= 0 and statement != loop:
        parent = module.statements[statement].parent
        if parent >= 0 and parent != loop and module.statements[parent].kind not in ("with", "try"):
            return False
        statement = parent
    return statement == loop


def _has_deadline(loop: Loop) -> bool:
    """Whether something around the loop, or around a call that leads to it, ends it after some time."""
    names = loop.project.names
    places = [(loop.module, loop.index)]
    places += [(module, module.calls[call].statement) for way in loop.ways for module, _, call in way.steps]
    for module, statement in places:
        current = statement
        while current >= 0:
            around = module.statements[current]
            for expr in around.expressions if around.kind == "with" else ():
                if (
                    isinstance(expr, CallOf)
                    and names.call_name(module, module.calls[expr.call]) in _DEADLINES
                ):
                    return True
            current = around.parent
        for call in module.calls:
            if call.statement == statement and names.call_name(module, call) in _WAITING:
                return True
    return False


def _ends(module: Module, loop: int) -> Iterator[tuple[Expr, ...]]:
    """What has to hold for each `break`, `return` or `raise` that ends a loop, and for each assertion to fail."""
    for one in exits_of(module, loop):
        if not one.after_failure:
            yield one.conditions
    for statement in module.statements:
        if statement.kind in ("raise", "assert") and within(module, statement.parent, loop):
            yield (*_conditions_of(module, statement, loop),)


def _conditions_of(module: Module, statement: Statement, outer: int = -1) -> Iterator[Expr]:
    """What an assertion says, and what is asked around a statement, up to another one or the whole function."""
    if statement.kind == "assert":
        yield from statement.expressions
    current = statement.parent
    while current not in (outer, -1):
        around = module.statements[current]
        if around.kind == "if":
            yield from around.expressions
        current = around.parent


def _refusals(loop: Loop) -> Iterator[tuple[Module, Expr]]:
    """What decides whether a function raises that every turn calls, or that stands on the way to the request."""
    module = loop.module
    own = (module.path, loop.statement.scope)
    scopes: dict[tuple[str, int], Module] = {}
    for way in loop.ways:
        below = takewhile(lambda step: (step[0].path, step[1]) != own, way.steps)
        scopes.update(((one.path, scope), one) for one, scope, _ in below)
    for index, call in enumerate(module.calls):
        if within(module, call.statement, loop.index):
            term = Term(module, CallOf(call.start, call.end, index))
            scopes.update(((one.path, scope), one) for (one, scope), _ in loop.project.names.called(term))
    scopes.pop(own, None)
    for (_, scope), target in scopes.items():
        for statement in target.statements:
            if statement.scope == scope and statement.kind in ("raise", "assert"):
                for condition in _conditions_of(target, statement):
                    yield target, condition


def _may_limit(module: Module, condition: Expr) -> bool:
    """Whether a condition counts something, or asks what cannot be told."""
    for expr in _parts(module, condition):
        if isinstance(expr, Binary) and expr.operator in _ORDER and not _asks_for_any(module, expr):
            return True
        if isinstance(expr, CallOf):
            call = module.calls[expr.call]
            function = call.function
            is_look = isinstance(function, Attr) and function.name in _LOOKING
            if not call.arguments and not is_look:
                return True
    return False


def _asks_for_any(module: Module, expr: Binary) -> bool:
    """`len(calls) > 0`: whether there is anything at all."""
    sides = (expr.left, expr.right)
    counted = any(
        isinstance(one, CallOf) and getattr(module.calls[one.call].function, "name", "") == "len"
        for one in sides
    )
    return counted and any(isinstance(one, Const) and one.value in (0, 1) for one in sides)


def _parts(module: Module, root: Expr) -> Iterator[Expr]:
    pending = [root]
    while pending:
        expr = pending.pop()
        yield expr
        pending.extend(children(module, expr))


def _names_stop(loop: Loop, condition: Expr) -> bool:
    """Whether a condition reads the stop reason, or whether there are calls of tools, also through variables."""
    pending: list[tuple[Expr, int]] = [(condition, 0)]
    while pending:
        expr, depth = pending.pop()
        for part in _parts(loop.module, expr):
            if isinstance(part, Attr) and part.name == "stop_reason":
                return True
            if isinstance(part, Const) and part.value == "tool_use":
                return True
            if isinstance(part, Comprehension):
                pending.extend((one, depth) for one in loop.module.statements[part.statement].expressions)
            if isinstance(part, Local) and depth < _DEEPEST:
                for index in part.definitions:
                    pending.append((loop.module.definitions[index].value, depth + 1))
    return False
