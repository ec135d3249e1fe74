"""Objects and exceptions of httpx where the SDK has its own HTTP package: what it is given, and what is caught."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.terms import Term
from claudelint.reading import module as plain
from claudelint.reading.module import Call, CallOf, Expr, Item, Module, Seq, Statement

if TYPE_CHECKING:
    from claudelint.linking.project import Project

_PACKAGE = "httpx."
_PARTS = (plain.Attr, Item, plain.Await, plain.Enter, plain.Element, plain.Mutated, plain.Updated)
_DATA = (plain.Const, Seq, plain.Map, plain.Text, plain.Comprehension)
_ALIASING = "alias_httpx"
# the arguments that take objects of an HTTP package
_TAKEN = {
    "client": ("http_client", "timeout"),
    "request": ("timeout",),
    "transport": ("transport", "timeout", "limits"),
}
_TRANSPORT_CLIENTS = {"anthropic.DefaultHttpxClient", "anthropic.DefaultAsyncHttpxClient"}


@dataclass(frozen=True)
class HttpxObject:
    """An object of httpx that is handed to the SDK.

    `taker` is the index of the call that gets it as `argument`, `taken_by` is "client" (a client of the SDK is made),
    "request" or "transport" (an HTTP client of the SDK is made); `made` are the module and index of the call that
    makes it, `class_name` is what that calls, without `httpx.`.
    """

    taker: int
    taken_by: str
    argument: plain.Argument
    made: tuple[Module, int]
    class_name: str


@dataclass(frozen=True)
class HttpxHandler:
    """An `except` around a request that catches exceptions of httpx: their place and their names."""

    span: Span
    names: tuple[str, ...]


def uses_alias(project: Project) -> bool:
    """Whether the project makes `httpx` another name of the SDK's HTTP package."""
    loaded = list(project.names.modules.loaded.values())
    return any(_ALIASING in project.text(module) for module in loaded)


def httpx_objects(project: Project, module: Module) -> Iterator[HttpxObject]:
    """The objects of httpx that a module hands to the SDK by name."""
    sent_by = set(_sending(project, module))
    for index, call in enumerate(module.calls):
        place = Span(module.path, call.start, call.end)
        if project.construction_at(place) is not None:
            taken_by = "client"
        elif index in sent_by:
            taken_by = "request"
        elif any(one.name in _TAKEN["transport"] for one in call.arguments) and (
            project.names.call_name(module, call) in _TRANSPORT_CLIENTS
        ):
            taken_by = "transport"
        else:
            continue
        for argument in call.arguments:
            made = (
                _made_by_httpx(project, module, argument.value) if argument.name in _TAKEN[taken_by] else None
            )
            if made is not None:
                yield HttpxObject(index, taken_by, argument, *made)


def _sending(project: Project, module: Module) -> list[int]:
    """The calls of a module that send a request, by index."""
    return [site.index for site in project.sites_in(module) if not site.reference]


def _made_by_httpx(project: Project, module: Module, expr: Expr) -> tuple[tuple[Module, int], str] | None:
    for origin in project.names.origins(Term(module, expr)):
        if isinstance(origin.expr, CallOf):
            call = origin.module.calls[origin.expr.call]
            name = project.names.call_name(origin.module, call, origin.context)
            if name is not None and name.startswith(_PACKAGE):
                return (origin.module, origin.expr.call), name.removeprefix(_PACKAGE)
    return None


def httpx_handlers(project: Project, module: Module) -> Iterator[HttpxHandler]:
    """The handlers for exceptions of httpx around nothing but requests and what is done with their answers."""
    if "httpx" not in project.text(module):
        return
    sites = _sending(project, module)
    for statement in module.statements:
        if statement.kind != "except" or not statement.expressions:
            continue
        caught = statement.expressions[0]
        kinds = caught.items if isinstance(caught, Seq) else (caught,)
        named = [project.names.qualified(Term(module, kind)) for kind in kinds]
        names = tuple(name for name in named if name is not None and name.startswith(_PACKAGE))
        body = _calls_in_body(module, statement)
        inside = [index for index in sites if index in body]
        if names and inside and all(_is_harmless(project, module, body[one], inside) for one in body):
            start = min(kind.start for kind in kinds)
            yield HttpxHandler(Span(module.path, start, max(kind.end for kind in kinds)), names)


def _calls_in_body(module: Module, handler: Statement) -> dict[int, Call]:
    """The calls in the body of the try that a handler belongs to."""
    found: dict[int, Call] = {}
    for index, call in enumerate(module.calls):
        current = call.statement
        while current >= 0:
            statement = module.statements[current]
            if statement.parent == handler.parent:
                if statement.branch == "body":
                    found[index] = call
                break
            current = statement.parent
    return found


def _is_harmless(project: Project, module: Module, call: Call, requests: list[int]) -> bool:
    """Whether a call raises no exception of httpx: a request, a use of its answer, or of something well known."""
    name = project.names.call_name(module, call)
    if name is not None:
        # other packages may use httpx themselves
        package = name.partition(".")[0]
        return package in ("builtins", "anthropic") or package in sys.stdlib_module_names
    if any(module.calls[index] is call for index in requests):
        return True
    root = call.function
    while isinstance(root, (plain.Attr, Item, CallOf)):
        root = module.calls[root.call].function if isinstance(root, CallOf) else root.value
    if root is call.function:
        # a function of the project, or a parameter, may send what it likes
        return False
    return _is_of_request(project, Term(module, root), requests)


def _is_of_request(project: Project, term: Term, requests: list[int]) -> bool:
    """Whether something is a client, the answer to a request, a part of one, or plain data."""
    pending, seen = [term], set[int]()
    while pending:
        current = pending.pop()
        if id(current.expr) in seen:
            continue
        seen.add(id(current.expr))
        expr = current.expr
        if isinstance(expr, CallOf):
            is_request = current.module is term.module and expr.call in requests
            if not is_request and not project.clients.endpoints(current):
                return False
        elif isinstance(expr, _PARTS):
            pending.append(current.at(_whole(expr)))
        elif isinstance(expr, plain.Local):
            origins = project.names.origins(current)
            if not origins:
                return False
            pending.extend(origins)
        elif not isinstance(expr, _DATA):
            return False
    return True


def _whole(
    expr: plain.Attr | Item | plain.Await | plain.Enter | plain.Element | plain.Mutated | plain.Updated,
) -> Expr:
    """What something is a part, a result or a later state of."""
    if isinstance(expr, plain.Element):
        return expr.iterable
    return expr.base if isinstance(expr, (plain.Mutated, plain.Updated)) else expr.value
