"""Who calls whom, who constructs and who inherits what: found by names and then verified."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from claudelint.linking.application_state import holder_of
from claudelint.linking.classes import Instance
from claudelint.linking.invocations import Invocation, Invocations
from claudelint.linking.names import Names
from claudelint.linking.terms import NOTHING_GIVEN, Given, Term, bind, is_test_code
from claudelint.reading.module import (
    Attr,
    AttributeBinding,
    Call,
    CallOf,
    Class,
    Expr,
    Function,
    Imported,
    Lambda,
    Local,
    Module,
    Ref,
)

_MOST_CONTEXTS = 32
_DEEPEST = 6
_MOST_CALLERS = 256
_MOST_HEIRS = 64
# what callers pass for a parameter without an annotation is looked at for so many of them
_MOST_GIVERS = 8
# neither these nor the heirs of a class are looked for where more files may hold them
_MOST_GIVING_FILES = 8
_MOST_HEIR_FILES = 24


class CallGraph:
    """Callers of the project's functions, found by the name that is called and then verified."""

    def __init__(self, names: Names, modules: Iterable[Module]) -> None:
        self.names = names
        self._others = Invocations(names)
        self._modules: dict[str, Module] = {}
        self._by_name: dict[str, list[tuple[Module, int]]] = defaultdict(list)
        self._handed: dict[str, list[tuple[Module, int]]] = defaultdict(list)
        self._callers: dict[tuple[str, int], tuple[tuple[Module, int], ...]] = {}
        self._invocations: dict[tuple[str, int], tuple[Invocation, ...]] = {}
        self._aliased: dict[str, list[tuple[Module, str]]] = defaultdict(list)
        self._inheriting: dict[str, list[tuple[Module, int]]] = defaultdict(list)
        self._constructions: dict[tuple[str, int], tuple[Term, ...]] = {}
        self._all_heirs: dict[tuple[str, int], tuple[tuple[Module, int], ...]] = {}
        self._kept: dict[str, list[tuple[Module, AttributeBinding]]] = defaultdict(list)
        self._looked_for: set[tuple[str, str, str | None]] = set()
        self._given: dict[tuple[str, int, str], Given] = {}
        for module in modules:
            self.add(module)
        names.callers = self

    @property
    def modules(self) -> tuple[Module, ...]:
        """The modules whose calls are known so far."""
        return tuple(self._modules.values())

    def add(self, module: Module) -> None:
        """Take in the calls, the imports under other names and the classes of a module."""
        if module.path in self._modules:
            return
        self._modules[module.path] = module
        self._others.add(module)
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
        for binding in module.attributes:
            self._kept[binding.name].append((module, binding))
        for index, scope in enumerate(module.scopes):
            for base in scope.bases:
                name = _called_name(base.value)
                if name is not None and base.name is None:
                    self._inheriting[name].append((module, index))

    def look_for(self, module: Module, name: str, owner: str | None = None) -> None:
        """Take in every module that may use this name of a module, or of its class `owner`."""
        key = (module.path, name, owner)
        if key not in self._looked_for:
            self._looked_for.add(key)
            for found in self.names.modules.mentioning(module, name, owner):
                self.add(found)

    def _look_for_uses(self, module: Module, scope: int) -> None:
        """Take in every module that may use a function or class; inner functions are used where they stand."""
        found = module.scopes[scope]
        owner = module.scopes[found.parent] if found.parent >= 0 else None
        if owner is None or owner.kind == "module":
            self.look_for(module, found.name)
        elif owner.kind == "class":
            self.look_for(module, found.name, owner.name)

    def _spread(self, module: Module, scope: int) -> int:
        """How many files may use a function or class."""
        found = module.scopes[scope]
        owner = module.scopes[found.parent] if found.parent >= 0 else None
        if owner is not None and owner.kind not in ("module", "class"):
            return 1
        of_class = owner.name if owner is not None and owner.kind == "class" else None
        return self.names.modules.spread(module, found.name, of_class)

    def constructions(self, module: Module, scope: int) -> tuple[Term, ...]:
        """The calls that run the constructor of a class: its own, those of heirs without one, `super()`."""
        key = (module.path, scope)
        known = self._constructions.get(key)
        if known is None:
            self._constructions[key] = ()
            in_test = is_test_code(module.path)
            known = self._constructions[key] = tuple(
                one
                for one in self._find_constructions(module, scope)
                if in_test or not is_test_code(one.module.path)
            )
        return known

    def _find_constructions(self, module: Module, scope: int) -> Iterator[Term]:
        for owner, heir in [(module, scope), *self._heirs(module, scope)]:
            for caller, index in self._candidates(owner, heir)[:_MOST_CALLERS]:
                for target in self.names.origins(Term(caller, caller.calls[index].function)):
                    if isinstance(target.expr, Class) and self._runs_init(target, module, scope):
                        yield _term_of(caller, index)
        self._others.resolve()
        for caller, index in self._others.constructing.get((module.path, scope), ()):
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
        self._look_for_uses(module, scope)
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
            if self._spread(module, scope) > _MOST_HEIR_FILES:
                # a class that so many files know is a base of everything
                return ()
            found: dict[tuple[str, int], tuple[Module, int]] = {}
            for heir, index in self._direct_heirs(module, scope)[:_MOST_HEIRS]:
                bases = self.names.classes.bases(heir, index)
                if any(base.module is module and base.scope == scope for base in bases):
                    for one in ((heir, index), *self.heirs(heir, index)):
                        found.setdefault((one[0].path, one[1]), one)
            known = self._all_heirs[key] = tuple(found.values())
        return known

    def given_for(self, module: Module, scope: int, name: str) -> Given:
        """What calls in sight pass for a parameter."""
        key = (module.path, scope, name)
        known = self._given.get(key)
        if known is None:
            self._given[key] = NOTHING_GIVEN
            known = self._given[key] = self._passed_by_callers(module, scope, name)
        return known

    def _passed_by_callers(self, module: Module, scope: int, name: str) -> Given:
        function = module.scopes[scope]
        is_constructor = function.name == "__init__"
        if self._spread(module, function.parent if is_constructor else scope) > _MOST_GIVING_FILES:
            return NOTHING_GIVEN
        if is_constructor:
            terms = self.constructions(module, function.parent)
            calls = [(one.module, one.expr.call) for one in terms if isinstance(one.expr, CallOf)]
        else:
            calls = list(self.callers(module, scope))
        if not is_test_code(module.path):
            calls = [one for one in calls if not is_test_code(one[0].path)]
        found: list[Term] = []
        for caller, index in calls[:_MOST_GIVERS]:
            call = caller.calls[index]
            skip = 1
            if not is_constructor:
                skip = self.names.skip(call, Term(caller, call.function), module, scope)
            bound = bind(function.parameters, call.arguments, name, skip)
            if bound.expr is not None:
                found.append(Term(caller, bound.expr))
        return Given(tuple(found), 0 < len(found) == len(calls))

    def kept_on(self, module: Module, kind: str, name: str) -> tuple[Term, ...]:
        """What `app.state.name = ...` or `bot.name = ...` keeps, in any module in sight."""
        self.look_for(module, name, kind)
        found: list[Term] = []
        for owner, binding in self._kept.get(name, ()):
            if holder_of(self.names, Term(owner, binding.owner), is_set=True) == kind:
                found.append(Term(owner, binding.value))
        return tuple(found)

    def _runs_init(self, target: Term, module: Module, scope: int) -> bool:
        """Whether constructing a class runs the constructor of another."""
        if not isinstance(target.expr, Class):
            return False
        if target.module is module and target.expr.scope == scope:
            return True
        inits = self.names.members.of(Instance(target.module, target.expr.scope, None), "__init__") or []
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
        found: list[tuple[Module, int]] = []
        for caller, index in self._candidates(module, scope):
            if self._runs(caller, caller.calls[index], module, scope):
                found.append((caller, index))
            if len(found) >= _MOST_CALLERS:
                break
        for one in self._others.computed(module, scope):
            if one.call is one.module.calls[one.index] and (one.module, one.index) not in found:
                found.append((one.module, one.index))
        result = tuple(found)
        self._callers[key] = result
        return result

    def invocations(self, module: Module, scope: int) -> tuple[Invocation, ...]:
        """Every way in which calls in sight run a function, or hand it to something that may."""
        key = (module.path, scope)
        known = self._invocations.get(key)
        if known is None:
            self._invocations[key] = ()
            found = {
                (one.module.path, one.index, id(one.call), one.kind): one
                for one in self._find_invocations(module, scope)
            }
            known = self._invocations[key] = tuple(found.values())
        return known

    def _find_invocations(self, module: Module, scope: int) -> Iterator[Invocation]:
        if module.scopes[scope].kind == "lambda":
            yield from self._of_lambda(module, scope)
            return
        for caller, index in self.callers(module, scope):
            yield Invocation(caller, index, caller.calls[index])
        yield from self._others.computed(module, scope)
        for caller, index, handed in self._handings(module, scope):
            yield from self._others.of_handed(caller, index, handed)

    def _of_lambda(self, module: Module, scope: int) -> Iterator[Invocation]:
        """The calls of a lambda: under a name, and by what it is handed to."""
        yield from self._others.computed(module, scope)
        for index, call in enumerate(module.calls):
            for argument in call.arguments:
                if _is_lambda(module, argument.value, scope):
                    yield from self._others.of_handed(module, index, argument.value)

    def is_mentioned(self, module: Module, name: str) -> bool:
        """Whether anything in sight may call or hand over something of this name."""
        self.look_for(module, name)
        return (
            name in self._by_name
            or name in self._aliased
            or name in self._handed
            or self._others.any_computed
        )

    def _candidates(self, owner: Module, scope: int) -> list[tuple[Module, int]]:
        """The calls of something that has the name of a function or class, or another one it is imported under."""
        name = owner.scopes[scope].name
        self._look_for_uses(owner, scope)
        found = list(self._by_name.get(name, ()))
        for module, aliased in self._aliased.get(name, ()):
            found.extend(one for one in self._by_name.get(aliased, ()) if one[0] is module)
        return found

    def _runs(self, caller: Module, call: Call, module: Module, scope: int) -> bool:
        owner = module.scopes[scope].parent
        if isinstance(call.function, Attr) and owner >= 0 and module.scopes[owner].kind == "class":
            receivers = self.names.classes.instances(Term(caller, call.function.value))
            if any(self.names.members.runs(one, module, scope) for one in receivers):
                return True
            if receivers:
                return False
        for target in self.names.origins(Term(caller, call.function)):
            if isinstance(target.expr, Function):
                if target.module is module and target.expr.scope == scope:
                    return True
        return False

    def handed(self, module: Module, scope: int) -> Iterator[tuple[Module, int]]:
        """The calls to which a function is handed as a value, such as `executor.map(function, items)`."""
        return ((caller, index) for caller, index, _ in self._handings(module, scope))

    def _handings(self, module: Module, scope: int) -> Iterator[tuple[Module, int, Expr]]:
        """The same, with the argument that is the function."""
        name = module.scopes[scope].name
        self._look_for_uses(module, scope)
        candidates = [(*one, name) for one in self._handed.get(name, ())]
        for other, alias in self._aliased.get(name, ()):
            candidates.extend((*one, alias) for one in self._handed.get(alias, ()) if one[0] is other)
        for caller, index, called in candidates:
            for argument in caller.calls[index].arguments:
                if _called_name(argument.value) != called:
                    continue
                for target in self.names.origins(Term(caller, argument.value)):
                    if (
                        isinstance(target.expr, Function)
                        and target.module is module
                        and target.expr.scope == scope
                    ):
                        yield caller, index, argument.value


def _term_of(module: Module, index: int) -> Term:
    call = module.calls[index]
    return Term(module, CallOf(call.start, call.end, index))


def _is_super(module: Module, function: Expr) -> bool:
    if not isinstance(function, Attr) or not isinstance(function.value, CallOf):
        return False
    inner = module.calls[function.value.call].function
    return isinstance(inner, Ref) and inner.name == "super"


def _called_name(function: Expr) -> str | None:
    return function.name if isinstance(function, (Attr, Ref, Local)) else None


def _is_lambda(module: Module, expr: Expr, scope: int) -> bool:
    """Whether an expression is a lambda, or a name that it was given."""
    if isinstance(expr, Local):
        values = [module.definitions[index].value for index in expr.definitions]
        return any(isinstance(one, Lambda) and one.scope == scope for one in values)
    return isinstance(expr, Lambda) and expr.scope == scope
