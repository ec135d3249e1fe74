"""What classes and their objects hold: attributes, fields and properties, their own and inherited ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claudelint.linking.spreading import Arguments, passed_by
from claudelint.linking.terms import Context, Term, parameter
from claudelint.reading.module import (
    Attr,
    AttributeBinding,
    Call,
    CallOf,
    Class,
    Const,
    Expr,
    Function,
    Item,
    Local,
    Module,
    Opaque,
    Param,
    Parameter,
    Ref,
    Scope,
    Seq,
)

if TYPE_CHECKING:
    from claudelint.linking.names import Names

# calls that copy an object, with some attributes changed
_COPYING = frozenset({"dataclasses.replace", "copy.replace", "attrs.evolve", "attr.evolve"})
_COPYING_METHODS = frozenset({"model_copy", "_replace"})
_DEEPEST_ANNOTATION = 8
_DEEPEST_INHERITANCE = 8
_PROPERTIES = frozenset({"builtins.property", "functools.cached_property"})
_ABSTRACT = frozenset({"abc.abstractmethod", "abc.abstractproperty"})


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class of the project; `constructed` is the call that made it, where known."""

    module: Module
    scope: int
    constructed: Term | None
    # it may as well be an object of a class that inherits from this one
    may_be_heir: bool = False


