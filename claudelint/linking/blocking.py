"""Sync requests on an event loop: the async function whose loop stands still meanwhile, and who waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.frameworks import ONCE
from claudelint.linking.ways import Way
from claudelint.reading.module import Await, Module, Scope, Yield

if TYPE_CHECKING:
    from claudelint.linking.project import Project
    from claudelint.linking.request import Request

# surfaces whose event loop serves other people, too, when their code is async
_SHARED = frozenset({"web", "bot", "gradio", "chainlit"})
# these give every request an event loop of its own, or may do so
_LOOP_PER_REQUEST = frozenset({"Flask", "Django"})


@dataclass(frozen=True)
class Blocking:
    """What stands still while a sync request runs.

    `module` and `scope` are the async function nearest to the request. `call` is what it calls to get there,
    with the name of the plain `called` function; None where the request stands in it. `others_wait` when the
    event loop serves more than the one whom the request is for.
    """

    module: Module
    scope: Scope
    call: Span | None
    called: str
    others_wait: bool

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
    call_span, called = None, ""
    if number > 0:
        found = module.calls[call]
        call_span = Span(module.path, found.start, found.end)
        inner, scope, _ = way.steps[number - 1]
        called = inner.scopes[_function(inner, scope)].name
    scope_of = module.scopes[_function(module, index)]
    return Blocking(module, scope_of, call_span, called, _others_wait(way, number))


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

    What is awaited was made awaitable by a decorator, which may well use a thread. A generator runs where
    it is iterated, and web frameworks iterate plain generators in a thread.
    """
    owner, index, _ = step
    uses = project.answers.uses(module)
    expr = uses.of_call.get(call)
    parent = None if expr is None else uses.parent(expr)
    if isinstance(parent, Await):
        return False
    if not owner.scopes[_function(owner, index)].is_generator:
        return True
    if isinstance(parent, Yield):
        return parent.delegated
    statement = module.statements[module.calls[call].statement]
    return statement.kind in ("for", "comprehension") and expr in statement.expressions[:1]


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
