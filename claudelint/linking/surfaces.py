"""Where a run begins, and whether a person waits there: web handlers, chats, bots, scripts, tasks, tests."""

from __future__ import annotations

from dataclasses import dataclass, replace

from claudelint.findings import Span
from claudelint.linking.calls import CallGraph
from claudelint.linking.chatting import SILENT_STREAMLIT
from claudelint.linking.frameworks import (
    CLOUD_FUNCTION,
    COMMAND,
    MESSAGE,
    ONCE,
    PAGE,
    PER_MESSAGE,
    TEST,
    Manner,
)
from claudelint.linking.handlers import Handlers
from claudelint.linking.messengers import Messengers
from claudelint.linking.names import Names
from claudelint.linking.serving import AZURE_TYPES, GATEWAYS
from claudelint.linking.terms import Term
from claudelint.linking.turns import within
from claudelint.reading.module import Attr, Call, CallOf, Imported, Local, Module, Ref, Scope

# what reads a line that a person types
_PROMPTS = frozenset(
    {"builtins.input", "rich.prompt.Prompt.ask", "click.prompt", "typer.prompt", "prompt_toolkit.prompt"}
)
# AWS calls a function with these two; the names are a custom that most of its code follows
_LAMBDA_PARAMETERS = ("event", "context")


@dataclass(frozen=True)
class Surface:
    """A place where a run begins: what it is, where, whether a person waits there, whether it can stream.

    `runs` says how often: "once" (scripts, commands, tests), "per request" (a request, a connection, a
    call), "per message" (of a conversation), "per item" (a job of a queue, an event of a cloud) or "per run"
    (whenever a page, a flow or a timetable starts anew). `is_async` when the code is on an event loop;
    `by_name` when names alone speak for it.
    """

    kind: str
    place: Span
    person_waits: bool
    can_stream: bool
    name: str = ""
    # index of the loop that reads what a person types, for a terminal chat
    loop: int = -1
    runs: str = ONCE
    framework: str = ""
    is_async: bool = False
    by_name: bool = False


