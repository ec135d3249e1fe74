"""Mocks of httpx in tests: what they stand around, which addresses they name, and what goes past them.

The SDK has an HTTP package of its own, which they do not patch. What is known of them: respx 0.23.1 (the router
`respx.mock`, its fixture `respx_mock`, and `using=` for another package) and pytest-httpx 0.36.2 (its fixture
`httpx_mock`). vcrpy patches both packages since 8.2.0, and is no such mock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.terms import Term
from claudelint.linking.value_kinds import known_text
from claudelint.reading import module as plain
from claudelint.reading.module import Call, CallOf, Expr, Module, Scope

if TYPE_CHECKING:
    from claudelint.linking.project import Project
    from claudelint.linking.request import Request

_FIXTURES = {"respx_mock": "respx", "httpx_mock": "pytest-httpx"}
_ROUTERS = frozenset({"respx.mock", "respx.MockRouter", "respx.router.MockRouter"})
# sets up the fixture of respx
_MARK = "pytest.mark.respx"
_WORD = re.compile(r"\brespx\b|\b(?:respx|httpx)_mock\b")
_MOCKING = re.compile(_WORD.pattern.encode())
_HTTPX = re.compile(rb"\bhttpx\b")
_API_HOST = "api.anthropic.com"
_ADDRESS = re.compile(r"\w://|\w\.\w")
# arguments of routes that say which requests they are for; the first ones of most methods do as well
_TARGETS = frozenset({"url", "host", "base_url"})
# what may put something else in the place of the client, or of what uses it
_REPLACING = ("unittest.mock.", "mock.")
_REPLACERS = frozenset({"monkeypatch", "mocker"})


@dataclass(frozen=True)
class HttpMock:
    """A mock of httpx that the SDK's requests go past; `package` is whose it is.

    It names the host of the API, or it is around a test from which `request` is sent.
    """

    span: Span
    package: str
    request: Request | None = None


@dataclass(frozen=True)
class _Around:
    """A mock in force in a function: its package, its place, and the `with` statement that it is limited to."""

    package: str
    span: Span
    statement: int = -1


def http_mocks(project: Project, module: Module) -> Iterator[HttpMock]:
    """The mocks in a module, one for each function, that do not see a request they are there for."""
    text = project.text(module)
    if ("respx" not in text and "httpx_mock" not in text) or _WORD.search(text) is None:
        return
    if any(project.names.modules.holding("alias_httpx")) or not _sends_by_itself(project):
        return
    for number, scope in enumerate(module.scopes):
        mocks = _Mocks(project, module, number)
        routes = list(mocks.routes())
        named = next((call for call, texts in routes if _API_HOST in texts), None)
        if named is not None and not _calls_api_itself(project):
            yield HttpMock(Span(module.path, named.start, named.end), mocks.package_of(named))
        elif named is None and not any(_ADDRESS.search(texts) for _, texts in routes):
            yield from _around_requests(project, module, number, scope, mocks)


def _around_requests(
    project: Project, module: Module, number: int, scope: Scope, mocks: _Mocks
) -> Iterator[HttpMock]:
    around = list(mocks.around())
    if not around or _replaces_something(project, module, number, scope):
        return
    for path in project.paths:
        start, owner, call = path.way.steps[-1]
        surface = path.way.surface
        if start is not module or owner != number or surface is None or surface.kind != "test":
            continue
        mock = next((one for one in around if _holds(module, one.statement, call)), None)
        if mock is not None and not _has_own_transport(path.request):
            yield HttpMock(mock.span, mock.package, path.request)
            return


class _Mocks:
    """The mocks that one function is given, is decorated with, or enters."""

    def __init__(self, project: Project, module: Module, number: int) -> None:
        self._project = project
        self._module = module
        self._number = number
        self._scope = module.scopes[number]

    def around(self) -> Iterator[_Around]:
        """Those that are in force while the function, or a part of it, runs."""
        for decorator in self._scope.decorators:
            if self._is_router(decorator):
                yield _Around("respx", self._span(decorator))
        for parameter in self._scope.parameters:
            package = self._fixture(parameter.name)
            if package:
                yield _Around(package, Span(self._module.path, parameter.start, parameter.end))
        for index, statement in enumerate(self._module.statements):
            if statement.kind == "with" and statement.scope == self._number:
                for expr in statement.expressions:
                    if self._is_router(expr):
                        yield _Around("respx", self._span(expr), index)

    def routes(self) -> Iterator[tuple[Call, str]]:
        """The calls that say which requests are mocked, with all that they say of addresses."""
        decorating = [expr.call for expr in self._scope.decorators if isinstance(expr, CallOf)]
        for index, call in enumerate(self._module.calls):
            if (call.scope == self._number or index in decorating) and self.package_of(call):
                yield call, "\n".join(self._addresses(call))

    def package_of(self, call: Call) -> str:
        """Whose mock a call is about: of the package itself, or a method of one of its routers; else empty."""
        name = self._project.names.call_name(self._module, call) or ""
        if name.startswith("respx.") or name == _MARK:
            return "" if _takes_another_package(call) else "respx"
        if not isinstance(call.function, plain.Attr):
            return ""
        owner = call.function.value
        for origin in self._project.names.origins(Term(self._module, owner)):
            if isinstance(origin.expr, plain.Param) and origin.expr.scope == self._number:
                return self._fixture(origin.expr.name)
            entered = origin.expr.value if isinstance(origin.expr, plain.Enter) else origin.expr
            if origin.module is self._module and self._is_router(entered):
                return "respx"
        return ""

    def _fixture(self, parameter: str) -> str:
        """Whose mock pytest gives to a test, or to another fixture, for a parameter of this name; else empty."""
        if parameter == "respx_mock" and self._is_marked_for_another_package():
            return ""
        surface = self._project.surfaces.of(self._module, self._number)
        return _FIXTURES.get(parameter, "") if surface is not None and surface.kind == "test" else ""

    def _is_marked_for_another_package(self) -> bool:
        return any(
            self._project.names.call_name(self._module, call) == _MARK and _takes_another_package(call)
            for expr in self._scope.decorators
            if isinstance(expr, CallOf)
            for call in (self._module.calls[expr.call],)
        )

    def _is_router(self, expr: Expr) -> bool:
        """Whether an expression is a router of respx that patches `httpx`."""
        names = self._project.names
        for origin in names.origins(Term(self._module, expr)):
            if not isinstance(origin.expr, CallOf):
                if names.qualified_origin(origin) == "respx.mock":
                    return True
                continue
            call = origin.module.calls[origin.expr.call]
            if names.call_name(origin.module, call) in _ROUTERS and not _takes_another_package(call):
                return True
        return False

    def _addresses(self, call: Call) -> Iterator[str]:
        for position, argument in enumerate(call.arguments):
            key = (argument.name or "").partition("__")[0]
            if key in _TARGETS or (argument.name is None and position < 2):
                yield self._text_of(argument.value)

    def _text_of(self, expr: Expr) -> str:
        """The known text of an address, or of a pattern that is compiled for it."""
        if isinstance(expr, CallOf):
            call = self._module.calls[expr.call]
            if self._project.names.call_name(self._module, call) == "re.compile" and call.arguments:
                return self._text_of(call.arguments[0].value).replace("\\", "")
        return known_text(self._project.values.of(Term(self._module, expr)))

    def _span(self, expr: Expr) -> Span:
        return Span(self._module.path, expr.start, expr.end)


def _takes_another_package(call: Call) -> bool:
    """Whether a router is told what to patch, or may be."""
    return any(argument.name == "using" or argument.star for argument in call.arguments)


def _holds(module: Module, statement: int, call: int) -> bool:
    """Whether a call stands within a statement; -1 is a function as a whole."""
    current = module.calls[call].statement
    while current >= 0 and current != statement:
        current = module.statements[current].parent
    return current == statement


def _replaces_something(project: Project, module: Module, number: int, scope: Scope) -> bool:
    """Whether a test may have put another thing in the place of what sends the request."""
    if any(parameter.name in _REPLACERS for parameter in scope.parameters):
        return True
    decorators = {expr.call for expr in scope.decorators if isinstance(expr, CallOf)}
    names = (
        project.names.call_name(module, call) or ""
        for index, call in enumerate(module.calls)
        if call.scope == number or index in decorators
    )
    return any(name.startswith(_REPLACING) for name in names)


def _has_own_transport(request: Request) -> bool:
    """Whether the client of a request has, or may have, an HTTP client that a test can see through."""
    client = request.client
    return client.open_ended or client.patched or client.option("http_client") is not None


def _sends_by_itself(project: Project) -> bool:
    """Whether some request of the project goes through the HTTP client of the SDK."""
    return any(not _has_own_transport(request) for request in project.requests)


def _calls_api_itself(project: Project) -> bool:
    """Whether code of the project that mocks nothing talks to the API by httpx, so that the mock may be for that."""
    files = project.names.modules.holding(_API_HOST)
    return any(_HTTPX.search(data) and not _MOCKING.search(data) for data in files)
