"""Which functions a framework runs: by a decorator, by being handed to it, or by the class they stand in."""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.linking.calls import CallGraph
from claudelint.linking.chatting import CHATTING
from claudelint.linking.frameworks import ANY, COMMAND, Framework, Known, Manner, Registration
from claudelint.linking.makers import Makers
from claudelint.linking.names import Names
from claudelint.linking.serving import SERVING
from claudelint.linking.terms import Term
from claudelint.linking.working import WORKING
from claudelint.reading.module import (
    Attr,
    Call,
    CallOf,
    Const,
    Expr,
    Function,
    Imported,
    Lambda,
    Local,
    Module,
    Ref,
    Scope,
)

FRAMEWORKS = (*SERVING, *CHATTING, *WORKING)
_FIRE = next(one for one in FRAMEWORKS if one.name == "Fire")
# wrappers around wrappers around a handler
_DEEPEST = 3
# these run what they are handed for items of their own, and make no handler of it
_MAPPING = frozenset(
    {"map", "imap", "imap_unordered", "starmap", "apply", "submit", "run_in_executor", "filter"}
)


class Handlers:
    """Finds what makes handlers of functions; each is asked for once, by the surfaces."""

    def __init__(self, names: Names, graph: CallGraph) -> None:
        self.names = names
        self.graph = graph
        self.makers = Makers(names, graph)
        self.known = Known(FRAMEWORKS)
        self._around: dict[str, dict[int, int]] = {}
        self._exposed: dict[str, tuple[Call, ...]] = {}
        self._open: set[tuple[str, int]] = set()

    def of(self, module: Module, scope: int) -> Registration | None:
        """How a framework runs a function; where there are several ways, one on which a person waits."""
        key = (module.path, scope)
        if key in self._open:
            return None
        self._open.add(key)
        found = list(self._all(module, scope))
        self._open.discard(key)
        return next((one for one in found if one.manner.person_waits), found[0] if found else None)

    def _all(self, module: Module, scope: int) -> Iterator[Registration]:
        function = module.scopes[scope]
        for decorator in function.decorators:
            yield from self._applied(Term(module, decorator), module, scope)
        handed = (
            self._holders(module, scope) if function.kind == "lambda" else self.graph.handed(module, scope)
        )
        for caller, index in handed:
            yield from self._handed(caller, index, function, scope)
        if self._is_exposed(module, scope):
            yield Registration(_FIRE, COMMAND)
        if function.parent >= 0 and module.scopes[function.parent].kind == "class":
            for base in self.names.classes.external_bases(module, function.parent):
                found = self.known.method(base, function.name)
                if found is not None:
                    yield found

    # decorators

    def _applied(self, decorator: Term, module: Module, scope: int) -> Iterator[Registration]:
        """What a decorator registers: `@app.get("/")`, `@get`, or what a function of the project returns."""
        for origin in self.names.origins(decorator):
            call = origin.module.calls[origin.expr.call] if isinstance(origin.expr, CallOf) else None
            called = origin if call is None else origin.at(call.function)
            for target in self.names.origins(called):
                found = self._by_target(target, call, module.scopes[scope])
                if found is not None and not self._runs_in_caller(found, target, module, scope):
                    yield found

    def _by_target(self, target: Term, call: Call | None, function: Scope) -> Registration | None:
        qualified = self.names.qualified_origin(target)
        if qualified is not None:
            found = self.known.decorator(qualified)
            if found is not None:
                return _by_event(found, call, function)
        if not isinstance(target.expr, Attr):
            return None
        return self._by_method(target, call, function)

    def _by_method(self, target: Term, call: Call | None, function: Scope) -> Registration | None:
        """What a method of a framework's object registers."""
        if not isinstance(target.expr, Attr):
            return None
        owner = target.at(target.expr.value)
        group = self._group(owner) if target.expr.name in ("command", "group") else None
        if group is not None:
            return group
        for framework in self._frameworks(owner):
            manner = framework.methods.get(target.expr.name) or framework.methods.get(ANY)
            if manner is not None:
                return _by_event(Registration(framework, manner), call, function)
        return None

    def _group(self, owner: Term) -> Registration | None:
        """What runs a function of the project that takes commands below itself, such as a group of click."""
        for origin in self.names.origins(owner):
            if isinstance(origin.expr, Function):
                return self.of(origin.module, origin.expr.scope)
        return None

    def _frameworks(self, owner: Term) -> Iterator[Framework]:
        for name in self.makers.of(owner):
            framework = self.known.maker(name)
            if framework is not None:
                yield framework

    def _runs_in_caller(self, found: Registration, target: Term, module: Module, scope: int) -> bool:
        """Whether what a decorator marks runs as a part of whatever calls it, and something is seen to."""
        name = target.expr.name if isinstance(target.expr, (Attr, Imported)) else None
        return name in found.framework.inner and bool(self.graph.callers(module, scope))

    # calls

    def _holders(self, module: Module, scope: int) -> Iterator[tuple[Module, int]]:
        """The call that a lambda is handed to."""
        for index, call in enumerate(module.calls):
            if any(isinstance(one.value, Lambda) and one.value.scope == scope for one in call.arguments):
                yield module, index

    def _handed(self, caller: Module, index: int, function: Scope, scope: int) -> Iterator[Registration]:
        """What the call registers to which a function is handed, or one around it: `path("", wrapped(f))`."""
        current: int | None = index
        inner = -1
        for _ in range(_DEEPEST):
            if current is None:
                return
            call = caller.calls[current]
            found = self._taken(caller, call, function, _slots(call, function, scope, inner))
            if found is not None:
                yield found
                return
            if isinstance(call.function, Attr) and call.function.name in _MAPPING:
                return
            inner, current = current, self._calls_around(caller).get(current)

    def _taken(
        self, caller: Module, call: Call, function: Scope, slots: frozenset[str | None]
    ) -> Registration | None:
        if isinstance(call.function, CallOf):
            # a decorator without its sign: `app.event("message")(answer)`
            inner = caller.calls[call.function.call]
            for target in self.names.origins(Term(caller, inner.function)):
                found = self._by_target(target, inner, function)
                if found is not None:
                    return found
            return None
        qualified = self.names.call_name(caller, call)
        found = None
        if qualified is not None:
            found = self.known.call(qualified) or self.known.decorator(qualified)
        if found is None:
            for target in self.names.origins(Term(caller, call.function)):
                found = found or self._by_method(target, call, function)
        if found is None or (found.framework.keywords and not slots & found.framework.keywords):
            return None
        return found

    def _is_exposed(self, module: Module, scope: int) -> bool:
        """Whether Fire makes a command of a function because of where it stands: in a module or class."""
        function = module.scopes[scope]
        if function.kind != "function" or function.name.startswith("_"):
            return False
        for call in self._exposing(module):
            if not call.arguments:
                return function.parent == 0 and not self.graph.callers(module, scope)
            for one in self.names.classes.instances(Term(module, call.arguments[0].value)):
                if one.module is module and one.scope == function.parent:
                    return True
        return False

    def _exposing(self, module: Module) -> tuple[Call, ...]:
        """The calls by which a module gives what it holds to Fire."""
        known = self._exposed.get(module.path)
        if known is None:
            found: tuple[Call, ...] = ()
            if any(
                isinstance(one.value, Imported) and one.value.module == "fire" for one in module.definitions
            ):
                found = tuple(one for one in module.calls if self.names.call_name(module, one) == "fire.Fire")
            known = self._exposed[module.path] = found
        return known

    def _calls_around(self, module: Module) -> dict[int, int]:
        """For each call that is an argument of another one, that other one."""
        known = self._around.get(module.path)
        if known is None:
            known = self._around[module.path] = {
                argument.value.call: index
                for index, call in enumerate(module.calls)
                for argument in call.arguments
                if isinstance(argument.value, CallOf)
            }
        return known


def _slots(call: Call, function: Scope, scope: int, inner: int) -> frozenset[str | None]:
    """The keywords under which a call gets a function: itself, or as the call `inner` that wraps it."""

    def holds(value: Expr) -> bool:
        if inner >= 0:
            return isinstance(value, CallOf) and value.call == inner
        if isinstance(value, Lambda):
            return value.scope == scope
        return isinstance(value, (Ref, Local, Attr)) and value.name == function.name

    return frozenset(argument.name for argument in call.arguments if holds(argument.value))


def _by_event(found: Registration, call: Call | None, function: Scope) -> Registration:
    """The same, as what the event makes of it: named in the call, or by the function."""
    events = found.framework.events
    if not events:
        return found
    manner: Manner | None = events.get(function.name)
    first = call.arguments[0].value if call is not None and call.arguments else None
    if isinstance(first, Const) and isinstance(first.value, str):
        manner = events.get(first.value)
    return found if manner is None else Registration(found.framework, manner)
