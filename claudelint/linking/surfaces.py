"""Who waits for an answer: web handlers, chats, bots, scripts, and the ways from them to a request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.findings import Span
from claudelint.linking.calls import CallGraph
from claudelint.linking.names import Names
from claudelint.linking.surroundings import LOOPS
from claudelint.linking.terms import Term
from claudelint.reading.module import Attr, CallOf, Expr, Module

_MOST_PATHS = 64
_DEEPEST = 8

# constructors of web applications and routers; all of them can stream a response
_WEB = {
    "fastapi.FastAPI": "FastAPI",
    "fastapi.APIRouter": "FastAPI",
    "fastapi.applications.FastAPI": "FastAPI",
    "fastapi.routing.APIRouter": "FastAPI",
    "starlette.applications.Starlette": "Starlette",
    "flask.Flask": "Flask",
    "flask.Blueprint": "Flask",
    "quart.Quart": "Quart",
    "quart.Blueprint": "Quart",
    "sanic.Sanic": "Sanic",
    "sanic.Blueprint": "Sanic",
    "aiohttp.web.RouteTableDef": "aiohttp",
}
_ROUTES = frozenset({"get", "post", "put", "patch", "delete", "route", "websocket", "api_route", "view"})
# chat and mail services show a message when it is complete
_BOTS = ("discord.", "slack_bolt.", "slack_sdk.", "telegram.", "aiogram.", "telebot.", "twilio.")
_DECORATED = {
    "chainlit.on_message": ("chainlit", True),
    "chainlit.on_chat_start": ("chainlit", True),
    "celery.shared_task": ("task", False),
    "pytest.fixture": ("test", False),
}


@dataclass(frozen=True)
class Surface:
    """A place where a run begins: what it is, where, whether a person waits there, whether it can stream."""

    kind: str
    place: Span
    person_waits: bool
    can_stream: bool
    name: str = ""
    # index of the loop that reads what a person types, for a terminal chat
    loop: int = -1


@dataclass(frozen=True)
class Way:
    """A way from a surface, or from a function nobody is seen to call, down to a call.

    `steps` are the functions on the way with the call made in each, innermost first; `loops` are the
    loops around those calls, as (module, statement).
    """

    surface: Surface | None
    steps: tuple[tuple[Module, int, int], ...]
    loops: tuple[tuple[Module, int], ...]


class Surfaces:
    """Recognises surfaces and finds the ways from them."""

    def __init__(self, names: Names, graph: CallGraph) -> None:
        self.names = names
        self.graph = graph
        self._known: dict[tuple[str, int], Surface | None] = {}

    def ways(self, module: Module, call: int) -> list[Way]:
        """All ways to a call, up to a bound."""
        found: list[Way] = []
        self._climb(module, call, (), (), found)
        return found

    def _climb(
        self,
        module: Module,
        call: int,
        steps: tuple[tuple[Module, int, int], ...],
        loops: tuple[tuple[Module, int], ...],
        found: list[Way],
    ) -> None:
        if len(found) >= _MOST_PATHS:
            return
        scope = module.calls[call].scope
        if any(step[0] is module and step[1] == scope for step in steps):
            return
        steps = (*steps, (module, scope, call))
        loops = (*loops, *((module, index) for index in loops_around(module, call)))
        terminal = self._terminal(module, loops)
        if terminal is not None:
            found.append(Way(terminal, steps, loops))
            return
        scope = self._function(module, scope)
        surface = self.of(module, scope)
        if surface is not None:
            found.append(Way(surface, steps, loops))
            return
        callers = self._callers(module, scope) if len(steps) < _DEEPEST else []
        for caller, index in callers:
            self._climb(caller, index, steps, loops, found)
        if not callers:
            found.append(Way(None, steps, loops))

    def _callers(self, module: Module, scope: int) -> list[tuple[Module, int]]:
        callers = list(self.graph.callers(module, scope))
        callers.extend(one for one in self.graph.handed(module, scope) if one not in callers)
        return callers

    def _function(self, module: Module, scope: int) -> int:
        """The function a lambda stands in; what it does, it does for that function."""
        while module.scopes[scope].kind == "lambda" and module.scopes[scope].parent >= 0:
            scope = module.scopes[scope].parent
        return scope

    def of(self, module: Module, scope: int) -> Surface | None:
        """The surface that a function or a module's own code is."""
        key = (module.path, scope)
        if key not in self._known:
            self._known[key] = self._recognise(module, scope)
        return self._known[key]

    def _recognise(self, module: Module, scope: int) -> Surface | None:
        function = module.scopes[scope]
        place = Span(module.path, function.start, function.end)
        if function.kind == "module":
            if self._uses_package(module, "streamlit"):
                return Surface("streamlit", place, True, True, "Streamlit")
            return Surface("script", place, False, False, "script")
        if function.kind != "function":
            return None
        for decorator in function.decorators:
            surface = self._decorated(module, decorator, place, function.name)
            if surface is not None:
                return surface
        for caller, index in self.graph.handed(module, scope):
            name = self.names.call_name(caller, caller.calls[index])
            if name is not None and name.startswith("gradio."):
                return Surface("gradio", place, True, True, function.name)
        if function.name.startswith("test_") and module.path.rpartition("/")[2].startswith("test_"):
            return Surface("test", place, False, False, function.name)
        return None

    def _decorated(self, module: Module, decorator: Expr, place: Span, name: str) -> Surface | None:
        target = decorator
        if isinstance(decorator, CallOf):
            target = module.calls[decorator.call].function
        qualified = self.names.qualified(Term(module, target))
        if qualified in _DECORATED:
            kind, waits = _DECORATED[qualified]
            return Surface(kind, place, waits, waits, name)
        if not isinstance(target, Attr):
            return None
        for origin in self.names.origins(Term(module, target.value)):
            if not isinstance(origin.expr, CallOf):
                continue
            made_by = self.names.call_name(origin.module, origin.module.calls[origin.expr.call], origin.context)
            if made_by is None:
                continue
            if made_by in _WEB and target.name in _ROUTES:
                return Surface("web", place, True, True, f"{_WEB[made_by]} route `{name}`")
            if made_by.startswith(_BOTS):
                return Surface("bot", place, True, False, name)
        return None

    def _uses_package(self, module: Module, package: str) -> bool:
        for definition in module.definitions:
            if definition.how == "import" and getattr(definition.value, "module", "") == package:
                return True
        return False

    def _terminal(self, module: Module, loops: tuple[tuple[Module, int], ...]) -> Surface | None:
        """A loop that reads what a person types in every turn."""
        for owner, index in loops:
            if owner is not module:
                continue
            for call in owner.calls:
                if not _within(owner, call.statement, index):
                    continue
                if self.names.call_name(owner, call) == "builtins.input":
                    statement = owner.statements[index]
                    place = Span(owner.path, statement.start, statement.header_end)
                    return Surface("terminal", place, True, True, "terminal chat", index)
        return None


def loops_around(module: Module, call: int) -> Iterator[int]:
    """The loops around a call within its function, innermost first; a loop's iterable is not inside it."""
    found = module.calls[call]
    inner = -1
    index = found.statement
    while index >= 0:
        statement = module.statements[index]
        if statement.kind in LOOPS:
            iterable = statement.expressions[0] if statement.expressions else None
            in_iterable = (
                inner < 0
                and statement.kind != "while"
                and iterable is not None
                and iterable.start <= found.start
                and found.end <= iterable.end
            )
            in_else = inner >= 0 and module.statements[inner].branch == "orelse"
            if not in_iterable and not in_else:
                yield index
        inner, index = index, statement.parent


def _within(module: Module, statement: int, ancestor: int) -> bool:
    while statement >= 0:
        if statement == ancestor:
            return True
        statement = module.statements[statement].parent
    return False
