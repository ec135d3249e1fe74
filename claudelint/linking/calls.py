"""Who calls whom, and the contexts that fix the parameters of a function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from claudelint.linking.classes import Instance
from claudelint.linking.names import Names
from claudelint.linking.terms import Context, Term, bind, parameter
from claudelint.reading.module import (
    Argument,
    Attr,
    Await,
    Binary,
    Call,
    CallOf,
    Caught,
    Class,
    Comprehension,
    Const,
    Element,
    Enter,
    Expr,
    Function,
    Imported,
    Item,
    Join,
    Local,
    Map,
    Module,
    Mutated,
    Opaque,
    Param,
    Part,
    Ref,
    Scope,
    Seq,
    Star,
    Text,
    Unary,
    Updated,
    Yield,
)

_MOST_CONTEXTS = 32
_DEEPEST = 6
_MOST_CALLERS = 256
_MOST_HEIRS = 64
# what callers pass for a parameter without an annotation is looked at for so many of them
_MOST_GIVERS = 8
# callables that run a function handed to them: the position of the function among the arguments
RUNNERS = {
    "asyncio.to_thread": 0,
    "functools.partial": 0,
    "anyio.to_thread.run_sync": 0,
    "starlette.concurrency.run_in_threadpool": 0,
    "fastapi.concurrency.run_in_threadpool": 0,
    "builtins.map": 0,
}
RUNNER_METHODS = {"submit": 0, "map": 0, "run_in_executor": 1, "imap": 0, "imap_unordered": 0, "starmap": 0}


class CallGraph:
    """Callers of the project's functions, found by the name that is called and then verified."""

    def __init__(self, names: Names, modules: Iterable[Module]) -> None:
        self.names = names
        self._modules: dict[str, Module] = {}
        self._by_name: dict[str, list[tuple[Module, int]]] = defaultdict(list)
        self._handed: dict[str, list[tuple[Module, int]]] = defaultdict(list)
        self._callers: dict[tuple[str, int], tuple[tuple[Module, int], ...]] = {}
        self._aliased: dict[str, list[tuple[Module, str]]] = defaultdict(list)
        self._inheriting: dict[str, list[tuple[Module, int]]] = defaultdict(list)
        self._constructions: dict[tuple[str, int], tuple[Term, ...]] = {}
        self._all_heirs: dict[tuple[str, int], tuple[tuple[Module, int], ...]] = {}
        self._given: dict[tuple[str, int, str], tuple[Term, ...]] = {}
        for module in modules:
            self.add(module)
        names.constructions = self.constructions
        names.heirs = self.heirs
        names.given_for = self.given_for

    @property
    def modules(self) -> tuple[Module, ...]:
        """The modules whose calls are known so far."""
        return tuple(self._modules.values())

    def add(self, module: Module) -> None:
        """Take in the calls, the imports under other names and the classes of a module."""
        if module.path in self._modules:
            return
        self._modules[module.path] = module
        for index, call in enumerate(module.calls):
            name = _called_name(call.function)
            if name is not None:
                self._by_name[name].append((module, index))
            for argument in call.arguments:
                handed = _called_name(argument.value)
                if handed is not None:
                    self._handed[handed].append((module, index))
        for definition in module.definitions:
            value = definition.value
            if isinstance(value, Imported) and value.name not in (None, definition.name):
                self._aliased[str(value.name)].append((module, definition.name))
        for index, scope in enumerate(module.scopes):
            for base in scope.bases:
                name = _called_name(base.value)
                if name is not None and base.name is None:
                    self._inheriting[name].append((module, index))

    def look_for(self, module: Module, name: str) -> None:
        """Take in every module that may use this name of a module."""
        for found in self.names.modules.mentioning(module, name):
            self.add(found)

    def constructions(self, module: Module, scope: int) -> tuple[Term, ...]:
        """The calls that run the constructor of a class: its own, those of heirs without one, `super()`."""
        key = (module.path, scope)
        known = self._constructions.get(key)
        if known is None:
            self._constructions[key] = ()
            known = self._constructions[key] = tuple(self._find_constructions(module, scope))
        return known

    def _find_constructions(self, module: Module, scope: int) -> Iterator[Term]:
        for owner, heir in [(module, scope), *self._heirs(module, scope)]:
            for caller, index in list(self._candidates(owner, owner.scopes[heir].name))[:_MOST_CALLERS]:
                for target in self.names.origins(Term(caller, caller.calls[index].function)):
                    if isinstance(target.expr, Class) and self._runs_init(target, module, scope):
                        yield _term_of(caller, index)
        for caller, index in self._by_name.get("__init__", ())[:_MOST_CALLERS]:
            function = caller.calls[index].function
            if not _is_super(caller, function):
                continue
            for target in self.names.origins(Term(caller, function)):
                if isinstance(target.expr, Function) and target.module is module:
                    if target.module.scopes[target.expr.scope].parent == scope:
                        yield _term_of(caller, index)

    def _heirs(self, module: Module, scope: int) -> Iterator[tuple[Module, int]]:
        """The classes that inherit directly from a class and have no constructor of their own."""
        for other, index in self._direct_heirs(module, scope):
            if "__init__" not in other.scopes[index].names:
                yield other, index

    def _direct_heirs(self, module: Module, scope: int) -> list[tuple[Module, int]]:
        """The classes that name a class of this name as a base."""
        name = module.scopes[scope].name
        self.look_for(module, name)
        found = list(self._inheriting.get(name, ()))
        for other, alias in self._aliased.get(name, ()):
            found.extend(one for one in self._inheriting.get(alias, ()) if one[0] is other)
        return found

    def heirs(self, module: Module, scope: int) -> tuple[tuple[Module, int], ...]:
        """The classes that inherit from a class, directly or not."""
        key = (module.path, scope)
        known = self._all_heirs.get(key)
        if known is None:
            self._all_heirs[key] = ()
            found: dict[tuple[str, int], tuple[Module, int]] = {}
            for heir, index in self._direct_heirs(module, scope)[:_MOST_HEIRS]:
                bases = self.names.classes.bases(heir, index)
                if any(base.module is module and base.scope == scope for base in bases):
                    for one in ((heir, index), *self.heirs(heir, index)):
                        found.setdefault((one[0].path, one[1]), one)
            known = self._all_heirs[key] = tuple(found.values())
        return known

    def given_for(self, module: Module, scope: int, name: str) -> tuple[Term, ...]:
        """What calls in sight pass for a parameter that nothing declares."""
        key = (module.path, scope, name)
        known = self._given.get(key)
        if known is None:
            self._given[key] = ()
            known = self._given[key] = tuple(self._passed_by_callers(module, scope, name))
        return known

    def _passed_by_callers(self, module: Module, scope: int, name: str) -> Iterator[Term]:
        function = module.scopes[scope]
        if function.name == "__init__":
            terms = self.constructions(module, function.parent)
            calls = [(one.module, one.expr.call) for one in terms if isinstance(one.expr, CallOf)]
        else:
            calls = list(self.callers(module, scope))
        for caller, index in calls[:_MOST_GIVERS]:
            call = caller.calls[index]
            if function.name == "__init__":
                skip = 1
            else:
                skip = self.names.skip(call, Term(caller, call.function), module, scope)
            bound = bind(function.parameters, call.arguments, name, skip)
            if bound.expr is not None:
                yield Term(caller, bound.expr)

    def _runs_init(self, target: Term, module: Module, scope: int) -> bool:
        """Whether constructing a class runs the constructor of another."""
        if not isinstance(target.expr, Class):
            return False
        if target.module is module and target.expr.scope == scope:
            return True
        inits = self.names.classes.member(Instance(target.module, target.expr.scope, None), "__init__") or []
        return any(
            isinstance(init.expr, Function)
            and init.module is module
            and module.scopes[init.expr.scope].parent == scope
            for init in inits
        )

    def callers(self, module: Module, scope: int) -> tuple[tuple[Module, int], ...]:
        """The calls, by module and index, that run a function of the project."""
        key = (module.path, scope)
        known = self._callers.get(key)
        if known is not None:
            return known
        self._callers[key] = ()
        function = module.scopes[scope]
        found: list[tuple[Module, int]] = []
        for caller, index in self._candidates(module, function.name):
            if self._runs(caller, caller.calls[index], module, scope):
                found.append((caller, index))
            if len(found) >= _MOST_CALLERS:
                break
        result = tuple(found)
        self._callers[key] = result
        return result

    def _candidates(self, owner: Module, name: str) -> list[tuple[Module, int]]:
        """The calls of something that has this name in a module, or is imported under another one."""
        self.look_for(owner, name)
        found = list(self._by_name.get(name, ()))
        for module, aliased in self._aliased.get(name, ()):
            found.extend(one for one in self._by_name.get(aliased, ()) if one[0] is module)
        return found

    def _runs(self, caller: Module, call: Call, module: Module, scope: int) -> bool:
        for target in self.names.origins(Term(caller, call.function)):
            if isinstance(target.expr, Function):
                if target.module is module and target.expr.scope == scope:
                    return True
        return False

    def handed(self, module: Module, scope: int) -> Iterator[tuple[Module, int]]:
        """The calls to which a function is handed as a value, such as `executor.map(function, items)`."""
        name = module.scopes[scope].name
        self.look_for(module, name)
        for caller, index in list(self._handed.get(name, ())):
            for argument in caller.calls[index].arguments:
                if _called_name(argument.value) != name:
                    continue
                for target in self.names.origins(Term(caller, argument.value)):
                    if (
                        isinstance(target.expr, Function)
                        and target.module is module
                        and target.expr.scope == scope
                    ):
                        yield caller, index

    def contexts(self, module: Module, scope: int, exprs: Iterable[Expr]) -> list[Context | None]:
        """The chains of calls that give the expressions different values; [None] when there is one."""
        if self._is_never_called(module, scope):
            return [None]
        watched = tuple(exprs)
        found: list[Context | None] = []
        self._expand(module, scope, watched, None, found, frozenset())
        if len(found) > _MOST_CONTEXTS - 1:
            # the rest is told as one more context in which the parameters are unknown
            return [*found[: _MOST_CONTEXTS - 1], self._unknown_context(module, scope)]
        return found or [None]

    def _is_never_called(self, module: Module, scope: int) -> bool:
        """Whether a function at the top of a module is called nowhere in sight, by its name alone."""
        function = module.scopes[scope]
        if function.kind != "function" or function.parent != 0:
            return False
        self.look_for(module, function.name)
        return function.name not in self._by_name and function.name not in self._aliased

    def _unknown_context(self, module: Module, scope: int) -> Context:
        """A call that stands for many: what all callers pass alike is known, what differs is not."""
        place = module.scopes[scope]
        callers = self.callers(module, scope)
        caller = callers[0][0] if callers else module
        hidden = Argument(place.start, place.start, None, "**", Opaque(place.start, place.start, "hidden"))
        arguments = [hidden]
        for one in place.parameters:
            shared = self._passed_alike(callers, place, one.name)
            if shared is not None:
                arguments.append(Argument(shared.start, shared.end, one.name, "", shared))
        function = Ref(place.start, place.start, place.name)
        call = Call(place.start, place.start, function, tuple(arguments), -1, 0, place.start, place.start)
        return Context(module, scope, caller, call, None, 0, 1)

    def _passed_alike(
        self, callers: tuple[tuple[Module, int], ...], function: Scope, name: str
    ) -> Const | None:
        """The constant that every caller passes for a parameter by position or name."""
        found: list[Const] = []
        for caller, index in callers:
            passed = bind(function.parameters, caller.calls[index].arguments, name, 0).expr
            if not isinstance(passed, Const) or caller is not callers[0][0]:
                return None
            found.append(passed)
        return found[0] if found and len({(type(one.value), one.value) for one in found}) == 1 else None

    def _expand(
        self,
        module: Module,
        scope: int,
        watched: tuple[Expr, ...],
        context: Context | None,
        found: list[Context | None],
        seen: frozenset[tuple[str, int]],
    ) -> None:
        if len(found) > _MOST_CONTEXTS - 1:
            return
        wanted = self._open_scope(module, watched, context)
        if wanted is None or len(seen) >= _DEEPEST or (wanted[0].path, wanted[1]) in seen:
            found.append(context)
            return
        target, index = wanted
        callers = self.callers(target, index)
        if not callers:
            found.append(context)
            return
        for caller, call_index in callers:
            call = caller.calls[call_index]
            extended = self._extended(target, index, caller, call, context)
            self._expand(module, scope, watched, extended, found, seen | {(target.path, index)})

    def _extended(
        self, target: Module, scope: int, caller: Module, call: Call, context: Context | None
    ) -> Context | None:
        """The context with one more call at its outer end."""
        outermost = self.names.context(Term(caller, call.function), call, target, scope)
        if context is None or outermost is None:
            return outermost
        chain: list[Context] = []
        frame: Context | None = context
        while frame is not None:
            chain.append(frame)
            frame = frame.outer
        rebuilt = outermost
        for link in reversed(chain):
            rebuilt = self.names.chained(link.module, link.scope, link.caller, link.call, rebuilt, link.skip)
        return rebuilt

    def _open_scope(
        self, module: Module, watched: tuple[Expr, ...], context: Context | None
    ) -> tuple[Module, int] | None:
        """The innermost function whose parameters decide the expressions and are not yet fixed."""
        for expr in watched:
            for param_module, param, at in self._open_parameters(Term(module, expr, context)):
                if at is None or at.frame_of(param_module, param.scope) is None:
                    if param_module.scopes[param.scope].kind == "function":
                        return param_module, param.scope
        return None

    def _open_parameters(self, term: Term) -> Iterator[tuple[Module, Param, Context | None]]:
        seen: set[tuple[int, int]] = set()
        pending = [term]
        while pending:
            current = pending.pop()
            mark = (id(current.expr), id(current.context))
            if mark in seen or len(seen) > 400:
                continue
            seen.add(mark)
            expr = current.expr
            if isinstance(expr, Param):
                frame = (
                    None if current.context is None else current.context.frame_of(current.module, expr.scope)
                )
                if frame is None:
                    scope = current.module.scopes[expr.scope]
                    declared = parameter(scope, expr.name)
                    is_self = scope.parameters[0].name == expr.name and _is_method(current.module, expr.scope)
                    if declared is not None and declared.kind != "args" and not is_self:
                        if scope.name != "__init__":
                            yield current.module, expr, current.context
                    continue
            following = self.names.step_back(current)
            if following:
                pending.extend(following)
            else:
                pending.extend(current.at(child) for child in children(current.module, expr))


