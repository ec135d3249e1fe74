"""Which class of the project an object is of, by what made it, its annotation or what calls pass; inheritance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.linking.terms import Term, parameter
from claudelint.reading.module import (
    Attr,
    Call,
    CallOf,
    Class,
    Const,
    Expr,
    Function,
    Item,
    Module,
    Mutated,
    Opaque,
    Param,
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
_MOST_CHANGES = 64


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
        elif isinstance(expr, Mutated):
            for one in self._before_changes(origin):
                yield from self.of_origin(one)

    def _before_changes(self, origin: Term) -> Iterator[Term]:
        """What an object was before its methods that are called like those of lists, such as `add`."""
        pending, seen = [origin], set[int]()
        while pending and len(seen) < _MOST_CHANGES:
            one = pending.pop()
            if not isinstance(one.expr, Mutated):
                yield one
            elif id(one.expr) not in seen:
                seen.add(id(one.expr))
                pending.extend(self.names.origins(one.at(one.expr.base)))

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
        for given in self.names.callers.given_for(module, expr.scope, expr.name).terms:
            yield from self.instances(given)

    def _own_objects(self, origin: Term, expr: Param, owner: int) -> Iterator[Instance]:
        """What `self` is: the object whose method the context calls, else any of the class."""
        module = origin.module
        made = self._receiver(origin, expr)
        if made is not None:
            found = [one for one in self.of_origin(made) if self.comes_from(one, module, owner)]
            if found:
                yield from found
                return
        yield Instance(module, owner, made, may_be_heir=made is None)

    def comes_from(self, one: Instance, module: Module, scope: int, depth: int = 0) -> bool:
        """Whether a class is another one or inherits from it."""
        if one.module is module and one.scope == scope:
            return True
        if depth > _DEEPEST_INHERITANCE:
            return False
        bases = self.bases(one.module, one.scope)
        return any(self.comes_from(base, module, scope, depth + 1) for base in bases)

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
        return self.names.members.of(Instance(module, scope, None), "__init__") or []

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
