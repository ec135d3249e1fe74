"""What a name stands for: definitions, imports, attributes and calls are followed to where they end.

Nothing here decides what anything means for Claude; that is for values, clients and the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from claudelint.linking.terms import Context, Term, bind, parameter
from claudelint.reading.module import (
    Attr,
    AttributeBinding,
    Await,
    Call,
    CallOf,
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
    Lambda,
    Local,
    Map,
    Module,
    Opaque,
    Param,
    Parameter,
    Part,
    Ref,
    Seq,
    Star,
    Statement,
    Unary,
    Yield,
)

_MOST_ORIGINS = 64
_DEEPEST_CONTEXT = 8
_PROPERTIES = frozenset({"builtins.property", "functools.cached_property"})


class Modules(Protocol):
    """Where modules come from; implemented by the run, which reads files on demand."""

    def find(self, importer: Module, module: str, level: int) -> Module | None:
        """The project's module of this dotted name as seen from another one, if it is the project's."""

    def named(self, importer: Module, module: str, level: int) -> str:
        """The absolute dotted name of an import."""

    def text_file(self, importer: Module, path: str) -> str | None:
        """The text of a file of the project, by a path as a program would write it."""


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class of the project; `constructed` is the call that made it, where known."""

    module: Module
    scope: int
    constructed: Term | None


