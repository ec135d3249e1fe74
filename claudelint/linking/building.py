"""Finds the calls that send requests, and builds a Request for each context of a call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.batches import items_of
from claudelint.linking.clients import Endpoint, is_decorating
from claudelint.linking.request import Request
from claudelint.linking.request_call import Argument, Site
from claudelint.linking.runners import WRAPPERS, runner_of
from claudelint.linking.terms import Context, Term
from claudelint.linking.value_kinds import (
    MapEntry,
    Mapping,
    OneOf,
    Value,
)
from claudelint.linking.values import Values
from claudelint.reading import module as plain
from claudelint.reading.module import Attr, Call, CallOf, Expr, Local, Module, Ref

if TYPE_CHECKING:
    from claudelint.linking.project import Project

_KINDS = {
    ("messages", "create"): "create",
    ("messages", "stream"): "stream",
    ("messages", "parse"): "parse",
    ("messages", "count_tokens"): "count_tokens",
    ("messages", "tool_runner"): "tool_runner",
    ("messages", "batches", "create"): "batch",
}
_METHODS = frozenset(path[-1] for path in _KINDS)


class RequestBuilder:
    """Builds the requests of one project's modules."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.names = project.names
        self.values = project.values
        self.clients = project.clients
        self.graph = project.graph

    def sites(self, module: Module) -> Iterator[Site]:
        for index, call in enumerate(module.calls):
            if self._may_send(module, call) and self._endpoints(module, call.function, None):
                yield Site(module, index, False)
                continue
            if self._hands_over(module, call):
                yield Site(module, index, True)

    def _may_send(self, module: Module, call: Call) -> bool:
        function = call.function
        if isinstance(function, Attr):
            return function.name in _METHODS
        if isinstance(function, CallOf):
            return self._stands_for_method(module, function)
        # a method taken by name beforehand: create = client.messages.create
        definitions: tuple[int, ...] = ()
        if isinstance(function, Local):
            definitions = function.definitions
        elif isinstance(function, Ref):
            definitions = module.scopes[0].names.get(function.name, ())
        values = (module.definitions[index].value for index in definitions)
        return any(self._stands_for_method(module, value) for value in values)

    def _stands_for_method(self, module: Module, value: Expr) -> bool:
        if isinstance(value, CallOf):
            call = module.calls[value.call]
            return is_decorating(self.names, Term(module, value), call) and self._stands_for_method(
                module, call.arguments[0].value
            )
        return isinstance(value, Attr) and value.name in _METHODS

    def _hands_over(self, module: Module, call: Call) -> bool:
        methods = [
            one.value
            for one in call.arguments
            if one.name is None and isinstance(one.value, Attr) and one.value.name in _METHODS
        ]
        if not methods or is_decorating(self.names, Term(module, call.function), call):
            # what a decorator makes is called elsewhere
            return False
        return any(self._endpoints(module, one, None) for one in methods)

    def _endpoints(self, module: Module, expr: Expr, context: Context | None) -> list[tuple[str, Endpoint]]:
        found: list[tuple[str, Endpoint]] = []
        for endpoint in self.clients.endpoints(Term(module, expr, context)):
            kind = _KINDS.get(endpoint.bare)
            if kind is not None:
                found.append((kind, endpoint))
        if not found and context is None:
            found = self._endpoints_of_callers(module, expr)
        return found

    def _endpoints_of_callers(self, module: Module, expr: Expr) -> list[tuple[str, Endpoint]]:
        """The client may be a parameter that only callers know."""
        root = expr
        while isinstance(root, Attr):
            root = root.value
        if not isinstance(root, Local):
            return []
        scope = next(
            (
                value.scope
                for index in root.definitions
                if isinstance(value := module.definitions[index].value, plain.Param)
            ),
            None,
        )
        if scope is None:
            return []
        for context in self.project.contexts.of(module, scope, [expr]):
            if context is not None:
                found = self._endpoints(module, expr, context)
                if found:
                    return found
        return []

    def requests(self, site: Site) -> Iterator[Request]:
        call = site.call
        function, arguments = self._sent(site)
        watched = [function, *(argument.value for argument in arguments)]
        seen: list[tuple[object, ...]] = []
        for context in self.project.contexts.of(site.module, call.scope, watched):
            for kind, endpoint in self._endpoints(site.module, function, context):
                for request in self._build(site, kind, endpoint, arguments, context):
                    mark = (
                        request.kind,
                        request.item,
                        request.endpoint,
                        request.open_ended,
                        tuple((name, argument.value) for name, argument in request.arguments.items()),
                    )
                    if mark not in seen:
                        seen.append(mark)
                        yield request

    def _sent(self, site: Site) -> tuple[Expr, tuple[plain.Argument, ...]]:
        """The method that is called and the arguments it gets, also when it is handed to a runner."""
        call = site.call
        if not site.reference:
            return call.function, call.arguments
        for position, argument in enumerate(call.arguments):
            value = argument.value
            if isinstance(value, Attr) and value.name in _METHODS and argument.name is None:
                if self._endpoints(site.module, value, None):
                    return value, call.arguments[position + 1 :]
        return call.function, call.arguments

    def _passes_arguments_on(self, site: Site) -> bool:
        """Whether what the method is handed to calls it with the arguments that follow."""
        call = site.call
        name = self.names.call_name(site.module, call)
        method = call.function.name if isinstance(call.function, Attr) else ""
        runner = runner_of(name, method, call)
        return name in WRAPPERS or (runner is not None and runner.arguments == "rest")

    def _build(
        self,
        site: Site,
        kind: str,
        endpoint: Endpoint,
        written: tuple[plain.Argument, ...],
        context: Context | None,
    ) -> Iterator[Request]:
        arguments, open_ended = named_arguments(self.values, site.module, written, context)
        open_ended = open_ended or (site.reference and not self._passes_arguments_on(site))
        request = Request(site, kind, endpoint, arguments, open_ended, context, site.span, self.project)
        if kind == "batch":
            yield request
            yield from self._batch_items(request)
        else:
            yield request

    def _batch_items(self, batch: Request) -> Iterator[Request]:
        argument = batch.arguments.get("requests")
        if argument is None:
            return
        number = 0
        for alternative in argument.value.alternatives():
            for value in items_of(self.values.of, alternative):
                params = value.get("params") if isinstance(value, Mapping) else None
                if not isinstance(params, Mapping):
                    continue
                inner = {
                    name: Argument(
                        name, entry.value, entry.place, entry.certain, None, entry.place, entry.written
                    )
                    for name, entry in params.entries.items()
                }
                yield Request(
                    batch.site, "batch item", batch.endpoint, inner, params.open, batch.context,
                    batch.span, self.project, number, batch,
                )  # fmt: skip
                number += 1


