"""Where a run begins, and whether a person waits there: web handlers, chats, bots, scripts, tasks, tests."""

from __future__ import annotations

from dataclasses import dataclass

from claudelint.findings import Span
from claudelint.linking.calls import CallGraph
from claudelint.linking.names import Names
from claudelint.linking.terms import Term
from claudelint.linking.turns import within
from claudelint.reading.module import Attr, Call, CallOf, Expr, Module, Scope

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
    "aiohttp.web.Application": "aiohttp",
}
_ROUTES = frozenset({"get", "post", "put", "patch", "delete", "route", "websocket", "api_route", "view"})
# callables that take a handler as an argument
_ROUTE_MAKERS = {
    "django.urls.path": "Django",
    "django.urls.re_path": "Django",
    "starlette.routing.Route": "Starlette",
    "starlette.routing.WebSocketRoute": "Starlette",
    "aiohttp.web.get": "aiohttp",
    "aiohttp.web.post": "aiohttp",
    "aiohttp.web.put": "aiohttp",
    "aiohttp.web.route": "aiohttp",
}
_ROUTE_METHODS = frozenset(
    {"add_url_rule", "add_api_route", "add_route", "add_get", "add_post", "add_put", "add_websocket_route",
     "add_api_websocket_route"}
)  # fmt: skip
# classes whose methods answer requests
_HANDLER_CLASSES = (
    ("tornado.web.RequestHandler", "Tornado"),
    ("tornado.websocket.WebSocketHandler", "Tornado"),
    ("flask.views.", "Flask"),
    ("quart.views.", "Quart"),
    ("django.views.", "Django"),
    ("rest_framework.views.", "Django"),
    ("channels.generic.", "Django"),
    ("starlette.endpoints.", "Starlette"),
    ("aiohttp.web.View", "aiohttp"),
)
_HANDLER_METHODS = frozenset(
    {"get", "post", "put", "patch", "delete", "on_message", "on_receive", "receive", "receive_json"}
)
# chat and mail services show a message when it is complete
_BOTS = (
    "discord.",
    "slack_bolt.",
    "slack_sdk.",
    "telegram.",
    "aiogram.",
    "telebot.",
    "twilio.",
    "botbuilder.",
)
_DECORATED = {
    "chainlit.on_message": ("chainlit", True),
    "chainlit.on_chat_start": ("chainlit", True),
    "celery.shared_task": ("task", False),
    "pytest.fixture": ("test", False),
    "rest_framework.decorators.api_view": ("web", True),
}
_TASK_QUEUES = ("celery.", "dramatiq.", "huey.", "arq.", "rq.", "apscheduler.")
# what reads a line that a person types
_PROMPTS = frozenset(
    {"builtins.input", "rich.prompt.Prompt.ask", "click.prompt", "typer.prompt", "prompt_toolkit.prompt"}
)


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


