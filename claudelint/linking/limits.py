"""What keeps the requests of a loop from all being under way at once: semaphores, pauses, pieces, connections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from claudelint.linking.launching import Launch, step_in
from claudelint.linking.terms import Term
from claudelint.linking.turns import within
from claudelint.linking.ways import Way
from claudelint.reading.children import children
from claudelint.reading.module import (
    Attr,
    Await,
    CallOf,
    Element,
    Expr,
    Item,
    Module,
    Opaque,
)

if TYPE_CHECKING:
    from claudelint.linking.project import Project
    from claudelint.linking.request import Request

# what is entered by `with` and limits nothing; the documentation of asyncio, aiohttp, HTTPX, AnyIO and contextlib
_NO_LIMITS = (
    *(
        "asyncio.timeout",
        "asyncio.TaskGroup",
        "asyncio.Runner",
        "anyio.create_task_group",
        "trio.open_nursery",
    ),
    *(
        "aiohttp.",
        "httpx.",
        "httpx2.",
        "anthropic.",
        "contextlib.suppress",
        "contextlib.ExitStack",
        "warnings.",
    ),
    *("contextlib.AsyncExitStack", "contextlib.nullcontext", "builtins.open", "tempfile.", "tqdm.", "time."),
    *("logfire.", "opentelemetry.", "langfuse.", "mlflow.", "anyio.fail_after", "anyio.move_on_after"),
)
# decorators that try again, keep results or watch, and limit nothing
_NO_LIMITING_DECORATORS = (
    *("builtins.staticmethod", "builtins.classmethod", "functools.", "typing.", "abc.", "contextlib."),
    *("tenacity.", "backoff.", "retry.", "retrying.", "langsmith.", "langfuse.", "logfire.", "weave."),
)
# methods that wait until it is one's turn; asyncio.Semaphore, aiolimiter, anyio.CapacityLimiter and the like
_ACQUIRING = frozenset({"acquire", "wait", "wait_for_slot", "throttle", "try_acquire", "acquire_async"})
# what lets one through at a time
_LOCKS = frozenset({"asyncio.Lock", "anyio.Lock", "trio.Lock", "threading.Lock", "threading.RLock"})
_SLEEPING = frozenset({"asyncio.sleep", "anyio.sleep", "trio.sleep", "time.sleep"})


def is_limited(project: Project, request: Request, launch: Launch, loop: int, mapping: int) -> bool:
    """Whether something limits, or may limit, how many requests that a loop starts are under way at once."""
    if _has_connection_limit(request):
        return True
    last = step_in(launch.module, loop, mapping, launch.way)
    if last is None:
        return True
    for number, (module, scope, call) in enumerate(launch.way.steps[: last + 1]):
        top = loop if number == last else -1
        if any(_may_limit(project, module, one) for one in _entered(module, call, top)):
            return True
        if number == last:
            break
        if (module.path, call) in launch.way.handed and number > 0:
            # something else runs it, in its own time
            return True
        if not all(_limits_nothing(project, Term(module, one)) for one in module.scopes[scope].decorators):
            return True
        if waits_its_turn(project, module, scope):
            return True
    return loop >= 0 and (_pauses(launch.module, loop) or _goes_through_pieces(project, launch.module, loop))


def is_one_at_a_time(project: Project, way: Way, number: int) -> bool:
    """Whether a lock lets only one of the requests through that a step of their way to a loop starts."""
    return any(
        _is_lock(project, Term(module, entered))
        for module, _, call in way.steps[:number]
        for entered in _entered(module, call, -1)
    )


def _is_lock(project: Project, entered: Term) -> bool:
    origins = project.names.origins(entered)
    calls = [(one.module, one.module.calls[one.expr.call]) for one in origins if isinstance(one.expr, CallOf)]
    return bool(calls) and all(project.names.call_name(module, call) in _LOCKS for module, call in calls)


def _has_connection_limit(request: Request) -> bool:
    """Whether the client has, or may have, an HTTP client of its own; the SDK's allows 1,000 connections [4.17]."""
    client = request.client
    return not client.constructed or client.open_ended or client.option("http_client") is not None


def _entered(module: Module, call: int, top: int) -> Iterator[Expr]:
    """What the `with` statements around a call enter, up to a statement."""
    found = module.calls[call]
    index = found.statement
    while index >= 0 and index != top:
        statement = module.statements[index]
        if statement.kind == "with":
            yield from (one for one in statement.expressions if not one.start <= found.start < one.end)
        index = statement.parent


def _may_limit(project: Project, module: Module, entered: Expr) -> bool:
    """Whether to enter this may mean to wait for others; what cannot be told may."""
    origins = project.names.origins(Term(module, entered))
    for origin in origins:
        expr = origin.expr
        if not isinstance(expr, CallOf):
            return True
        call = origin.module.calls[expr.call]
        function = origin.at(call.function)
        name = project.names.qualified(function)
        if name is not None and name.startswith(_NO_LIMITS):
            continue
        if not project.clients.endpoints(function) and not project.clients.endpoints(origin):
            return True
    return not origins


def _limits_nothing(project: Project, decorator: Term) -> bool:
    expr = decorator.expr
    if isinstance(expr, CallOf):
        decorator = decorator.at(decorator.module.calls[expr.call].function)
    name = project.names.qualified(decorator)
    return name is not None and name.startswith(_NO_LIMITING_DECORATORS)


def waits_its_turn(project: Project, module: Module, scope: int, within_loop: int = -1) -> bool:
    """Whether a function, or a loop of it, awaits a limiter or sleeps, other than after a failure."""
    uses = project.answers.uses(module)
    for index, call in enumerate(module.calls):
        if call.scope != scope or (within_loop >= 0 and not within(module, call.statement, within_loop)):
            continue
        if project.names.call_name(module, call) in _SLEEPING and not _is_after_failure(
            module, call.statement
        ):
            return True
        value = uses.of_call.get(index)
        if value is None or not isinstance(uses.parent(value), Await):
            continue
        if isinstance(call.function, Attr) and call.function.name in _ACQUIRING:
            return True
    return False


def _is_after_failure(module: Module, statement: int) -> bool:
    while statement >= 0:
        if module.statements[statement].kind == "except":
            return True
        statement = module.statements[statement].parent
    return False


def _pauses(module: Module, loop: int) -> bool:
    """Whether a turn awaits anything itself: then the requests do not start all at once."""
    pending: list[Expr] = [
        expr
        for index, statement in enumerate(module.statements)
        if index != loop and within(module, index, loop)
        for expr in statement.expressions
    ]
    if module.statements[loop].kind == "comprehension":
        pending = list(module.statements[loop].expressions[1:])
    seen: set[int] = set()
    while pending:
        expr = pending.pop()
        if id(expr) in seen:
            continue
        seen.add(id(expr))
        if isinstance(expr, Await):
            return True
        pending.extend(children(module, expr))
    return False


def _goes_through_pieces(project: Project, module: Module, loop: int) -> bool:
    """Whether the loop goes through a piece of something: a slice up to some place, or what an outer loop hands it."""
    statement = module.statements[loop]
    if not statement.expressions:
        return True
    for origin in project.names.origins(Term(module, statement.expressions[0])):
        expr = origin.expr
        if isinstance(expr, Element):
            return True
        if isinstance(expr, Item) and isinstance(expr.index, Opaque) and expr.index.kind == "slice":
            return _has_stop(expr.index)
    return False


def _has_stop(index: Opaque) -> bool:
    # `[:n]` ends with its bound, `[n:]` does not
    return bool(index.parts) and index.parts[-1].end == index.end - 1
