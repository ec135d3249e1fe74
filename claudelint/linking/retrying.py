"""What tries a request again when it has failed: decorators of tenacity and its kin, and loops written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claudelint.catalog.history import SdkHistory
from claudelint.findings import Span
from claudelint.linking.api_errors import Escaping, Handler
from claudelint.linking.clients import is_decorating
from claudelint.linking.names import Names
from claudelint.linking.retry_packages import RetrySpec, spec_of
from claudelint.linking.surroundings import LOOPS
from claudelint.linking.terms import Term
from claudelint.linking.turns import ends_at_success, exits_of, most_turns, within
from claudelint.linking.value_kinds import Known
from claudelint.linking.ways import Way
from claudelint.reading import module as plain
from claudelint.reading.module import Binary, CallOf, Function, Local, Module, Param

if TYPE_CHECKING:
    from claudelint.linking.request import Request

# counters that a loop may run over to try again; other loops go through things to be tried
_COUNTERS = frozenset({"builtins.range", "itertools.count", "itertools.repeat"})


@dataclass(frozen=True)
class Retry:
    """Something that tries a request again: `words` name it, `attempts` is how often it tries in all, if known.

    `always` says that nothing reaches the request without it.
    """

    words: str
    place: Span
    attempts: int | None
    always: bool = True


def retry_around(request: Request) -> Retry | None:
    """The innermost thing in the code that tries a request again after an error that its client has tried again."""
    if request.is_batch_item or request.is_in_test:
        return None
    search = _Search(request)
    own = search.of_method()
    if own is not None:
        return own
    by_way = [next(search.on(way), None) for way in request.ways_in_use]
    found = next((one for one in by_way if one is not None), None)
    return None if found is None else replace(found, always=None not in by_way)


def retries_by_client(request: Request) -> int | None:
    """How often the client itself certainly tries a request again; the fewest where there are alternatives."""
    client = request.client
    if not client.constructed or client.open_ended or client.patched:
        return None
    option = client.option("max_retries")
    if option is None:
        return request.catalog.history.construction.default_max_retries
    numbers = [one.value if isinstance(one, Known) else None for one in option.alternatives()]
    known = [one for one in numbers if isinstance(one, int) and not isinstance(one, bool)]
    return min(known) if known and len(known) == len(numbers) else None


def is_another_attempt(request: Request, handler: Handler, attempt: int) -> bool:
    """Whether a handler of a `try` begins another attempt of a request."""
    return _Search(request).tried_again(handler, attempt) is not None


class _Search:
    """Follows the errors of one request outwards, until they are caught or tried again."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.project = request.project
        self.names: Names = request.project.names
        self.history: SdkHistory = request.catalog.history
        self.retried = frozenset(name for name, one in self.history.errors.items() if one.retried)

    def of_method(self) -> Retry | None:
        """What the method itself was wrapped in: `retry(...)(client.messages.create)(...)`."""
        for origin in self.names.origins(Term(self.request.module, self.request.call.function)):
            if not isinstance(origin.expr, CallOf):
                continue
            call = origin.module.calls[origin.expr.call]
            if is_decorating(self.names, origin, call):
                spec = spec_of(self.names, self.project.values, origin.at(call.function), self.history)
                if spec is not None and spec.caught.of(self.retried, self.history):
                    return self._of_spec(spec)
        return None

    def on(self, way: Way) -> Iterator[Retry]:
        """What tries again on a way, innermost first."""
        errors = Escaping(self.retried, self.history)
        for module, scope, call in way.steps:
            yield from self._around(module, module.calls[call].statement, errors)
            for decorator in reversed(module.scopes[scope].decorators):
                yield from self._by_decorator(Term(module, decorator), errors)
            if not errors.left:
                return

    def _around(self, module: Module, statement: int, errors: Escaping) -> Iterator[Retry]:
        """What tries again around a statement, within its function."""
        inner, outer = statement, module.statements[statement].parent if statement >= 0 else -1
        while outer >= 0 and errors.left:
            around = module.statements[outer]
            if around.kind in LOOPS:
                spec = self._spec_of_loop(module, outer)
                if spec is not None and errors.reach(spec.caught):
                    yield self._of_spec(spec)
            if around.kind == "try" and module.statements[inner].branch == "body":
                for handler in self.project.handlers.of(module, outer):
                    yield from self._in_handler(handler, outer, errors)
            inner, outer = outer, around.parent

    def _in_handler(self, handler: Handler, attempt: int, errors: Escaping) -> Iterator[Retry]:
        if not errors.reach(handler.caught):
            return
        loop = self.tried_again(handler, attempt)
        if loop is not None:
            yield self._of_loop(handler.module, loop)
        errors.pass_handler(handler)

    def _by_decorator(self, decorator: Term, errors: Escaping) -> Iterator[Retry]:
        spec = spec_of(self.names, self.project.values, decorator, self.history)
        if spec is not None and errors.reach(spec.caught):
            yield self._of_spec(spec)
        for module, call in self._calls_of_decorated(decorator):
            yield from self._around(module, module.calls[call].statement, errors)

    def _calls_of_decorated(self, decorator: Term) -> Iterator[tuple[Module, int]]:
        """The calls that a decorator of the project makes of the function that it is given."""
        made = decorator.module.calls[decorator.expr.call] if isinstance(decorator.expr, CallOf) else None
        called = decorator if made is None else decorator.at(made.function)
        for target in self.names.origins(called):
            if not isinstance(target.expr, Function):
                continue
            module, outermost = target.module, target.expr.scope
            for index, call in enumerate(module.calls):
                own = _scopes_between(module, call.scope, outermost)
                if len(own) > 1 and self._is_parameter_of(Term(module, call.function), own[1:]):
                    yield module, index

    def _is_parameter_of(self, function: Term, scopes: list[int]) -> bool:
        """Whether what is called is a parameter of one of these functions around the call."""
        if not isinstance(function.expr, Local):
            return False
        values = [function.module.definitions[index].value for index in function.expr.definitions]
        return bool(values) and all(isinstance(one, Param) and one.scope in scopes for one in values)

    # packages

    def _spec_of_loop(self, module: Module, loop: int) -> RetrySpec | None:
        """`for attempt in Retrying(...)`."""
        statement = module.statements[loop]
        if statement.kind != "for" or not statement.expressions:
            return None
        return spec_of(self.names, self.project.values, Term(module, statement.expressions[0]), self.history)

    def _of_spec(self, spec: RetrySpec) -> Retry:
        return Retry(f"`{spec.name}`", spec.place, spec.attempts)

    # loops

    def tried_again(self, handler: Handler, attempt: int) -> int | None:
        """The loop in which a handler of a `try` begins another attempt; None where it does not."""
        module = handler.module
        loop = module.statements[attempt].parent
        while loop >= 0 and module.statements[loop].kind not in LOOPS:
            loop = module.statements[loop].parent
        if loop < 0 or not ends_at_success(module, loop):
            return None
        if not handler.has("continue"):
            ends = [one for one in exits_of(module, loop) if not one.conditions and not one.after_failure]
            if handler.leaves or any(not within(module, one.statement, attempt) for one in ends):
                return None
        return loop if self._counts(module, loop) else None

    def _counts(self, module: Module, loop: int) -> bool:
        """Whether a loop counts attempts, and what it counts is no part of the request."""
        statement = module.statements[loop]
        if statement.kind == "while":
            return True
        if statement.kind != "for" or not statement.expressions:
            return False
        for origin in self.names.origins(Term(module, statement.expressions[0])):
            if not isinstance(origin.expr, CallOf):
                return False
            if self.names.call_name(origin.module, origin.module.calls[origin.expr.call]) not in _COUNTERS:
                return False
        return not any(
            one.asks_with_item for one in self.project.loops if one.module is module and one.index == loop
        )

    def _of_loop(self, module: Module, loop: int) -> Retry:
        statement = module.statements[loop]
        place = Span(module.path, statement.start, statement.header_end)
        attempts = most_turns(self.names, module, loop)
        if statement.kind == "while":
            attempts = self._counted(module, loop)
        where = self.project.place_words(place, self.request.module)
        return Retry(f"the loop {where}", place, attempts)

    def _counted(self, module: Module, loop: int) -> int | None:
        """How often `while attempt < 5` goes on, for a counter that begins with 0 or 1."""
        test = module.statements[loop].expressions[0] if module.statements[loop].expressions else None
        if not isinstance(test, Binary) or test.operator not in ("<", "<="):
            return None
        limit = self.project.values.of(Term(module, test.right))
        if not isinstance(limit, Known) or type(limit.value) is not int:
            return None
        first = self._first(module, loop, test.left)
        if first not in (0, 1):
            return None
        return limit.value - first + (test.operator == "<=")

    def _first(self, module: Module, loop: int, counter: plain.Expr) -> int | None:
        """What a counter is before the loop."""
        if not isinstance(counter, Local):
            return None
        pending, seen, found = list(counter.definitions), set[int](), set[object]()
        while pending:
            index = pending.pop()
            definition = module.definitions[index]
            if index in seen:
                continue
            seen.add(index)
            if definition.how == "phi" and isinstance(definition.value, Local):
                pending.extend(definition.value.definitions)
            elif not within(module, definition.statement, loop):
                value = definition.value
                found.add(value.value if isinstance(value, plain.Const) else None)
        only = found.pop() if len(found) == 1 else None
        return only if type(only) is int else None


def _scopes_between(module: Module, inner: int, outer: int) -> list[int]:
    """The functions from one out to another that it stands in, both included; none where it does not."""
    found: list[int] = []
    while inner >= 0:
        found.append(inner)
        if inner == outer:
            return found
        inner = module.scopes[inner].parent
    return []