def named_arguments(
    values: Values, module: Module, written: tuple[plain.Argument, ...], context: Context | None
) -> tuple[dict[str, Argument], bool]:
    """The arguments of a call by their names, and whether there may be more than these."""
    arguments: dict[str, Argument] = {}
    open_ended = False
    for argument in written:
        value = values.of(Term(module, argument.value, context))
        span = Span(module.path, argument.start, argument.end)
        if argument.name is not None:
            arguments[argument.name] = Argument(argument.name, value, span, True, argument)
        elif argument.star == "**":
            open_ended = _spread(arguments, value, span) or open_ended
        elif argument.star == "*":
            open_ended = True
    return arguments, open_ended


def _spread(arguments: dict[str, Argument], value: Value, span: Span) -> bool:
    """Add what a `**` brings; whether it may bring more than is known."""
    options = value.alternatives()
    open_ended = False
    names: dict[str, list[MapEntry]] = {}
    for option in options:
        if not isinstance(option, Mapping):
            open_ended = True
            continue
        open_ended = open_ended or option.open
        for name, entry in option.entries.items():
            names.setdefault(name, []).append(entry)
    for name, found in names.items():
        values: list[Value] = []
        for one in found:
            values.extend(
                alternative for alternative in one.value.alternatives() if alternative not in values
            )
        merged = values[0] if len(values) == 1 else OneOf(span, tuple(values))
        certain = len(found) == len(options) and all(one.certain for one in found)
        arguments[name] = Argument(name, merged, span, certain, None, found[0].place, found[0].written)
    return open_ended