class Names:
    """Follows names through one project; answers are remembered."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self._origins: dict[tuple[int, int, int], tuple[Term, ...]] = {}
        self._contexts: dict[tuple[int, int, int, int], Context] = {}
        self._open: set[tuple[int, int, int]] = set()
        self._naming: set[tuple[int, int, int]] = set()
        self._kept: list[object] = []
        self._attributes: dict[int, dict[tuple[int, str], list[AttributeBinding]]] = {}
        self._returns: dict[int, dict[int, list[Statement]]] = {}
        # gives the constructor calls of a class that are seen in the project; set by the call graph
        self.constructions: Callable[[Module, int], tuple[Term, ...]] = _nowhere

    # following

    def origins(self, term: Term) -> tuple[Term, ...]:
        """Where a value comes from: the expressions at the end of every way back."""
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
            following = self._step(current)
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
        self._kept.append((term, result))
        return result

    def _step(self, term: Term) -> list[Term] | None:
        """The expressions one step back, or None where the way ends."""
        expr = term.expr
        if isinstance(expr, Local):
            return [term.at(term.module.definitions[index].value) for index in expr.definitions]
        if isinstance(expr, Ref):
            return self._global(term, expr.name)
        if isinstance(expr, Param):
            return self._parameter(term, expr)
        if isinstance(expr, Join):
            return self._choice(term, expr)
        if isinstance(expr, (Await, Enter)):
            return self._entered(term, expr)
        if isinstance(expr, Attr):
            return self._attribute(term, expr)
        if isinstance(expr, CallOf):
            return self._call(term, expr)
        if isinstance(expr, Imported):
            return self._imported(term, expr)
        if isinstance(expr, Part):
            return self._part(term, expr)
        if isinstance(expr, Item):
            return self._item(term, expr)
        if isinstance(expr, Element):
            return self._element(term, expr)
        return None

    def _choice(self, term: Term, expr: Join) -> list[Term]:
        options = expr.options
        if expr.kind == "and":
            options = options[-1:]
        elif expr.kind == "if" and expr.test is not None:
            truth = self.truth(term.at(expr.test))
            if truth is not None:
                options = options[:1] if truth else options[1:]
        return [term.at(option) for option in options]

    def truth(self, term: Term) -> bool | None:
        """Whether a condition certainly holds or certainly fails, when constants decide it."""
        if isinstance(term.expr, Unary) and term.expr.operator == "not":
            inner = self.truth(term.at(term.expr.value))
            return None if inner is None else not inner
        if not isinstance(term.expr, (Local, Param, Const)):
            return None
        origins = self.origins(term)
        truths = {bool(one.expr.value) for one in origins if isinstance(one.expr, Const)}
        if len(truths) != 1 or not all(isinstance(one.expr, Const) for one in origins):
            return None
        # without the calls that decide it, a default says nothing
        return truths.pop() if term.context is not None else None

    def _global(self, term: Term, name: str) -> list[Term] | None:
        return self.module_name(term.module, name)

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
                if source is not None and source is not module and not name.startswith("_"):
                    from_star = self.module_name(source, name)
                    if from_star is not None:
                        return from_star
        return None

    def _parameter(self, term: Term, expr: Param) -> list[Term] | None:
        frame = term.context.frame_of(term.module, expr.scope) if term.context is not None else None
        scope = term.module.scopes[expr.scope]
        declared = parameter(scope, expr.name)
        if declared is None or declared.kind in ("args", "kwargs"):
            return None
        if frame is not None:
            bound = bind(scope.parameters, frame.call.arguments, expr.name, frame.skip)
            if bound.expr is not None:
                return [Term(frame.caller, bound.expr, frame.outer)]
            if bound.certain and declared.default is not None:
                return [Term(term.module, declared.default)]
            return None
        if scope.name == "__init__":
            return self._constructor_parameter(term, expr)
        return self._default(term.module, declared)

    def _default(self, module: Module, declared: Parameter) -> list[Term] | None:
        default = declared.default
        if default is None:
            return None
        if declared.annotation is not None and isinstance(default, Const) and default.value is None:
            # `client: Anthropic | None = None`: the annotation says more than the default
            return None
        return [Term(module, default)]

    def _constructor_parameter(self, term: Term, expr: Param) -> list[Term] | None:
        scope = term.module.scopes[expr.scope]
        declared = parameter(scope, expr.name)
        default = None if declared is None else declared.default
        found: list[Term] = []
        for constructed in self.constructions(term.module, scope.parent):
            if not isinstance(constructed.expr, CallOf):
                continue
            call = constructed.module.calls[constructed.expr.call]
            bound = bind(scope.parameters, call.arguments, expr.name, 1)
            if bound.expr is not None:
                found.append(constructed.at(bound.expr))
            elif bound.certain and default is not None:
                found.append(Term(term.module, default))
            else:
                return None
        if found:
            return found
        return None if declared is None else self._default(term.module, declared)

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

    def _part(self, term: Term, expr: Part) -> list[Term] | None:
        found: list[Term] = []
        for origin in self.origins(term.at(expr.value)):
            if isinstance(origin.expr, Seq) and 0 <= expr.index < len(origin.expr.items):
                found.append(origin.at(origin.expr.items[expr.index]))
            else:
                return None
        return found or None

    def _item(self, term: Term, expr: Item) -> list[Term] | None:
        keys = [one.expr.value for one in self.origins(term.at(expr.index)) if isinstance(one.expr, Const)]
        found: list[Term] = []
        for origin in self.origins(term.at(expr.value)):
            container = origin.expr
            if isinstance(container, Map) and keys:
                entries = [
                    entry
                    for entry in container.entries
                    if isinstance(entry.key, Const) and entry.key.value in keys
                ]
                if not entries:
                    return None
                found.extend(origin.at(entry.value) for entry in entries)
            elif isinstance(container, Seq) and len(keys) == 1 and isinstance(keys[0], int):
                if not -len(container.items) <= keys[0] < len(container.items):
                    return None
                found.append(origin.at(container.items[keys[0]]))
            else:
                return None
        return found or None

    def _element(self, term: Term, expr: Element) -> list[Term] | None:
        found: list[Term] = []
        for origin in self.origins(term.at(expr.iterable)):
            if isinstance(origin.expr, Comprehension):
                found.append(origin.at(origin.expr.value))
                continue
            if not isinstance(origin.expr, Seq) or any(isinstance(i, Star) for i in origin.expr.items):
                return None
            found.extend(origin.at(item) for item in origin.expr.items)
        return found if 0 < len(found) <= 16 else None

    # attributes and classes

    def _attribute(self, term: Term, expr: Attr) -> list[Term] | None:
        found: list[Term] = []
        for origin in self.origins(term.at(expr.value)):
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
            owners = list(self._instances(origin))
            if not owners:
                return None
            for owner in owners:
                values = self.member(owner, expr.name)
                if values is None:
                    return None
                found.extend(values)
        return found or None

    def _module_attribute(self, origin: Term, expr: Imported, name: str) -> list[Term] | None:
        dotted = expr.module if expr.name is None else f"{expr.module}.{expr.name}".lstrip(".")
        module = self.modules.find(origin.module, dotted, expr.level)
        if module is None:
            return None
        found = self.module_name(module, name)
        if found is not None:
            return found
        submodule = Imported(expr.start, expr.end, dotted, name, expr.level)
        # answers are remembered by identity: what is made here has to live as long as they do
        self._kept.append(submodule)
        return [origin.at(submodule)]

    def instances(self, term: Term) -> list[Instance]:
        """The project's classes that a value is an object of (or, for a class, the class itself)."""
        return [one for origin in self.origins(term) for one in self._instances(origin)]

    def _instances(self, origin: Term) -> Iterator[Instance]:
        expr = origin.expr
        if isinstance(expr, Class):
            yield Instance(origin.module, expr.scope, None)
        elif isinstance(expr, CallOf):
            call = origin.module.calls[expr.call]
            if isinstance(call.function, Ref) and call.function.name == "super":
                yield from self._super(origin, call)
                return
            for target in self.origins(origin.at(call.function)):
                if isinstance(target.expr, Class):
                    yield Instance(target.module, target.expr.scope, origin)
        elif isinstance(expr, Param):
            yield from self._parameter_instances(origin, expr)

    def _super(self, origin: Term, call: Call) -> Iterator[Instance]:
        scope = self.enclosing_class(origin.module, call.scope)
        if scope is not None:
            for base in self.bases(origin.module, scope):
                yield Instance(base.module, base.scope, None)

    def _parameter_instances(self, origin: Term, expr: Param) -> Iterator[Instance]:
        module = origin.module
        scope = module.scopes[expr.scope]
        owner = scope.parent
        is_first = bool(scope.parameters) and scope.parameters[0].name == expr.name
        if (
            is_first
            and owner >= 0
            and module.scopes[owner].kind == "class"
            and not self._static(module, scope)
        ):
            yield Instance(module, owner, self._receiver(origin, expr))
            return
        declared = parameter(scope, expr.name)
        if declared is not None and declared.annotation is not None:
            for target in self.annotated(Term(module, declared.annotation)):
                if isinstance(target.expr, Class):
                    yield Instance(target.module, target.expr.scope, None)

    def _receiver(self, origin: Term, expr: Param) -> Term | None:
        frame = origin.context.frame_of(origin.module, expr.scope) if origin.context is not None else None
        if frame is None:
            return None
        if origin.module.scopes[expr.scope].name == "__init__":
            return None
        function = frame.call.function
        if not isinstance(function, Attr):
            return None
        for one in self.origins(Term(frame.caller, function.value, frame.outer)):
            if isinstance(one.expr, CallOf):
                return one
            if isinstance(one.expr, Param):
                return self._receiver(one, one.expr)
        return None

    def _static(self, module: Module, scope: object) -> bool:
        decorators = getattr(scope, "decorators", ())
        return any(isinstance(one, Ref) and one.name == "staticmethod" for one in decorators)

    def annotated(self, term: Term, depth: int = 0) -> Iterator[Term]:
        """The classes named in an annotation, through Optional, unions, Annotated and quotes."""
        if depth > _DEEPEST_CONTEXT:
            return
        for origin in self.origins(term):
            expr = origin.expr
            if isinstance(expr, Item):
                parts = expr.index.parts if isinstance(expr.index, Opaque) else (expr.index,)
                for part in parts:
                    yield from self.annotated(origin.at(part), depth + 1)
            elif isinstance(expr, Seq):
                for item in expr.items:
                    yield from self.annotated(origin.at(item), depth + 1)
            elif type(expr).__name__ == "Binary":
                yield from self.annotated(origin.at(expr.left), depth + 1)  # type: ignore[union-attr]
                yield from self.annotated(origin.at(expr.right), depth + 1)  # type: ignore[union-attr]
            elif isinstance(expr, Const) and isinstance(expr.value, str):
                quoted = self._quoted(origin, expr.value)
                if quoted is not None:
                    yield from self.annotated(quoted, depth + 1)
            else:
                yield origin

    def _quoted(self, origin: Term, text: str) -> Term | None:
        parts = text.split("[")[-1].rstrip("]").replace("|", ",").split(",")[0].strip().split(".")
        if not all(part.isidentifier() for part in parts):
            return None
        start, end = origin.expr.start, origin.expr.end
        expr: Expr = Ref(start, end, parts[0])
        for part in parts[1:]:
            expr = Attr(start, end, expr, part)
        self._kept.append(expr)
        return Term(origin.module, expr)

    def bases(self, module: Module, scope: int) -> Iterator[Instance]:
        """The project's classes that a class inherits from directly."""
        for base in module.scopes[scope].bases:
            if base.name is None and not base.star:
                for target in self.origins(Term(module, base.value)):
                    if isinstance(target.expr, Class) and (
                        target.module is not module or target.expr.scope != scope
                    ):
                        yield Instance(target.module, target.expr.scope, None)

    def external_bases(self, module: Module, scope: int, seen: frozenset[int] = frozenset()) -> Iterator[str]:
        """The qualified names of the classes from outside the project that a class comes from."""
        for base in module.scopes[scope].bases:
            if base.name is not None or base.star:
                continue
            for target in self.origins(Term(module, base.value)):
                if isinstance(target.expr, Class):
                    if target.expr.scope not in seen:
                        yield from self.external_bases(
                            target.module, target.expr.scope, seen | {target.expr.scope}
                        )
                    continue
                name = self.qualified_origin(target)
                if name is not None:
                    yield name

    def member(
        self, owner: Instance, name: str, seen: frozenset[tuple[str, int]] = frozenset()
    ) -> list[Term] | None:
        """The values of an attribute of an object or class; None when nothing in sight sets it."""
        mark = (owner.module.path, owner.scope)
        if mark in seen:
            return None
        found: list[Term] = []
        for binding in self.attribute_bindings(owner.module, owner.scope, name):
            if binding.changed:
                continue
            found.append(self._bound_attribute(owner, binding))
        in_body = owner.module.scopes[owner.scope].names.get(name, ())
        if not found or not all(self._is_unset(owner.module, index) for index in in_body):
            for index in in_body:
                definition = owner.module.definitions[index]
                value = Term(owner.module, definition.value)
                if isinstance(definition.value, Function) and self._is_property(value):
                    found.extend(self._property(owner, definition.value))
                elif definition.annotation is not None and self._has_fields(owner):
                    passed = self._field(owner, name, value)
                    if passed is None:
                        return None
                    found.extend(passed)
                else:
                    found.append(value)
        if found:
            found.extend(self._set_from_outside(owner, name))
        if found:
            return found
        for base in self.bases(owner.module, owner.scope):
            inherited = self.member(Instance(base.module, base.scope, owner.constructed), name, seen | {mark})
            if inherited is not None:
                return inherited
        return None

    def _has_fields(self, owner: Instance) -> bool:
        """Whether the annotated names of a class are arguments of its constructor."""
        scope = owner.module.scopes[owner.scope]
        return "__init__" not in scope.names and bool(scope.decorators or scope.bases)

    def _field(self, owner: Instance, name: str, default: Term) -> list[Term] | None:
        """What the constructions of a dataclass or model pass for a field; None when one cannot be told."""
        made = [owner.constructed] if owner.constructed is not None else None
        found: list[Term] = []
        for construction in made or self.constructions(owner.module, owner.scope):
            if not isinstance(construction.expr, CallOf):
                continue
            arguments = construction.module.calls[construction.expr.call].arguments
            passed = bind(self._fields(owner), arguments, name, 0)
            if passed.expr is not None:
                found.append(construction.at(passed.expr))
            elif not passed.certain:
                return None
            else:
                found.append(default)
        return found or [default]

    def _fields(self, owner: Instance) -> tuple[Parameter, ...]:
        scope = owner.module.scopes[owner.scope]
        definitions = [owner.module.definitions[found[0]] for found in scope.names.values() if found]
        annotated = sorted(
            (one for one in definitions if one.annotation is not None), key=lambda one: one.start
        )
        return tuple(
            Parameter(one.start, one.end, one.name, "normal", None, one.annotation) for one in annotated
        )

    def _set_from_outside(self, owner: Instance, name: str) -> Iterator[Term]:
        """Values that code outside the class assigns to the attribute of its objects, in the same module."""
        for binding in owner.module.attributes:
            if (
                binding.name != name
                or binding.changed
                or self._self_class(owner.module, binding.owner) is not None
            ):
                continue
            for instance in self.instances(Term(owner.module, binding.owner)):
                if instance.module is owner.module and instance.scope == owner.scope:
                    yield Term(owner.module, binding.value)
                    break

    def _is_unset(self, module: Module, index: int) -> bool:
        value = module.definitions[index].value
        return isinstance(value, Opaque) or (isinstance(value, Const) and value.value is None)

    def _bound_attribute(self, owner: Instance, binding: AttributeBinding) -> Term:
        statement = owner.module.statements[binding.statement]
        scope = owner.module.scopes[statement.scope]
        context: Context | None = None
        made = owner.constructed
        if scope.name == "__init__" and made is not None and isinstance(made.expr, CallOf):
            depth = 1 if made.context is None else made.context.depth + 1
            if depth <= _DEEPEST_CONTEXT:
                context = self._context(
                    owner.module,
                    statement.scope,
                    made.module,
                    made.module.calls[made.expr.call],
                    made.context,
                    1,
                )
        return Term(owner.module, binding.value, context)

    def _is_property(self, function: Term) -> bool:
        expr = function.expr
        if not isinstance(expr, Function):
            return False
        decorators = function.module.scopes[expr.scope].decorators
        return any(self.qualified(Term(function.module, one)) in _PROPERTIES for one in decorators)

    def _property(self, owner: Instance, expr: Function) -> list[Term]:
        return [Term(owner.module, value) for value in self.returned(owner.module, expr.scope)]

    def attribute_bindings(self, module: Module, scope: int, name: str) -> list[AttributeBinding]:
        """Every `self.name = ...` in the methods of a class."""
        table = self._attributes.get(id(module))
        if table is None:
            table = defaultdict(list)
            for binding in module.attributes:
                owner = self._self_class(module, binding.owner)
                if owner is not None:
                    table[owner, binding.name].append(binding)
            self._attributes[id(module)] = table
            self._kept.append(module)
        return table.get((scope, name), [])

    def _self_class(self, module: Module, owner: Expr) -> int | None:
        if not isinstance(owner, Local) or len(owner.definitions) != 1:
            return None
        value = module.definitions[owner.definitions[0]].value
        if not isinstance(value, Param):
            return None
        scope = module.scopes[value.scope]
        if not scope.parameters or scope.parameters[0].name != value.name or scope.parent < 0:
            return None
        return scope.parent if module.scopes[scope.parent].kind == "class" else None

    def enclosing_class(self, module: Module, scope: int) -> int | None:
        """The class whose method a scope is or stands in."""
        while scope >= 0:
            if module.scopes[scope].kind == "class":
                return scope
            scope = module.scopes[scope].parent
        return None

    # calls

    def _call(self, term: Term, expr: CallOf) -> list[Term] | None:
        found: list[Term] = []
        for (module, scope), context in self.called(term):
            function = module.scopes[scope]
            if function.is_generator or context is None:
                return None
            values = list(self.returned(module, scope, context))
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

    def context(self, term: Term, call: Call, module: Module, scope: int) -> Context | None:
        """The context in which a call runs a function of the project."""
        depth = 1 if term.context is None else term.context.depth + 1
        if depth > _DEEPEST_CONTEXT:
            return None
        return self._context(
            module, scope, term.module, call, term.context, self.skip(call, term, module, scope)
        )

    def skip(self, call: Call, term: Term, module: Module, scope: int) -> int:
        """How many leading parameters the call itself does not show: 1 for a bound method."""
        function = module.scopes[scope]
        if function.parent < 0 or module.scopes[function.parent].kind != "class":
            return 0
        if self._static(module, function) or not isinstance(call.function, Attr):
            return 0
        receivers = self.origins(term.at(call.function.value))
        is_class_method = any(isinstance(d, Ref) and d.name == "classmethod" for d in function.decorators)
        if any(isinstance(one.expr, Class) for one in receivers) and not is_class_method:
            return 0
        return 1

    def _context(
        self, module: Module, scope: int, caller: Module, call: Call, outer: Context | None, skip: int
    ) -> Context:
        depth = 1 if outer is None else outer.depth + 1
        key = (id(module), scope, id(call), id(outer))
        known = self._contexts.get(key)
        if known is None:
            known = self._contexts[key] = Context(module, scope, caller, call, outer, skip, depth)
        return known

    def returned(self, module: Module, scope: int, context: Context | None = None) -> Iterator[Expr]:
        """The expressions that a function returns; ways that the context rules out are left out."""
        table = self._returns.get(id(module))
        if table is None:
            table = defaultdict(list)
            for statement in module.statements:
                if statement.kind in ("return", "lambda"):
                    table[statement.scope].append(statement)
            self._returns[id(module)] = table
        for statement in table.get(scope, ()):
            if context is None or self._reachable(module, statement, context):
                yield from statement.expressions

    def _reachable(self, module: Module, statement: Statement, context: Context) -> bool:
        inner = statement
        while inner.parent >= 0:
            outer = module.statements[inner.parent]
            if outer.kind == "if" and inner.branch in ("body", "orelse"):
                truth = self.truth(Term(module, outer.expressions[0], context))
                if truth is not None and truth != (inner.branch == "body"):
                    return False
            inner = outer
        return True

    # names from outside the project

    def qualified(self, term: Term) -> str | None:
        """The full name of something from outside the project, such as `os.getenv`, when it has one."""
        names = {self.qualified_origin(origin) for origin in self.origins(term)}
        names.discard(None)
        return names.pop() if len(names) == 1 else None

    def qualified_names(self, term: Term) -> set[str]:
        """The full names that something may have."""
        return {name for origin in self.origins(term) if (name := self.qualified_origin(origin)) is not None}

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


def _nowhere(_: Module, __: int) -> tuple[Term, ...]:
    return ()
