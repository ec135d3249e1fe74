"""Whether the text of an answer reaches the person who waits for it: printed, shown, sent, or returned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.findings import Span
from claudelint.linking.answers import Answer, Answers, Read
from claudelint.linking.names import Names
from claudelint.linking.terms import Term
from claudelint.linking.ways import Way
from claudelint.reading.module import (
    Attr,
    Await,
    Call,
    CallOf,
    Class,
    Expr,
    Join,
    Local,
    Map,
    Module,
    Param,
    Seq,
    Text,
    Updated,
)

_TEXTS = ("text", "texts")
_DEEPEST = 12
# what makes a response of a text, or a text of a dict that holds one
_RESPONSES = (
    "fastapi.responses.", "fastapi.Response", "starlette.responses.", "flask.jsonify", "flask.make_response",
    "flask.Response", "flask.render_template", "quart.jsonify", "quart.Response", "quart.render_template",
    "django.http.", "django.shortcuts.render", "rest_framework.response.Response", "aiohttp.web.Response",
    "aiohttp.web.json_response", "sanic.response.", "sanic.json", "sanic.text", "sanic.html", "builtins.dict",
    "builtins.str", "json.dumps",
)  # fmt: skip
_SHOWN = frozenset({"write", "markdown", "text", "success", "info", "caption"})
_SENT = frozenset({"send", "send_text", "send_json", "send_str", "write", "write_message", "finish", "emit"})
# what sends to whoever is connected without being handed the connection
_EMITTED = frozenset(
    {"socketio.Server.emit", "socketio.Server.send", "socketio.AsyncServer.emit", "socketio.AsyncServer.send",
     "flask_socketio.SocketIO.emit", "flask_socketio.SocketIO.send", "flask_socketio.emit", "flask_socketio.send"}
)  # fmt: skip


@dataclass(frozen=True)
class Delivery:
    """How the text reaches the person: `kind` is printed, shown, sent or returned.

    `taker` is the full name of what the text is handed to at the place; "" where it stands there bare, and None
    where it is a part of something else.
    """

    kind: str
    place: Span
    module: Module
    scope: int
    taker: str | None = None

    @property
    def function(self) -> str:
        """The name of the function that it happens in; "" at the top of a module."""
        scope = self.module.scopes[self.scope]
        return "" if scope.kind == "module" else scope.name


def delivery_of(answer: Answer, way: Way, names: Names, answers: Answers) -> Delivery | None:
    """The first place where the text of an answer reaches whoever waits at the surface of a way."""
    if way.surface is None:
        return None
    delivering = _Delivering(way, way.surface.kind, names, answers)
    return next((found for read in answer.reads if (found := delivering.by(read)) is not None), None)


class _Delivering:
    """The text of one answer on its way to one surface."""

    def __init__(self, way: Way, kind: str, names: Names, answers: Answers) -> None:
        self.way = way
        self.kind = kind
        self.names = names
        self.answers = answers
        self._seen: set[int] = set()
        # what the reading itself is, which may be a call: a join of texts
        self._read: Expr | None = None

    def by(self, read: Read) -> Delivery | None:
        """How a reading of the answer brings its text to the person, if it does."""
        if read.part not in _TEXTS:
            return None
        if self.kind == "terminal":
            is_printed = read.kind == "printed" or (read.kind == "passed" and read.detail == "rich.print")
            return self._found("printed", read.module, read.expr) if is_printed else None
        if read.kind == "passed" and isinstance(read.expr, CallOf):
            return self._handed(read.module, read.expr, 0)
        if read.kind in ("returned", "stored"):
            self._read = read.expr
            return self._follow(read.module, read.expr, 0)
        return None

    def _found(self, kind: str, module: Module, expr: Expr) -> Delivery:
        statement = self.answers.uses(module).statement(expr)
        scope = -1 if statement is None else statement.scope
        return Delivery(
            kind, Span(module.path, expr.start, expr.end), module, scope, self._taker(module, expr)
        )

    def _taker(self, module: Module, expr: Expr) -> str | None:
        """What `Delivery.taker` says."""
        if expr is self._read or isinstance(expr, Local):
            return ""
        return (self._name(module, module.calls[expr.call]) or None) if isinstance(expr, CallOf) else None

    def _follow(self, module: Module, expr: Expr, depth: int) -> Delivery | None:
        """Look at what stands around a text, or around what holds it."""
        if id(expr) in self._seen or depth > _DEEPEST:
            return None
        self._seen.add(id(expr))
        parent = self.answers.uses(module).parent(expr)
        if parent is None:
            return self._at_statement(module, expr, depth)
        if isinstance(parent, CallOf):
            is_argument = module.calls[parent.call].function is not expr
            return self._handed(module, parent, depth) if is_argument else None
        if isinstance(parent, (Map, Seq, Text, Join, Await)):
            return self._follow(module, parent, depth + 1)
        return None

    def _handed(self, module: Module, expr: CallOf, depth: int) -> Delivery | None:
        """Look at a call that the text, or what holds it, is handed to."""
        call = module.calls[expr.call]
        name = self._name(module, call)
        method = call.function.name if isinstance(call.function, Attr) else ""
        if self.kind == "streamlit":
            is_shown = name.startswith("streamlit.") and name.rpartition(".")[2] in _SHOWN
            return self._found("shown", module, expr) if is_shown else None
        if self.kind == "chainlit" and name.startswith("chainlit."):
            return self._found("sent", module, expr)
        if self.kind == "web" and (
            name in _EMITTED or (method in _SENT and self._is_of_surface(module, call))
        ):
            return self._found("sent", module, expr)
        if name.startswith(_RESPONSES) or self._makes_object(module, call):
            return self._follow(module, expr, depth + 1)
        return None

    def _name(self, module: Module, call: Call) -> str:
        """The full name of what is called, or of what made the object whose method is called."""
        name = self.names.call_name(module, call)
        if name is not None or not isinstance(call.function, Attr):
            return name or ""
        for origin in self.names.origins(Term(module, call.function.value)):
            if isinstance(origin.expr, CallOf):
                maker = self.names.call_name(origin.module, origin.module.calls[origin.expr.call])
                if maker is not None:
                    return f"{maker}.{call.function.name}"
        return ""

    def _is_of_surface(self, module: Module, call: Call) -> bool:
        """Whether a method is one of what the surface's function was given, such as its socket."""
        if not isinstance(call.function, Attr):
            return False
        end, scope, _ = self.way.steps[-1]
        return any(
            isinstance(origin.expr, Param) and origin.expr.scope == scope and origin.module is end
            for origin in self.names.origins(Term(module, call.function.value))
        )

    def _makes_object(self, module: Module, call: Call) -> bool:
        return any(
            isinstance(origin.expr, Class) for origin in self.names.origins(Term(module, call.function))
        )

    def _at_statement(self, module: Module, expr: Expr, depth: int) -> Delivery | None:
        uses = self.answers.uses(module)
        statement = uses.statement(expr)
        if statement is None:
            return None
        if statement.kind in ("return", "lambda"):
            return self._returned(module, statement.scope, expr, depth)
        for use in self._uses(module, expr):
            found = self._follow(module, use, depth + 1)
            if found is not None:
                return found
        return None

    def _uses(self, module: Module, expr: Expr) -> Iterator[Local]:
        """The later readings of a name that holds it, also as an item of a dict."""
        uses = self.answers.uses(module)
        for index in uses.defined_by.get(id(expr), ()):
            yield from uses.later_uses(index)
        for index, definition in enumerate(module.definitions):
            if isinstance(definition.value, Updated) and definition.value.value is expr:
                yield from uses.later_uses(index)

    def _returned(self, module: Module, scope: int, expr: Expr, depth: int) -> Delivery | None:
        """What the surface's function returns is delivered; what another one returns goes to its caller."""
        for number, (owner, inner, _) in enumerate(self.way.steps):
            if owner is not module or inner != scope:
                continue
            if number == len(self.way.steps) - 1:
                return self._found("returned", module, expr) if self.kind != "streamlit" else None
            caller, _, call = self.way.steps[number + 1]
            value = self.answers.uses(caller).of_call.get(call)
            return None if value is None else self._follow(caller, value, depth + 1)
        return None