class Classes:
    """The classes of one project; the names that lead to them and away from them are followed by Names."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._attributes: dict[int, dict[tuple[int, str], list[AttributeBinding]]] = {}
        self._outside: dict[str, dict[str, list[AttributeBinding]]] = {}
        self._copies: set[tuple[int, int, int]] = set()
        self._definitions: dict[tuple[str, int], Class] = {}

    # objects

    def instances(self, term: Term) -> list[Instance]:
        """The project's classes that a value is an object of (or, for a class, the class itself)."""
        return [one for origin in self.names.origins(term) for one in self.of_origin(origin)]

    def of_origin(self, origin: Term) -> Iterator[Instance]:
        """The same for an expression at which a way back ended."""
        expr = origin.expr
        if isinstance(expr, Class):
            yield Instance(origin.module, expr.scope, None)
        elif isinstance(expr, CallOf):
            call = origin.module.calls[expr.call]
            if isinstance(call.function, Ref) and call.function.name == "super":
                yield from self._super(origin, call)
                return
            if isinstance(call.function, Attr) and call.function.name == "__new__":
                # `super().__new__(cls)` in a singleton
                scope = self.enclosing_class(origin.module, call.scope)
                if scope is not None:
                    yield Instance(origin.module, scope, None)
                return
            copied = self._copied(origin, call)
            if copied is not None:
                yield from self._instances_copied(origin, copied)
                return
            for target in self.names.origins(origin.at(call.function)):
                if isinstance(target.expr, Class):
                    yield Instance(target.module, target.expr.scope, origin)
        elif isinstance(expr, Param):
            yield from self._parameter_instances(origin, expr)

    def _copied(self, origin: Term, call: Call) -> Term | None:
        """The object that `dataclasses.replace(...)` or `model.model_copy(...)` makes another one of."""
        if isinstance(call.function, Attr) and call.function.name in _COPYING_METHODS:
            return origin.at(call.function.value)
        if call.arguments and self.names.call_name(origin.module, call) in _COPYING:
            return origin.at(call.arguments[0].value)
        return None

    def _instances_copied(self, origin: Term, copied: Term) -> Iterator[Instance]:
        key = (id(origin.module), id(origin.expr), id(origin.context))
        if key in self._copies:
            # `item = item.model_copy()` in a loop is a copy of itself
            return
        self._copies.add(key)
        found = self.instances(copied)
        self._copies.discard(key)
        yield from found

    def changed_in_copy(self, origin: Term, name: str) -> Term | None:
        """What such a call says an attribute is from then on."""
        if not isinstance(origin.expr, CallOf):
            return None
        call = origin.module.calls[origin.expr.call]
        if self._copied(origin, call) is None:
            return None
        return next((origin.at(one.value) for one in call.arguments if one.name == name), None)

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
        if is_first and owner >= 0 and module.scopes[owner].kind == "class" and not is_static(scope):
            yield from self._own_objects(origin, expr, owner)
            return
        declared = parameter(scope, expr.name)
        if declared is not None and declared.annotation is not None:
            for target in self.annotated(Term(module, declared.annotation)):
                if isinstance(target.expr, Class):
                    yield Instance(target.module, target.expr.scope, None, may_be_heir=True)
            return
        for given in self.names.given_for(module, expr.scope, expr.name).terms:
            yield from self.instances(given)

    def _own_objects(self, origin: Term, expr: Param, owner: int) -> Iterator[Instance]:
        """What `self` is: the object whose method the context calls, else any of the class."""
        module = origin.module
        made = self._receiver(origin, expr)
        if made is not None:
            found = [one for one in self.of_origin(made) if self._comes_from(one, module, owner)]
            if found:
                yield from found
                return
        yield Instance(module, owner, made, may_be_heir=made is None)

    def _comes_from(self, one: Instance, module: Module, scope: int, depth: int = 0) -> bool:
        """Whether a class is another one or inherits from it."""
        if one.module is module and one.scope == scope:
            return True
        if depth > _DEEPEST_INHERITANCE:
            return False
        bases = self.bases(one.module, one.scope)
        return any(self._comes_from(base, module, scope, depth + 1) for base in bases)

    def _receiver(self, origin: Term, expr: Param) -> Term | None:
        frame = origin.context.frame_of(origin.module, expr.scope) if origin.context is not None else None
        if frame is None:
            return None
        if origin.module.scopes[expr.scope].name == "__init__":
            return None
        function = frame.call.function
        if not isinstance(function, Attr):
            return None
        for one in self.names.origins(Term(frame.caller, function.value, frame.outer)):
            if isinstance(one.expr, CallOf):
                return one
            if isinstance(one.expr, Param):
                return self._receiver(one, one.expr)
        return None

    # annotations

    def annotated(self, term: Term, depth: int = 0) -> Iterator[Term]:
        """The classes named in an annotation, through Optional, unions, Annotated and quotes."""
        if depth > _DEEPEST_ANNOTATION:
            return
        for origin in self.names.origins(term):
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
        self.names.keep(expr)
        return Term(origin.module, expr)

    def return_annotation(self, function: Term) -> Term | None:
        """What a function of the project says that it returns."""
        if not isinstance(function.expr, Function):
            return None
        module, scope = function.module, function.module.scopes[function.expr.scope]
        if scope.statement < 0:
            return None
        for index in module.statements[scope.statement].definitions:
            annotation = module.definitions[index].annotation
            if annotation is not None:
                return Term(module, annotation)
        return None

    # inheritance and nesting

    def bases(self, module: Module, scope: int) -> Iterator[Instance]:
        """The project's classes that a class inherits from directly."""
        for base in module.scopes[scope].bases:
            if base.name is None and not base.star:
                for target in self.names.origins(Term(module, base.value)):
                    if isinstance(target.expr, Class) and (
                        target.module is not module or target.expr.scope != scope
                    ):
                        yield Instance(target.module, target.expr.scope, None)

    def external_bases(self, module: Module, scope: int, seen: frozenset[int] = frozenset()) -> Iterator[str]:
        """The qualified names of the classes from outside the project that a class comes from."""
        for base in module.scopes[scope].bases:
            if base.name is not None or base.star:
                continue
            for target in self.names.origins(Term(module, base.value)):
                if isinstance(target.expr, Class):
                    if target.expr.scope not in seen:
                        yield from self.external_bases(
                            target.module, target.expr.scope, seen | {target.expr.scope}
                        )
                    continue
                name = self.names.qualified_origin(target)
                if name is not None:
                    yield name

    def constructor(self, module: Module, scope: int) -> list[Term]:
        """What runs when an object of a class is made, its own or inherited."""
        return self.member(Instance(module, scope, None), "__init__") or []

    def definition_of(self, module: Module, scope: int) -> Class | None:
        """The class as an expression."""
        found = self._definitions.get((module.path, scope))
        if found is None:
            values = (definition.value for definition in module.definitions)
            found = next((one for one in values if isinstance(one, Class) and one.scope == scope), None)
            if found is not None:
                self._definitions[module.path, scope] = found
        return found

    def enclosing_class(self, module: Module, scope: int) -> int | None:
        """The class whose method a scope is or stands in."""
        while scope >= 0:
            if module.scopes[scope].kind == "class":
                return scope
            scope = module.scopes[scope].parent
        return None

    # attributes

    def member(
        self, owner: Instance, name: str, seen: frozenset[tuple[str, int]] = frozenset()
    ) -> list[Term] | None:
        """The values of an attribute of an object or class; None when nothing in sight sets it."""
        found = self._member(owner, name, seen)
        if not owner.may_be_heir or (found and all(self._is_done(one) for one in found)):
            return found
        overriding = self._overriding(owner, name)
        if not overriding:
            return found
        own = [one for one in found or () if not self._waits_for_heirs(one)]
        return own + [one for one in overriding if one not in own]

    def runs(self, owner: Instance, module: Module, scope: int) -> bool:
        """Whether calling a method of this name on an object may run a method of a class."""
        method = module.scopes[scope]
        exact = replace(owner, may_be_heir=False)
        for found in self.member(exact, method.name) or ():
            if isinstance(found.expr, Function) and found.module is module and found.expr.scope == scope:
                return True
        own = Instance(module, method.parent, None)
        return owner.may_be_heir and self._comes_from(own, owner.module, owner.scope)

    def _overriding(self, owner: Instance, name: str) -> list[Term]:
        """What classes that inherit from this one set instead."""
        found: list[Term] = []
        for module, scope in self.names.heirs(owner.module, owner.scope):
            found.extend(self._own_member(Instance(module, scope, None), name) or ())
        return found

    def _is_done(self, value: Term) -> bool:
        """Whether a value is a method that does something itself: heirs may add to it, and seldom undo it."""
        return isinstance(value.expr, Function) and not self._waits_for_heirs(value)

    def _waits_for_heirs(self, value: Term) -> bool:
        """Whether a value only stands in for that of an heir: None, nothing, or a method that does nothing."""
        expr = value.expr
        if isinstance(expr, Const):
            return expr.value is None or expr.value == ""
        if isinstance(expr, Opaque):
            return expr.kind in ("Ellipsis", "unset")
        if not isinstance(expr, Function):
            return False
        scope = value.module.scopes[expr.scope]
        if any(self.names.qualified(Term(value.module, one)) in _ABSTRACT for one in scope.decorators):
            return True
        body = [one for one in value.module.statements if one.scope == expr.scope and one.parent == -1]
        return all(
            one.kind in ("raise", "pass")
            or (one.kind == "expression" and isinstance(one.expressions[0], (Const, Opaque)))
            for one in body
        )

    def _member(self, owner: Instance, name: str, seen: frozenset[tuple[str, int]]) -> list[Term] | None:
        mark = (owner.module.path, owner.scope)
        if mark in seen:
            return None
        found = self._own_member(owner, name)
        if found is None or found:
            return found
        for base in self.bases(owner.module, owner.scope):
            inherited = self._member(
                Instance(base.module, base.scope, owner.constructed), name, seen | {mark}
            )
            if inherited is not None:
                return inherited
        return None

    def _own_member(self, owner: Instance, name: str) -> list[Term] | None:
        """What the class itself sets; empty when it sets nothing, None when that cannot be told."""
        found: list[Term] = []
        for binding in self.attribute_bindings(owner.module, owner.scope, name):
            if not binding.changed:
                found.append(self._bound_attribute(owner, binding))
        in_body = owner.module.scopes[owner.scope].names.get(name, ())
        if not found or not all(self._is_unset(owner.module, index) for index in in_body):
            for index in in_body:
                values = self._defined_in_body(owner, name, index)
                if values is None:
                    return None
                found.extend(values)
        found.extend(self._set_from_outside(owner, name))
        return found

    def _defined_in_body(self, owner: Instance, name: str, index: int) -> list[Term] | None:
        definition = owner.module.definitions[index]
        value = Term(owner.module, definition.value)
        if isinstance(definition.value, Function) and self._is_property(value):
            return [value] if self._waits_for_heirs(value) else self._property(owner, definition.value)
        if definition.annotation is not None and self._has_fields(owner):
            return self._field(owner, name, value)
        return [value]

    def _has_fields(self, owner: Instance) -> bool:
        """Whether the annotated names of a class are arguments of its constructor."""
        scope = owner.module.scopes[owner.scope]
        return "__init__" not in scope.names and bool(scope.decorators or scope.bases)

    def _field(self, owner: Instance, name: str, default: Term) -> list[Term] | None:
        """What the constructions of a dataclass or model pass for a field; None when one cannot be told."""
        made = [owner.constructed] if owner.constructed is not None else None
        found: list[Term] = []
        for construction in made or self.names.constructions(owner.module, owner.scope):
            if not isinstance(construction.expr, CallOf):
                continue
            call = construction.module.calls[construction.expr.call]
            given = Arguments(construction.module, call.arguments, construction.context)
            passed = passed_by(self.names, self._fields(owner), given, name, 0)
            if passed is None:
                return None
            found.extend(passed.terms)
            if not passed.terms or not passed.certain:
                found.append(default)
        return found or [default]

    def field_names(self, owner: Instance) -> tuple[str, ...]:
        """The fields of a dataclass or model, inherited ones first."""
        inherited = (
            [name for base in self.bases(owner.module, owner.scope) for name in self.field_names(base)]
            if owner.module.scopes[owner.scope].bases
            else []
        )
        own = [one.name for one in self._fields(owner)]
        return tuple(dict.fromkeys([*inherited, *own]))

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
        for binding in self._outside_bindings(owner.module).get(name, ()):
            for instance in self.instances(Term(owner.module, binding.owner)):
                if instance.module is owner.module and instance.scope == owner.scope:
                    yield Term(owner.module, binding.value)
                    break

    def _outside_bindings(self, module: Module) -> dict[str, list[AttributeBinding]]:
        """The assignments to attributes of something else than a method's own object."""
        table = self._outside.get(module.path)
        if table is None:
            table = self._outside[module.path] = defaultdict(list)
            for binding in module.attributes:
                if not binding.changed and self._self_class(module, binding.owner) is None:
                    table[binding.name].append(binding)
        return table

    def _is_unset(self, module: Module, index: int) -> bool:
        value = module.definitions[index].value
        return isinstance(value, Opaque) or (isinstance(value, Const) and value.value is None)

    def _bound_attribute(self, owner: Instance, binding: AttributeBinding) -> Term:
        statement = owner.module.statements[binding.statement]
        scope = owner.module.scopes[statement.scope]
        context: Context | None = None
        made = owner.constructed
        if scope.name == "__init__" and made is not None and isinstance(made.expr, CallOf):
            call = made.module.calls[made.expr.call]
            context = self.names.context(made, call, owner.module, statement.scope, skip=1)
        return Term(owner.module, binding.value, context)

    def _is_property(self, function: Term) -> bool:
        expr = function.expr
        if not isinstance(expr, Function):
            return False
        decorators = function.module.scopes[expr.scope].decorators
        return any(self.names.qualified(Term(function.module, one)) in _PROPERTIES for one in decorators)

    def _property(self, owner: Instance, expr: Function) -> list[Term]:
        return [
            Term(owner.module, value) for value in self.names.reachability.returned(owner.module, expr.scope)
        ]

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
            self.names.keep(module)
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


def is_static(function: Scope) -> bool:
    """Whether a method gets neither an object nor a class."""
    return any(isinstance(one, Ref) and one.name == "staticmethod" for one in function.decorators)


def is_class_method(function: Scope) -> bool:
    """Whether a method gets the class it is called on."""
    return any(isinstance(one, Ref) and one.name == "classmethod" for one in function.decorators)


def is_own_object(module: Module, expr: Param) -> bool:
    """Whether a parameter is the object or class that its method is called on."""
    scope = module.scopes[expr.scope]
    if scope.parent < 0 or module.scopes[scope.parent].kind != "class" or is_static(scope):
        return False
    return bool(scope.parameters) and scope.parameters[0].name == expr.name
