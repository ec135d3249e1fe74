"""Which expression is a Claude client, and which method of one an expression stands for.

A client is known by its constructor, its annotation or its class, never by the shape of a call.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import msgspec

from claudelint.catalog.catalog import Catalog, ClientClass
from claudelint.findings import Span
from claudelint.linking.names import Names
from claudelint.linking.terms import Term, parameter
from claudelint.linking.value_kinds import Known, Mapping, Value
from claudelint.linking.values import Values
from claudelint.reading.module import Attr, Call, CallOf, Class, Item, Local, Param

_FIELDS = frozenset(
    {"dataclasses.field", "pydantic.Field", "pydantic.fields.Field", "attrs.field", "attr.ib"}
)
# packages whose decorators keep the arguments of what they decorate
_DECORATORS = ("tenacity.", "backoff.", "retry.", "retrying.", "functools.lru_cache", "functools.cache",
               "functools.wraps", "cachetools.", "joblib.")  # fmt: skip
COPIES = frozenset({"with_options", "copy"})
_WRAPPERS = frozenset({"with_raw_response", "with_streaming_response"})
# functions of other packages that hand a client back, changed
_PATCHERS = ("instructor.", "langsmith.wrappers.", "wrapt.", "weave.", "braintrust.", "logfire.")


@dataclass(frozen=True)
class Client:
    """A client: its class, the options it was built with, and where.

    `constructed` is false when only an annotation tells the class, so that options cannot be known.
    `patched` says that another package stands between this client and the SDK.
    """

    kind: ClientClass
    place: Span
    options: tuple[tuple[str, Value], ...] = ()
    constructed: bool = True
    open_ended: bool = False
    patched: bool = False
    scope: tuple[str, int] | None = field(default=None, compare=False)

    def option(self, name: str) -> Value | None:
        """The value of an option, if it is given by name."""
        return next((value for one, value in self.options if one == name), None)

    @property
    def may_have_timeout(self) -> bool:
        """Whether a timeout is, or may be, set: then the SDK's length guard is off."""
        if not self.constructed or self.open_ended:
            return True
        return any(name in ("timeout", "http_client") for name, _ in self.options)

    @property
    def endpoint_is_claudes(self) -> bool:
        """Whether requests certainly go to a host of Anthropic or of a partner platform."""
        if not self.constructed or self.open_ended:
            return self.kind.platform == "api" and not self.open_ended
        base_url = self.option("base_url")
        if base_url is None:
            return True
        return base_url.every(
            lambda url: (
                isinstance(url, Known)
                and (url.value is None or (isinstance(url.value, str) and _is_anthropic_host(url.value)))
            )
        )


class Endpoint(msgspec.Struct, frozen=True):
    """A method of a client: the client and the names on the way, such as ("messages", "create")."""

    client: Client
    path: tuple[str, ...]

    @property
    def is_beta(self) -> bool:
        """Whether the way leads through `.beta`."""
        return "beta" in self.path

    @property
    def wrapper(self) -> str | None:
        """`with_raw_response` or `with_streaming_response` when one is on the way."""
        return next((name for name in self.path if name in _WRAPPERS), None)

    @property
    def bare(self) -> tuple[str, ...]:
        """The way without `beta` and response wrappers."""
        return tuple(name for name in self.path if name != "beta" and name not in _WRAPPERS)


