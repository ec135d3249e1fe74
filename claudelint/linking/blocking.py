"""Sync requests on an event loop: the async function whose loop stands still meanwhile, and who waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.frameworks import ONCE
from claudelint.linking.runners import runner_of
from claudelint.linking.terms import Term
from claudelint.linking.ways import Way
from claudelint.reading.module import Attr, Await, CallOf, Function, Module, Scope, Yield

if TYPE_CHECKING:
    from claudelint.linking.project import Project
    from claudelint.linking.request import Request

# surfaces whose event loop serves other people, too, when their code is async
_SHARED = frozenset({"web", "bot", "gradio", "chainlit", "tool"})
# these give every request an event loop of its own, or may do so
_LOOP_PER_REQUEST = frozenset({"Flask", "Django"})
# decorators after which a function still runs where it is called
_PLAIN_DECORATORS = (
    *(
        "builtins.staticmethod",
        "builtins.classmethod",
        "builtins.property",
        "functools.",
        "abc.",
        "typing.",
        "typing_extensions.",
        "contextlib.",
    ),
    *("tenacity.", "backoff.", "retry.", "retrying.", "cachetools.", "joblib."),
    *("langsmith.", "langfuse.", "logfire.", "opentelemetry.", "weave."),
)


@dataclass(frozen=True)
class Blocking:
    """What stands still while a sync request runs.

    `module` and `scope` are the async function nearest to the request. `call` is what it calls to get there,
    with the plain function as it is `spelled` there and defined (`called`); None where the request stands in
    it. `others_wait` when the event loop serves more than the one whom the request is for.
    """

    module: Module
    scope: Scope
    others_wait: bool
    call: Span | None = None
    spelled: Span | None = None
    called: Scope | None = None

    @property
    def place(self) -> Span:
        """The head of the async function."""
        statement = self.module.statements[self.scope.statement]
        return Span(self.module.path, self.scope.start, max(self.scope.start, statement.header_end))


def blocking_of(request: Request, way: Way) -> Blocking | None:
    """What a request holds up that comes by this way; None where that is nothing, or cannot be told."""
    if request.site.reference or request.is_batch_item or not _is_sync(request):
        return None
    number = _async_step(request.project, way)
    if number is None:
        return None
    if number > 0 and any(_async_step(request.project, other) is None for other in request.ways):
        # a plain function is right for the callers that are no async code
        return None
    module, index, call = way.steps[number]
    scope = module.scopes[_function(module, index)]
    others_wait = _others_wait(way, number)
    if number == 0:
        return Blocking(module, scope, others_wait)
    found = module.calls[call]
    inner, plain, _ = way.steps[number - 1]
    return Blocking(
        module,
        scope,
        others_wait,
        Span(module.path, found.start, found.end),
        Span(module.path, found.function.start, found.function.end),
        inner.scopes[_function(inner, plain)],
    )


def _is_sync(request: Request) -> bool:
    """Whether every client that may send the request in this context is a sync one."""
    around = request.surroundings
    header = request.module.statements[around.statement] if around.statement >= 0 else None
    if around.awaited or (around.role == "with" and header is not None and header.is_async):
        return False
    return all(
        not one.client.kind.is_async and not one.client.patched
        for one in request.siblings
        if one.context is request.context
    )


def _async_step(project: Project, way: Way) -> int | None:
    """The step of a way in which async code gets to the request; None where it may leave the event loop."""
    if way.on_event_loop is not True:
        return None
    for number, (module, index, call) in enumerate(way.steps):
        if module.scopes[index].kind == "lambda":
            return None
        scope = module.scopes[_function(module, index)]
        if number > 0 and not _runs_at_once(project, module, call, way.steps[number - 1]):
            return None
        if scope.is_async:
            return number
    return None


def _runs_at_once(project: Project, module: Module, call: int, step: tuple[Module, int, int]) -> bool:
    """Whether a call of a plain function runs it then and there.

    A decorator may put it into a thread; what is awaited was certainly made awaitable by something. A
    generator runs where it is iterated, and web frameworks iterate plain generators in a thread.
    """
    owner, index, _ = step
    function = owner.scopes[_function(owner, index)]
    if not all(_runs_it_at_once(project, Term(owner, one)) for one in function.decorators):
        return False
    uses = project.answers.uses(module)
    expr = uses.of_call.get(call)
    parent = None if expr is None else uses.parent(expr)
    if isinstance(parent, Await):
        return False
    if not function.is_generator:
        return True
    if isinstance(parent, Yield):
        return parent.delegated
    return any(
        one.kind in ("for", "comprehension") and bool(one.expressions) and one.expressions[0] is expr
        for one in module.statements
    )


def _runs_it_at_once(project: Project, decorator: Term) -> bool:
    """Whether a decorated function still runs where it is called: the decorator is known, or plain code."""
    names = project.names
    name = names.qualified(decorator)
    if name is None and isinstance(decorator.expr, CallOf):
        name = names.qualified(decorator.at(decorator.module.calls[decorator.expr.call].function))
    if name is not None and name.startswith(_PLAIN_DECORATORS):
        return True
    origins = names.origins(decorator)
    return bool(origins) and all(_is_plain_code(project, one) for one in origins)


def _is_plain_code(project: Project, decorator: Term) -> bool:
    """Whether a function of the project holds, at any depth, nothing async and nothing that uses a thread."""
    if not isinstance(decorator.expr, Function):
        return False
    module = decorator.module
    outer = module.scopes[decorator.expr.scope]
    if any(one.is_async and outer.start <= one.start < outer.end for one in module.scopes):
        return False
    for call in module.calls:
        if outer.start <= call.start < outer.end:
            method = call.function.name if isinstance(call.function, Attr) else ""
            runner = runner_of(project.names.call_name(module, call), method, call)
            if runner is not None and runner.thread:
                return False
    return True


def _others_wait(way: Way, number: int) -> bool:
    """Whether the event loop is that of a server: from the async function up to it everything is async."""
    surface = way.surface
    if surface is None or surface.kind not in _SHARED or not surface.is_async:
        return False
    steps = way.steps[number:]
    return (
        surface.framework not in _LOOP_PER_REQUEST
        and not way.handed
        and all(module.scopes[_function(module, index)].is_async for module, index, _ in steps)
    )


def has_one_loop(way: Way) -> bool:
    """Whether all that comes by a way certainly runs on one and the same event loop."""
    surface = way.surface
    outermost, index, _ = way.steps[-1]
    if surface is None:
        return outermost.scopes[_function(outermost, index)].is_async
    if surface.is_async and surface.kind != "terminal":
        return surface.framework not in _LOOP_PER_REQUEST
    # `asyncio.run` in a loop makes a new one each time
    runs_once = surface.runs == ONCE or surface.kind == "terminal"
    return runs_once and all(owner.scopes[owner.statements[loop].scope].is_async for owner, loop in way.loops)


def _function(module: Module, index: int) -> int:
    """The function that a class body or a lambda stands in."""
    while module.scopes[index].kind in ("lambda", "class") and module.scopes[index].parent >= 0:
        index = module.scopes[index].parent
    return index