def _is_method(module: Module, scope: int) -> bool:
    parent = module.scopes[scope].parent
    return parent >= 0 and module.scopes[parent].kind == "class"


def _term_of(module: Module, index: int) -> Term:
    call = module.calls[index]
    return Term(module, CallOf(call.start, call.end, index))


def _is_super(module: Module, function: Expr) -> bool:
    if not isinstance(function, Attr) or not isinstance(function.value, CallOf):
        return False
    inner = module.calls[function.value.call].function
    return isinstance(inner, Ref) and inner.name == "super"


def _called_name(function: Expr) -> str | None:
    if isinstance(function, Attr):
        return function.name
    if isinstance(function, (Ref, Local)):
        return function.name
    return None


# the fields of each form that hold other expressions: one, or several in a tuple
_ONE = {
    Attr: ("value",),
    Item: ("value", "index"),
    Star: ("value",),
    Binary: ("left", "right"),
    Unary: ("value",),
    Await: ("value",),
    Yield: ("value",),
    Comprehension: ("key", "value"),
    Element: ("iterable",),
    Part: ("value",),
    Enter: ("value",),
    Caught: ("kind",),
    Updated: ("base", "key", "value"),
    Mutated: ("base",),
    Join: ("test",),
}
_SEVERAL = {Seq: "items", Join: "options", Opaque: "parts", Text: "parts"}


def children(module: Module, expr: Expr) -> list[Expr]:
    """The expressions directly within an expression, those of a call included."""
    kind = type(expr)
    if kind is CallOf:
        call = module.calls[expr.call]  # type: ignore[union-attr]
        return [call.function, *[argument.value for argument in call.arguments]]
    if kind is Map:
        entries = expr.entries  # type: ignore[union-attr]
        return [one for entry in entries for one in (entry.key, entry.value) if one is not None]
    found: list[Expr] = []
    several = _SEVERAL.get(kind)
    if several is not None:
        found.extend(one for one in getattr(expr, several) if type(one) is not str)
    for name in _ONE.get(kind, ()):
        value = getattr(expr, name)
        if value is not None:
            found.append(value)
    return found