class Clients:
    """Finds clients and their methods behind expressions; answers are remembered."""

    def __init__(self, names: Names, values: Values, catalog: Catalog) -> None:
        self.names = names
        self.values = values
        self.catalog = catalog
        self._known: dict[tuple[int, int, int], tuple[Endpoint, ...]] = {}
        self._open: set[tuple[int, int, int]] = set()
        self._kept: list[Term] = []

    def endpoints(self, term: Term) -> tuple[Endpoint, ...]:
        """The clients, or methods of clients, that an expression may stand for."""
        key = (id(term.module), id(term.expr), id(term.context))
        known = self._known.get(key)
        if known is not None:
            return known
        if key in self._open:
            return ()
        self._open.add(key)
        found: list[Endpoint] = []
        for origin in self.names.origins(term):
            for endpoint in self._of_origin(origin):
                if endpoint not in found:
                    found.append(endpoint)
        if not found:
            found.extend(self._declared(term))
        self._open.discard(key)
        self._known[key] = tuple(found)
        self._kept.append(term)
        return tuple(found)

    def _declared(self, term: Term) -> Iterator[Endpoint]:
        """What an annotation on the way says, where the value itself says nothing."""
        expr = term.expr
        if isinstance(expr, Attr):
            yield from self._declared_attribute(term, expr)
        elif isinstance(expr, Local):
            for index in expr.definitions:
                annotation = term.module.definitions[index].annotation
                if annotation is not None and term.module.definitions[index].how != "def":
                    yield from self._annotated(Term(term.module, annotation))
        elif isinstance(expr, CallOf):
            yield from self._declared_result(term, expr)

    def _declared_result(self, term: Term, expr: CallOf) -> Iterator[Endpoint]:
        """What a function says that it returns, or a variable of a context that it holds."""
        call = term.module.calls[expr.call]
        for target in self.names.origins(term.at(call.function)):
            annotation = self.names.classes.return_annotation(target)
            if annotation is not None:
                yield from self._annotated(annotation)
        function = call.function
        if isinstance(function, Attr) and function.name == "get":
            holder = self.names.annotation_of(term.at(function.value))
            if holder is not None and isinstance(holder.expr, Item):
                if self.names.qualified(holder.at(holder.expr.value)) == "contextvars.ContextVar":
                    yield from self._annotated(holder)

    def _of_origin(self, origin: Term) -> Iterator[Endpoint]:
        expr = origin.expr
        if isinstance(expr, CallOf):
            yield from self._of_call(origin, expr)
        elif isinstance(expr, Attr):
            for owner in self.endpoints(origin.at(expr.value)):
                yield Endpoint(owner.client, (*owner.path, expr.name))
        elif isinstance(expr, Param):
            yield from self._of_parameter(origin, expr)

    def _of_call(self, origin: Term, expr: CallOf) -> Iterator[Endpoint]:
        call = origin.module.calls[expr.call]
        function = call.function
        if isinstance(function, Attr) and function.name in COPIES:
            for owner in self.endpoints(origin.at(function.value)):
                if not owner.path:
                    yield Endpoint(self._with_options(owner.client, origin, expr), ())
            return
        yield from self._decorated(origin, call)
        for target in self.names.origins(origin.at(function)):
            if isinstance(target.expr, Class):
                kind = self.client_class(target.module, target.expr.scope)
                if kind is not None:
                    yield Endpoint(self._constructed(kind, origin, expr, subclass=True), ())
                continue
            name = self.names.qualified_origin(target)
            if name is None:
                continue
            kind = self._class_named(name)
            if kind is not None:
                yield Endpoint(self._constructed(kind, origin, expr), ())
            elif name in _FIELDS:
                yield from self._of_factory(origin, call)
            elif name.startswith(_PATCHERS):
                for argument in call.arguments:
                    for inner in self.endpoints(origin.at(argument.value)):
                        if not inner.path:
                            yield Endpoint(replace(inner.client, patched=True), ())

    def _decorated(self, origin: Term, call: Call) -> Iterator[Endpoint]:
        """A method that `retry(...)(client.messages.create)` and the like made another callable of."""
        if is_decorating(self.names, origin, call):
            yield from (one for one in self.endpoints(origin.at(call.arguments[0].value)) if one.path)

    def _of_factory(self, origin: Term, call: Call) -> Iterator[Endpoint]:
        """`field(default_factory=Anthropic)` makes one without options."""
        for argument in call.arguments:
            if argument.name not in ("default_factory", "factory"):
                continue
            for target in self.names.origins(origin.at(argument.value)):
                kind = self._class_named(self.names.qualified_origin(target) or "")
                if kind is not None:
                    yield Endpoint(Client(kind, target.span), ())

    def _class_named(self, name: str) -> ClientClass | None:
        package, _, last = name.rpartition(".")
        if package != "anthropic" and not package.startswith("anthropic."):
            return None
        return self.catalog.clients.get(last)

    def client_class(self, module: object, scope: int) -> ClientClass | None:
        """The client class that a class of the project comes from."""
        from claudelint.reading.module import Module

        if not isinstance(module, Module):
            return None
        for name in self.names.classes.external_bases(module, scope):
            kind = self._class_named(name)
            if kind is not None:
                return kind
        return None

    def _constructed(self, kind: ClientClass, origin: Term, expr: CallOf, subclass: bool = False) -> Client:
        call = origin.module.calls[expr.call]
        options, open_ended = self._options(origin, expr)
        return Client(
            kind,
            Span(origin.module.path, call.start, call.end),
            options,
            constructed=not subclass,
            open_ended=open_ended,
            scope=(origin.module.path, call.scope),
        )

    def _options(self, origin: Term, expr: CallOf) -> tuple[tuple[tuple[str, Value], ...], bool]:
        call = origin.module.calls[expr.call]
        options: list[tuple[str, Value]] = []
        open_ended = False
        for argument in call.arguments:
            value = self.values.of(origin.at(argument.value))
            if argument.name is not None:
                options.append((argument.name, value))
            elif argument.star == "**":
                if isinstance(value, Mapping):
                    options.extend((name, entry.value) for name, entry in value.entries.items())
                    open_ended = open_ended or value.open
                else:
                    open_ended = True
        return tuple(options), open_ended

    def _with_options(self, client: Client, origin: Term, expr: CallOf) -> Client:
        options, open_ended = self._options(origin, expr)
        merged = {**dict(client.options), **dict(options)}
        return replace(client, options=tuple(merged.items()), open_ended=client.open_ended or open_ended)

    def _declared_attribute(self, origin: Term, expr: Attr) -> Iterator[Endpoint]:
        """An attribute whose class says only by annotation what it holds."""
        for owner in self.names.classes.instances(origin.at(expr.value)):
            for index in owner.module.scopes[owner.scope].names.get(expr.name, ()):
                definition = owner.module.definitions[index]
                if definition.annotation is not None:
                    yield from self._annotated(Term(owner.module, definition.annotation))
            for binding in self.names.members.attribute_bindings(owner.module, owner.scope, expr.name):
                if binding.annotation is not None:
                    yield from self._annotated(Term(owner.module, binding.annotation))

    def _of_parameter(self, origin: Term, expr: Param) -> Iterator[Endpoint]:
        module = origin.module
        scope = module.scopes[expr.scope]
        is_first = bool(scope.parameters) and scope.parameters[0].name == expr.name
        if is_first and scope.parent >= 0 and module.scopes[scope.parent].kind == "class":
            kind = self.client_class(module, scope.parent)
            if kind is not None:
                yield Endpoint(Client(kind, origin.span, constructed=False), ())
            return
        declared = parameter(scope, expr.name)
        if declared is not None and declared.annotation is not None:
            yield from self._annotated(Term(module, declared.annotation))

    def _annotated(self, annotation: Term) -> Iterator[Endpoint]:
        for target in self.names.classes.annotated(annotation):
            kind: ClientClass | None = None
            if isinstance(target.expr, Class):
                kind = self.client_class(target.module, target.expr.scope)
            else:
                name = self.names.qualified_origin(target)
                kind = None if name is None else self._class_named(name)
            if kind is not None:
                yield Endpoint(Client(kind, target.span, constructed=False), ())


def _is_anthropic_host(url: str) -> bool:
    host = url.split("://")[-1].split("/")[0].split(":")[0]
    return host == "anthropic.com" or host.endswith(".anthropic.com")


def is_decorating(names: Names, origin: Term, call: Call) -> bool:
    """Whether a call decorates a function: what it gives back is called as the function was."""
    if len(call.arguments) != 1 or call.arguments[0].name is not None or call.arguments[0].star:
        return False
    if isinstance(call.function, CallOf):
        maker = names.call_name(origin.module, origin.module.calls[call.function.call], origin.context)
    else:
        maker = names.call_name(origin.module, call, origin.context)
    return maker is not None and maker.startswith(_DECORATORS)
