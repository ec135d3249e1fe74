"""The ways in which calls run the project's functions: by name, out of a table, as a parameter, by a runner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.linking.names import Names
from claudelint.linking.runners import WRAPPERS, Runner, as_called, handed_to, joined, runner_of
from claudelint.linking.terms import Term, bind
from claudelint.reading.module import (
    Attr,
    Call,
    CallOf,
    Class,
    Expr,
    Function,
    Imported,
    Item,
    Lambda,
    Local,
    Module,
    Param,
    Ref,
)

_MOST_STEPS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Invocation:
    """A call that runs a function: where it stands, and `call` with the arguments as the function gets them.

    `kind` is "call", "runner" (the function is handed to something from outside that runs it), "parameter"
    (a function of the project calls what it was handed; `handed` are the calls that hand it over) or
    "unknown" (handed to something that may or may not run it).
    """

    module: Module
    index: int
    call: Call
    kind: str = "call"
    runner: Runner | None = None
    handed: frozenset[tuple[str, int]] = frozenset()
    # it leaves the event loop on the way, by such a wrapper as sync_to_async
    thread: bool = False


class Invocations:
    """Finds calls whose name says nothing of what they run; answers are remembered."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._waiting: list[tuple[Module, int]] = []
        self._computed: dict[tuple[str, int], list[Invocation]] = defaultdict(list)
        # the same for calls that construct an object of a class, which is looked up or handed over
        self.constructing: dict[tuple[str, int], list[tuple[Module, int]]] = defaultdict(list)
        self._made: dict[tuple[int, int, int], Call] = {}

    # calls of what is computed

    def add(self, module: Module) -> None:
        """Take in the calls of a module whose function is looked up, made or kept under another name."""
        for index, call in enumerate(module.calls):
            if _is_computed(module, call.function):
                self._waiting.append((module, index))

    @property
    def any_computed(self) -> bool:
        """Whether there are any such calls."""
        return bool(self._waiting or self._computed)

    def computed(self, module: Module, scope: int) -> list[Invocation]:
        """The calls that run a function under a name that is not its own."""
        self.resolve()
        return self._computed.get((module.path, scope), [])

    def resolve(self) -> None:
        """Find out what the calls run that were taken in."""
        while self._waiting:
            caller, index = self._waiting.pop()
            self._resolve(caller, index)

    def _resolve(self, caller: Module, index: int) -> None:
        call = caller.calls[index]
        for target in self.names.origins(Term(caller, call.function)):
            if isinstance(target.expr, (Function, Lambda)):
                self._note(target, Invocation(caller, index, call))
            elif isinstance(target.expr, Class):
                self.constructing[target.module.path, target.expr.scope].append((caller, index))
            elif isinstance(target.expr, CallOf):
                for function, made, thread in self._wrapped(target, call):
                    self._note(function, Invocation(caller, index, made, thread=thread))
                for function in self._called_objects(target):
                    self._note(function, Invocation(caller, index, call))

    def _note(self, function: Term, invocation: Invocation) -> None:
        if isinstance(function.expr, (Function, Lambda)):
            self._computed[function.module.path, function.expr.scope].append(invocation)

    def _wrapped(self, made: Term, call: Call) -> Iterator[tuple[Term, Call, bool]]:
        """What is called when the result of `partial(function, ...)` and the like is."""
        if not isinstance(made.expr, CallOf):
            return
        inner = made.module.calls[made.expr.call]
        thread = WRAPPERS.get(self.names.call_name(made.module, inner) or "")
        if thread is None or not inner.arguments:
            return
        handed = inner.arguments[0].value
        for function in self.names.origins(Term(made.module, handed)):
            if isinstance(function.expr, Function):
                key = (id(call), id(inner), id(handed))
                if key not in self._made:
                    self._made[key] = joined(call, inner, handed)
                    self.names.keep((call, inner))
                yield function, self._made[key], thread

    def _called_objects(self, made: Term) -> Iterator[Term]:
        """The `__call__` of an object."""
        for instance in self.names.classes.of_origin(made):
            if instance.constructed is None:
                continue
            for found in self.names.members.of(instance, "__call__") or ():
                if isinstance(found.expr, Function):
                    yield found

    # functions that are handed over

    def of_handed(self, caller: Module, index: int, handed: Expr) -> Iterator[Invocation]:
        """How a function is run that a call hands to something."""
        call = caller.calls[index]
        method = call.function.name if isinstance(call.function, Attr) else ""
        inside = [*self._inside(caller, index, call, handed)]
        if inside:
            yield from inside
            return
        name = self.names.call_name(caller, call)
        if name in WRAPPERS:
            # what it makes is called elsewhere, or handed on
            yield from self._handed_wrapper(caller, index, call, handed)
            return
        runner = runner_of(name, method, call)
        if runner is not None and handed_to(runner, call) is handed:
            yield Invocation(caller, index, self._as_called(runner, call, handed, method), "runner", runner)
            return
        yield Invocation(caller, index, call, "unknown")

    def _as_called(self, runner: Runner, call: Call, handed: Expr, method: str) -> Call:
        key = (id(call), id(handed), 0)
        if key not in self._made:
            self._made[key] = as_called(runner, call, handed, method)
            self.names.keep(call)
        return self._made[key]

    def _handed_wrapper(self, caller: Module, index: int, call: Call, handed: Expr) -> Iterator[Invocation]:
        """`run_in_executor(None, partial(function, ...))`: the wrapper itself is handed to a runner."""
        for outer_index, outer in enumerate(caller.calls):
            for argument in outer.arguments:
                if isinstance(argument.value, CallOf) and argument.value.call == index:
                    method = outer.function.name if isinstance(outer.function, Attr) else ""
                    runner = runner_of(self.names.call_name(caller, outer), method, outer)
                    if runner is None or handed_to(runner, outer) is not argument.value:
                        continue
                    made = self._as_called(runner, outer, argument.value, method)
                    key = (id(made), id(call), id(handed))
                    if key not in self._made:
                        self._made[key] = joined(made, call, handed)
                        self.names.keep(call)
                    yield Invocation(caller, outer_index, self._made[key], "runner", runner)

    def _inside(self, caller: Module, index: int, call: Call, handed: Expr) -> Iterator[Invocation]:
        """The calls that a function or constructor of the project makes of what it is handed."""
        for target in self.names.origins(Term(caller, call.function)):
            if isinstance(target.expr, Function):
                skip = self.names.skip(call, Term(caller, call.function), target.module, target.expr.scope)
                yield from self._of_parameter(target.module, target.expr.scope, caller, index, handed, skip)
            elif isinstance(target.expr, Class):
                for init in self.names.classes.constructor(target.module, target.expr.scope):
                    if isinstance(init.expr, Function):
                        yield from self._of_parameter(
                            init.module, init.expr.scope, caller, index, handed, skip=1
                        )

    def _of_parameter(
        self, module: Module, scope: int, caller: Module, index: int, handed: Expr, skip: int
    ) -> Iterator[Invocation]:
        arguments = caller.calls[index].arguments
        for one in module.scopes[scope].parameters:
            if bind(module.scopes[scope].parameters, arguments, one.name, skip).expr is not handed:
                continue
            over = frozenset({(caller.path, index)})
            kept_as = {
                binding.name
                for binding in module.attributes
                if isinstance(binding.value, Local) and _is_parameter(module, binding.value, one.name, scope)
            }
            for number, inner in enumerate(module.calls):
                function = inner.function
                if _is_parameter(module, function, one.name, scope):
                    yield Invocation(module, number, inner, "parameter", handed=over)
                elif isinstance(function, Attr) and function.name in kept_as:
                    # self.function = function, and self.function(...) in another method
                    yield Invocation(module, number, inner, "call")
                else:
                    yield from self._handed_inside(module, number, inner, one.name, scope, over)

    def _handed_inside(
        self, module: Module, index: int, call: Call, name: str, scope: int, over: frozenset[tuple[str, int]]
    ) -> Iterator[Invocation]:
        """A parameter that is handed on to a runner: `executor.submit(function, item)`."""
        for argument in call.arguments:
            if not _is_parameter(module, argument.value, name, scope):
                continue
            method = call.function.name if isinstance(call.function, Attr) else ""
            runner = runner_of(self.names.call_name(module, call), method, call)
            if runner is not None and handed_to(runner, call) is argument.value:
                made = self._as_called(runner, call, argument.value, method)
                yield Invocation(module, index, made, "runner", runner, over)


def _is_parameter(module: Module, expr: Expr, name: str, scope: int) -> bool:
    if not isinstance(expr, Local) or expr.name != name:
        return False
    values = [module.definitions[index].value for index in expr.definitions]
    return any(isinstance(one, Param) and one.scope == scope for one in values)


def _is_computed(module: Module, function: Expr) -> bool:
    """Whether a call's function is taken out of something, made by a call, or kept in a variable."""
    if isinstance(function, (Item, CallOf)):
        return True
    if isinstance(function, Local):
        definitions = function.definitions
    elif isinstance(function, Ref):
        definitions = module.scopes[0].names.get(function.name, ())
    else:
        return False
    plain = (Function, Class, Imported, Param, Lambda)
    return any(not isinstance(module.definitions[index].value, plain) for index in definitions)