class Surfaces:
    """Recognises surfaces; answers are remembered."""

    def __init__(self, names: Names, graph: CallGraph) -> None:
        self.names = names
        self.graph = graph
        self.handlers = Handlers(names, graph)
        self.messengers = Messengers(names, self.handlers.makers)
        self._known: dict[tuple[str, int], Surface | None] = {}
        self._chats: dict[tuple[str, int], bool] = {}
        self._gateways: dict[str, bool] = {}

    def of(self, module: Module, scope: int) -> Surface | None:
        """The surface that a function or a module's own code is."""
        key = (module.path, scope)
        if key not in self._known:
            self._known[key] = self._recognise(module, scope)
        return self._known[key]

    def _recognise(self, module: Module, scope: int) -> Surface | None:
        function = module.scopes[scope]
        if function.kind == "module":
            return self._of_module(module)
        if function.kind not in ("function", "lambda"):
            return None
        registration = self.handlers.of(module, scope)
        if registration is not None:
            surface = _surface(module, function, registration.manner, registration.framework.name)
            return self._as_it_answers(surface, module, scope)
        if function.kind == "lambda":
            return None
        if function.parent == 0 and self.names.modules.is_command(module, function.name):
            return replace(_surface(module, function, COMMAND, ""), name=f"command `{function.name}`")
        if _is_collected(module, function):
            return replace(_surface(module, function, TEST, "pytest"), by_name=True)
        return self._of_cloud(module, scope)

    def _of_module(self, module: Module) -> Surface:
        function = module.scopes[0]
        if self._is_page(module):
            return replace(_surface(module, function, PAGE, "Streamlit"), name="Streamlit")
        return replace(_surface(module, function, COMMAND, ""), name="script")

    # answers that cannot be streamed

    def _as_it_answers(self, surface: Surface, module: Module, scope: int) -> Surface:
        """The surface with what the way of answering takes from it."""
        if surface.kind != "web" or not surface.person_waits:
            return surface
        if self.messengers.answers_so(module, scope):
            name = module.scopes[scope].name
            return replace(surface, kind=MESSAGE.kind, name=name, can_stream=False, runs=PER_MESSAGE)
        if surface.can_stream and self._stands_behind_gateway(module):
            return replace(surface, can_stream=False)
        return surface

    def _stands_behind_gateway(self, module: Module) -> bool:
        """Whether the module puts its application behind what takes every answer as a whole."""
        known = self._gateways.get(module.path)
        if known is None:
            known = self._gateways[module.path] = any(
                self.names.call_name(module, call) in GATEWAYS for call in module.calls if call.scope == 0
            )
        return known

    # functions in the cloud

    def _of_cloud(self, module: Module, scope: int) -> Surface | None:
        """A function at the top of a module that a cloud calls: by its types, or by its parameters' names."""
        function = module.scopes[scope]
        if function.parent != 0 or self.graph.callers(module, scope) or any(self.graph.handed(module, scope)):
            return None
        for one in function.parameters:
            # a type in brackets is none that a cloud looks for
            if isinstance(one.annotation, (Attr, Local, Ref)):
                manner = AZURE_TYPES.get(self.names.qualified(Term(module, one.annotation)) or "")
                if manner is not None:
                    return _surface(module, function, manner, "Azure Functions")
        named = tuple(one.name for one in function.parameters if one.kind in ("positional", "normal"))
        if named == _LAMBDA_PARAMETERS and len(function.parameters) == 2:
            return replace(_surface(module, function, CLOUD_FUNCTION, "AWS Lambda"), by_name=True)
        return None

    # pages of Streamlit

    def _is_page(self, module: Module) -> bool:
        """Whether a module shows something by Streamlit, in its functions or by those that its own code calls."""
        if self._shows(module, None):
            return True
        return any(
            self._shows(target, inner)
            for index, call in enumerate(module.calls)
            if call.scope == 0
            for (target, inner), _ in self.names.called(Term(module, CallOf(call.start, call.end, index)))
        )

    def _shows(self, module: Module, scope: int | None) -> bool:
        if not any(
            isinstance(one.value, Imported) and one.value.module.partition(".")[0] == "streamlit"
            for one in module.definitions
        ):
            return False
        for call in module.calls:
            if scope is None or call.scope == scope:
                name = self.names.call_name(module, call) or ""
                if name.startswith("streamlit.") and name.rpartition(".")[2] not in SILENT_STREAMLIT:
                    return True
        return False

    # terminal chats

    def terminal(self, module: Module, loops: tuple[tuple[Module, int], ...]) -> Surface | None:
        """A loop that reads what a person types in every turn."""
        for owner, index in loops:
            if owner is module and self._reads_input(owner, index):
                statement = owner.statements[index]
                place = Span(owner.path, statement.start, statement.header_end)
                is_async = owner.scopes[statement.scope].is_async
                return Surface(
                    "terminal", place, True, True, "terminal chat", index, PER_MESSAGE, is_async=is_async
                )
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


def _surface(module: Module, function: Scope, manner: Manner, framework: str) -> Surface:
    """The surface that a function is when it runs in this manner."""
    end = module.statements[function.statement].header_end if function.statement >= 0 else 0
    name = function.name
    if manner.word:
        owner = module.scopes[function.parent] if function.parent >= 0 else function
        spoken = f"{owner.name}.{name}" if owner.kind == "class" else name
        name = f"{framework} {manner.word} `{spoken}`"
    return Surface(
        manner.kind,
        Span(module.path, function.start, max(function.start, end)),
        manner.person_waits,
        manner.can_stream,
        name,
        runs=manner.runs,
        framework=framework,
        is_async=function.is_async,
    )


def _is_collected(module: Module, function: Scope) -> bool:
    """Whether pytest runs a function as a test, by the names that it goes by."""
    name = module.path.rpartition("/")[2]
    if not function.name.startswith("test") or not (name.startswith("test_") or name.endswith("_test.py")):
        return False
    owner = module.scopes[function.parent]
    return owner.kind == "module" or (owner.kind == "class" and owner.name.startswith("Test"))
