"""What classes and their objects hold: attributes, fields and properties, their own and inherited ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from claudelint.linking.classes import Instance
from claudelint.linking.spreading import Arguments, passed_by
from claudelint.linking.terms import Context, Term
from claudelint.reading.module import (
    AttributeBinding,
    CallOf,
    Const,
    Expr,
    Function,
    Local,
    Module,
    Opaque,
    Param,
    Parameter,
)

if TYPE_CHECKING:
    from claudelint.linking.names import Names

_PROPERTIES = frozenset({"builtins.property", "functools.cached_property"})
# objects of these are mostly made of what a web framework or a parser is sent
_MODELS = frozenset({"pydantic.BaseModel", "pydantic.main.BaseModel"})
_ABSTRACT = frozenset({"abc.abstractmethod", "abc.abstractproperty"})


class Members:
    """Answers for one project."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._attributes: dict[int, dict[tuple[int, str], list[AttributeBinding]]] = {}
        self._sent: dict[tuple[int, int], Opaque] = {}
        self._outside: dict[str, dict[str, list[AttributeBinding]]] = {}

    def of(
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
        for found in self.of(exact, method.name) or ():
            if isinstance(found.expr, Function) and found.module is module and found.expr.scope == scope:
                return True
        own = Instance(module, method.parent, None)
        return owner.may_be_heir and self.names.classes.comes_from(own, owner.module, owner.scope)

    def _overriding(self, owner: Instance, name: str) -> list[Term]:
        """What classes that inherit from this one set instead."""
        found: list[Term] = []
        for module, scope in self.names.callers.heirs(owner.module, owner.scope):
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
        for base in self.names.classes.bases(owner.module, owner.scope):
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
        for construction in made or self.names.callers.constructions(owner.module, owner.scope):
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
        return found or [default, *self._from_outside(owner, default)]

    def _from_outside(self, owner: Instance, default: Term) -> Iterator[Term]:
        """What a field may be besides its default where nothing in sight makes the object: a body that was sent.

        A configuration of which only the defaults are in sight is taken for what it says.
        """
        if owner.constructed is not None or _MODELS.isdisjoint(
            self.names.classes.external_bases(owner.module, owner.scope)
        ):
            return
        key = (id(default.module), id(default.expr))
        if key not in self._sent:
            self._sent[key] = Opaque(default.expr.start, default.expr.end, "sent")
            self.names.keep(default)
        yield Term(owner.module, self._sent[key])

    def field_names(self, owner: Instance) -> tuple[str, ...]:
        """The fields of a dataclass or model, inherited ones first."""
        inherited = (
            [
                name
                for base in self.names.classes.bases(owner.module, owner.scope)
                for name in self.field_names(base)
            ]
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
            for instance in self.names.classes.instances(Term(owner.module, binding.owner)):
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