class Surfaces:
    """Recognises surfaces; answers are remembered."""

    def __init__(self, names: Names, graph: CallGraph) -> None:
        self.names = names
        self.graph = graph
        self._known: dict[tuple[str, int], Surface | None] = {}
        self._chats: dict[tuple[str, int], bool] = {}

    def of(self, module: Module, scope: int) -> Surface | None:
        """The surface that a function or a module's own code is."""
        key = (module.path, scope)
        if key not in self._known:
            self._known[key] = self._recognise(module, scope)
        return self._known[key]

    def _recognise(self, module: Module, scope: int) -> Surface | None:
        function = module.scopes[scope]
        end = module.statements[function.statement].header_end if function.statement >= 0 else 0
        place = Span(module.path, function.start, max(function.start, end))
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
            surface = self._registered(caller, caller.calls[index], place, function.name)
            if surface is not None:
                return surface
        if function.parent >= 0 and module.scopes[function.parent].kind == "class":
            surface = self._of_class(module, function.parent, function, place)
            if surface is not None:
                return surface
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
            spoken = f"Django route `{name}`" if kind == "web" else name
            return Surface(kind, place, waits, waits, spoken)
        if qualified is not None and qualified.startswith(_BOTS):
            return Surface("bot", place, True, False, name)
        if not isinstance(target, Attr):
            return None
        for origin in self.names.origins(Term(module, target.value)):
            if not isinstance(origin.expr, CallOf):
                continue
            made_by = self.names.call_name(
                origin.module, origin.module.calls[origin.expr.call], origin.context
            )
            if made_by is None:
                continue
            if made_by in _WEB and target.name in _ROUTES:
                return Surface("web", place, True, True, f"{_WEB[made_by]} route `{name}`")
            if made_by.startswith(_BOTS):
                return Surface("bot", place, True, False, name)
            if made_by.startswith(_TASK_QUEUES):
                return Surface("task", place, False, False, name)
            if made_by == "typer.Typer":
                return Surface("script", place, False, False, name)
        return None

    def _registered(self, caller: Module, call: Call, place: Span, name: str) -> Surface | None:
        """A function that is handed to what makes a handler of it."""
        made_by = self.names.call_name(caller, call)
        if made_by is not None:
            if made_by.startswith("gradio."):
                return Surface("gradio", place, True, True, name)
            if made_by in _ROUTE_MAKERS:
                return Surface("web", place, True, True, f"{_ROUTE_MAKERS[made_by]} route `{name}`")
            if made_by.startswith(_BOTS):
                return Surface("bot", place, True, False, name)
        function = call.function
        if not isinstance(function, Attr) or function.name not in _ROUTE_METHODS:
            return None
        root: Expr = function.value
        while isinstance(root, Attr):
            root = root.value
        for origin in self.names.origins(Term(caller, root)):
            if isinstance(origin.expr, CallOf):
                framework = _WEB.get(
                    self.names.call_name(origin.module, origin.module.calls[origin.expr.call], origin.context)
                    or ""
                )
                if framework is not None:
                    return Surface("web", place, True, True, f"{framework} route `{name}`")
        return None

    def _of_class(self, module: Module, owner: int, function: Scope, place: Span) -> Surface | None:
        """A method of a class that a framework makes handlers of."""
        if function.name not in _HANDLER_METHODS and not function.name.startswith("on_"):
            return None
        for base in self.names.classes.external_bases(module, owner):
            for prefix, framework in _HANDLER_CLASSES:
                if base.startswith(prefix) and function.name in _HANDLER_METHODS:
                    spoken = f"{framework} route `{module.scopes[owner].name}.{function.name}`"
                    return Surface("web", place, True, True, spoken)
            if base.startswith(_BOTS):
                return Surface("bot", place, True, False, function.name)
        return None

    def _uses_package(self, module: Module, package: str) -> bool:
        for definition in module.definitions:
            if definition.how == "import" and getattr(definition.value, "module", "") == package:
                return True
        return False

    def terminal(self, module: Module, loops: tuple[tuple[Module, int], ...]) -> Surface | None:
        """A loop that reads what a person types in every turn."""
        for owner, index in loops:
            if owner is module and self._reads_input(owner, index):
                statement = owner.statements[index]
                place = Span(owner.path, statement.start, statement.header_end)
                return Surface("terminal", place, True, True, "terminal chat", index)
        return None

    def _reads_input(self, module: Module, loop: int) -> bool:
        key = (module.path, loop)
        known = self._chats.get(key)
        if known is None:
            known = self._chats[key] = any(
                within(module, call.statement, loop) and self._prompts(module, call, index)
                for index, call in enumerate(module.calls)
            )
        return known

    def _prompts(self, module: Module, call: Call, index: int) -> bool:
        """Whether a call reads what a person types, itself or in the function that it runs."""
        if self.names.call_name(module, call) in _PROMPTS:
            return True
        term = Term(module, CallOf(call.start, call.end, index))
        return any(
            self.names.call_name(target, inner) in _PROMPTS
            for (target, scope), _ in self.names.called(term)
            for inner in target.calls
            if inner.scope == scope
        )
