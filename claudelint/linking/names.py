"""What a name stands for: definitions, imports, attributes and calls are followed to where they end.

What the objects of the project's classes hold is told by `classes`. Nothing here decides what anything
means for Claude; that is for values, clients and the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial

from claudelint.linking.application_state import holder_of
from claudelint.linking.classes import Classes, is_class_method, is_own_object, is_static
from claudelint.linking.command_lines import option_default
from claudelint.linking.elements import elements_of, handed_through, item_of, part_of
from claudelint.linking.members import Members
from claudelint.linking.outside import Callers, Modules, NoCallers
from claudelint.linking.parameters import passed
from claudelint.linking.reachability import Reachability
from claudelint.linking.terms import Context, Term
from claudelint.reading.module import (
    Attr,
    Await,
    Call,
    CallOf,
    Class,
    Const,
    Element,
    Enter,
    Expr,
    Function,
    Imported,
    Item,
    Join,
    Lambda,
    Local,
    Module,
    Param,
    Part,
    Ref,
    Seq,
    Yield,
)

_MOST_ORIGINS = 64
_DEEPEST_CONTEXT = 8


class Names:
    """Follows names through one project; answers are remembered."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self.classes = Classes(self)
        self.members = Members(self)
        self.reachability = Reachability(self)
        self._origins: dict[tuple[int, int, int], tuple[Term, ...]] = {}
        self._contexts: dict[tuple[int, int, int, int], Context] = {}
        self._open: set[tuple[int, int, int]] = set()
        self._naming: set[tuple[int, int, int]] = set()
        self._kept: list[object] = []
        self._items: dict[tuple[int, str], Item] = {}
        self._blocks: dict[int, dict[int, list[int]]] = {}
        # the kinds of expressions that lead further back
        self._steps: dict[type, Callable[..., list[Term] | None]] = {
            Local: self._assigned,
            Ref: lambda term, expr: self.module_name(term.module, expr.name),
            Param: partial(passed, self),
            Join: self._choice,
            Await: self._entered,
            Enter: self._entered,
            Attr: self._attribute,
            CallOf: self._call,
            Imported: self._imported,
            Part: partial(part_of, self),
            Item: partial(item_of, self),
            Element: partial(elements_of, self),
        }
        # what only the call graph knows, which puts itself here
        self.callers: Callers = NoCallers()

    # following

    def origins(self, term: Term) -> tuple[Term, ...]:
        """Where a value comes from: the expressions at the end of every way back."""
        if type(term.expr) not in self._steps:
            return (term,)
        key = (id(term.module), id(term.expr), id(term.context))
        known = self._origins.get(key)
        if known is not None:
            return known
        if key in self._open:
            return ()
        self._open.add(key)
        found: list[Term] = []
        seen = {key[1:]}
        pending = [term]
        while pending and len(found) < _MOST_ORIGINS:
            current = pending.pop()
            following = self.step_back(current)
            if following is None:
                found.append(current)
                continue
            for one in reversed(following):
                mark = (id(one.expr), id(one.context))
                if mark not in seen:
                    seen.add(mark)
                    pending.append(one)
        self._open.discard(key)
        result = tuple(found)
        self._origins[key] = result
        self.keep((term, result))
        return result

    def blocks(self, module: Module) -> dict[int, list[int]]:
        """The statements directly within each compound statement of a module, in order; at -1 those in none."""
        known = self._blocks.get(id(module))
        if known is None:
            known = self._blocks[id(module)] = defaultdict(list)
            for index, statement in enumerate(module.statements):
                known[statement.parent].append(index)
            self.keep(module)
        return known

    def keep(self, made: object) -> None:
        """Let something live as long as the answers do: they are remembered by its identity."""
        self._kept.append(made)

    def step_back(self, term: Term) -> list[Term] | None:
        """The expressions that a value comes from directly, such as what was assigned to a name.

        None where the way back ends: at a literal, a class, or something from outside the project.
        """
        step = self._steps.get(type(term.expr))
        return None if step is None else step(term, term.expr)

    def _assigned(self, term: Term, expr: Local) -> list[Term]:
        definitions = term.module.definitions
        return [term.at(definitions[index].value) for index in self.reachability.in_force(term, expr)]

    def _choice(self, term: Term, expr: Join) -> list[Term]:
        options = expr.options
        if expr.kind == "and":
            options = options[-1:]
        elif expr.kind == "or":
            options = tuple(self._first_of(term, options))
        elif expr.kind == "if" and expr.test is not None:
            truth = self.reachability.truth(term.at(expr.test))
            if truth is not None:
                options = options[:1] if truth else options[1:]
        return [term.at(option) for option in options]

    def _first_of(self, term: Term, options: tuple[Expr, ...]) -> Iterator[Expr]:
        """The options of an `or` that may be its value: not those certainly empty, none behind a sure one."""
        for option in options[:-1]:
            truth = self.reachability.constant_truth(term.at(option))
            if truth is not False:
                yield option
            if truth is True:
                return
        yield options[-1]

    def module_name(self, module: Module, name: str) -> list[Term] | None:
        """The values of a module's name; None when the module does not bind it."""
        names = module.scopes[0].names
        found = names.get(name)
        if found:
            return [Term(module, module.definitions[index].value) for index in found]
        for index in names.get("*", ()):
            star = module.definitions[index].value
            if isinstance(star, Imported):
                source = self.modules.find(module, star.module, star.level)
                if source is not None and source is not module and _exports(source, name):
                    from_star = self.module_name(source, name)
                    if from_star is not None:
                        return from_star
        return None

    def _entered(self, term: Term, expr: Await | Enter) -> list[Term] | None:
        value = expr.value
        if isinstance(expr, Enter) and isinstance(value, CallOf):
            yielded = self._yielded(term, value)
            if yielded:
                return yielded
        return [term.at(value)]

    def _yielded(self, term: Term, value: CallOf) -> list[Term]:
        """What a context manager made of a generator function hands out."""
        found: list[Term] = []
        for function, context in self.called(term.at(value)):
            module, index = function
            if not module.scopes[index].is_generator:
                continue
            for statement in module.statements:
                if statement.scope == index:
                    for one in statement.expressions:
                        if isinstance(one, Yield) and one.value is not None:
                            found.append(Term(module, one.value, context))
        return found

    def _imported(self, term: Term, expr: Imported) -> list[Term] | None:
        if expr.name is None:
            return None
        module = self.modules.find(term.module, expr.module, expr.level)
        if module is not None:
            found = self.module_name(module, expr.name)
            if found is not None:
                return found
        return None

    # attributes

    def _attribute(self, term: Term, expr: Attr) -> list[Term] | None:
        found: list[Term] = []
        owners = self._owners(term.at(expr.value))
        default = option_default(self, owners, expr.name)
        if default is not None:
            return default
        for origin in owners:
            may_hold = isinstance(origin.expr, Attr) or (
                isinstance(origin.expr, Param) and expr.name == "obj"
            )
            held_by = holder_of(self, origin) if may_hold else None
            if held_by is not None:
                found.extend(self.callers.kept_on(origin.module, held_by, expr.name))
                continue
            if isinstance(origin.expr, Imported) and (origin.expr.name is None or origin.expr.level >= 0):
                from_module = self._module_attribute(origin, origin.expr, expr.name)
                if from_module is None:
                    return None
                found.extend(from_module)
                continue
            if isinstance(origin.expr, Const) and origin.expr.value is None:
                continue
            if isinstance(origin.expr, Const) and expr.name == "value":
                # only a member of an enumeration has a constant for its class attribute and a value
                found.append(origin)
                continue
            changed = self.classes.changed_in_copy(origin, expr.name)
            if changed is not None:
                found.append(changed)
                continue
            instances = list(self.classes.of_origin(origin))
            if not instances:
                return None
            for owner in instances:
                values = self.members.of(owner, expr.name)
                if values is None:
                    return None
                found.extend(values)
        return found or None

    def _owners(self, term: Term) -> tuple[Term, ...]:
        """What an attribute is taken of; for a parameter out of any context, what calls in sight pass."""
        found: list[Term] = []
        for origin in self.origins(term):
            expr = origin.expr
            if isinstance(expr, Param) and origin.context is None and not is_own_object(origin.module, expr):
                given = self.callers.given_for(origin.module, expr.scope, expr.name)
                found.extend(one for term in given.terms for one in self.origins(term))
                if given.by_all:
                    continue
            found.append(origin)
        return tuple(found)

    def _module_attribute(self, origin: Term, expr: Imported, name: str) -> list[Term] | None:
        dotted = expr.module if expr.name is None else f"{expr.module}.{expr.name}".lstrip(".")
        module = self.modules.find(origin.module, dotted, expr.level)
        if module is None:
            return None
        found = self.module_name(module, name)
        if found is not None:
            return found
        submodule = Imported(expr.start, expr.end, dotted, name, expr.level)
        self.keep(submodule)
        return [origin.at(submodule)]

    # calls

    def _call(self, term: Term, expr: CallOf) -> list[Term] | None:
        same = handed_through(self, term, term.module.calls[expr.call])
        if same is not None:
            return same
        found: list[Term] = []
        for (module, scope), context in self.called(term):
            function = module.scopes[scope]
            if function.is_generator or context is None:
                return None
            values = list(self.reachability.returned(module, scope, context))
            if not values:
                return None
            found.extend(Term(module, value, context) for value in values)
        return found or None

    def called(self, term: Term) -> Iterator[tuple[tuple[Module, int], Context | None]]:
        """The project's functions that a call runs, each with the context that the call makes.

        The context is None where the chain of calls is too long to be followed.
        """
        if not isinstance(term.expr, CallOf):
            return
        call = term.module.calls[term.expr.call]
        for target in self.origins(term.at(call.function)):
            if not isinstance(target.expr, (Function, Lambda)):
                continue
            scope = target.expr.scope
            yield (target.module, scope), self.context(term, call, target.module, scope)

    def context(
        self, term: Term, call: Call, module: Module, scope: int, skip: int | None = None
    ) -> Context | None:
        """The context in which a call runs a function of the project; None where the chain grows too long.

        `skip` is how many leading parameters the call does not show, where the caller knows it.
        """
        if term.context is not None:
            # a function that calls itself would be followed once more with every turn
            is_recursive = term.context.frame_of(module, scope) is not None
            if is_recursive or term.context.depth >= _DEEPEST_CONTEXT:
                return None
        if skip is None:
            skip = self.skip(call, term, module, scope)
        return self.chained(module, scope, term.module, call, term.context, skip)

    def skip(self, call: Call, term: Term, module: Module, scope: int) -> int:
        """How many leading parameters the call itself does not show: 1 for a bound method."""
        function = module.scopes[scope]
        if function.parent < 0 or module.scopes[function.parent].kind != "class":
            return 0
        if is_static(function):
            return 0
        method = _as_attribute(term.module, call.function)
        if method is None:
            # an object is called: its class and it are known
            return int(function.name == "__call__")
        receivers = self.origins(term.at(method.value))
        if any(isinstance(one.expr, Class) for one in receivers) and not is_class_method(function):
            return 0
        return 1

    def chained(
        self, module: Module, scope: int, caller: Module, call: Call, outer: Context | None, skip: int
    ) -> Context:
        """The context of a call inside another context, however long the chain already is.

        The same call in the same chain gives the same object, for answers are remembered by identity.
        """
        depth = 1 if outer is None else outer.depth + 1
        key = (id(module), scope, id(call), id(outer))
        known = self._contexts.get(key)
        if known is None:
            known = self._contexts[key] = Context(module, scope, caller, call, outer, skip, depth)
        return known

    def choosing(self, module: Module, call: Call, number: int, outer: Context | None) -> Context:
        """A link of a chain that says which of several tuples a call returns; the same object each time."""
        key = (id(module), -1 - number, id(call), id(outer))
        known = self._contexts.get(key)
        if known is None:
            depth = 1 if outer is None else outer.depth + 1
            known = Context(module, -1, module, call, outer, 0, depth, (id(call), number))
            self._contexts[key] = known
        return known

    def item_named(self, term: Term, name: str) -> Term:
        """`term[name]`, as an expression of its own; the same each time."""
        key = (id(term.expr), name)
        known = self._items.get(key)
        if known is None:
            start, end = term.expr.start, term.expr.end
            known = self._items[key] = Item(start, end, term.expr, Const(start, end, name))
            self.keep(term.expr)
        return term.at(known)

    def annotation_of(self, term: Term) -> Term | None:
        """The annotation of a name where it is bound, such as `x: T = ...`."""
        expr = term.expr
        indices: tuple[int, ...] = ()
        if isinstance(expr, Local):
            indices = expr.definitions
        elif isinstance(expr, Ref):
            indices = term.module.scopes[0].names.get(expr.name, ())
        found = [one for index in indices if (one := term.module.definitions[index].annotation) is not None]
        return Term(term.module, found[0]) if found else None

    # names from outside the project

    def qualified(self, term: Term) -> str | None:
        """The full name of something from outside the project, such as `os.getenv`, when it has one."""
        names = {self.qualified_origin(origin) for origin in self.origins(term)}
        names.discard(None)
        return names.pop() if len(names) == 1 else None

    def qualified_origin(self, origin: Term) -> str | None:
        """The full name of an expression at which a way back ended."""
        expr = origin.expr
        if isinstance(expr, Imported):
            dotted = self.modules.named(origin.module, expr.module, expr.level)
            return dotted if expr.name is None else f"{dotted}.{expr.name}"
        if isinstance(expr, Ref):
            return f"builtins.{expr.name}"
        if isinstance(expr, Attr):
            key = (id(origin.module), id(expr), id(origin.context))
            if key in self._naming:
                # `node = node.next` in a loop is its own owner
                return None
            self._naming.add(key)
            owner = self.qualified(origin.at(expr.value))
            self._naming.discard(key)
            return None if owner is None else f"{owner}.{expr.name}"
        return None

    def call_name(self, module: Module, call: Call, context: Context | None = None) -> str | None:
        """The full name of what a call calls, when that is from outside the project."""
        return self.qualified(Term(module, call.function, context))


def _as_attribute(module: Module, function: Expr) -> Attr | None:
    """`object.method`, also where it was given a name before it is called."""
    if isinstance(function, Local) and len(function.definitions) == 1:
        function = module.definitions[function.definitions[0]].value
    elif isinstance(function, Ref) and len(found := module.scopes[0].names.get(function.name, ())) == 1:
        function = module.definitions[found[0]].value
    return function if isinstance(function, Attr) else None


def _exports(module: Module, name: str) -> bool:
    """Whether `from module import *` brings a name: what `__all__` lists, else all without an underscore."""
    listed = [module.definitions[index].value for index in module.scopes[0].names.get("__all__", ())]
    if not listed:
        return not name.startswith("_")
    # a list that is put together may hold any name
    return any(
        not isinstance(one, Seq)
        or any(not isinstance(item, Const) or item.value == name for item in one.items)
        for one in listed
    )
