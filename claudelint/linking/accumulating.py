"""Values that the turns of a loop, or the calls of a method, build up: counters, and lists and texts that grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.classes import is_own_object
from claudelint.linking.growth import GROWING, own_parameter, passed_by_frame
from claudelint.linking.terms import Term
from claudelint.linking.turns import within
from claudelint.reading.children import children
from claudelint.reading.module import (
    Attr,
    Binary,
    CallOf,
    Comprehension,
    Const,
    Definition,
    Expr,
    Item,
    Join,
    Local,
    Map,
    Module,
    Mutated,
    Param,
    Seq,
    Star,
    Text,
    Updated,
)

if TYPE_CHECKING:
    from claudelint.linking.names import Names

_MOST_STEPS = 300
# calls whose result differs where their argument does
_THROUGH = frozenset(
    {"builtins.str", "builtins.repr", "builtins.len", "builtins.list", "builtins.tuple", "builtins.sorted",
     "json.dumps"}
)  # fmt: skip
_METHODS_OF_TEXT = frozenset({"join", "format", "strip"})
_JOINING = frozenset({"+", "-", "%"})
_ADDING = frozenset({*GROWING, "add", "insert"})


def built_up(names: Names, term: Term, module: Module, scope: int, loop: int) -> Span | None:
    """Where something that an expression is made of is added to, in the turns of a loop.

    The loop is -1 for the calls of the method `scope`, which add to attributes of their object.
    """
    return _Walk(names, module, scope, loop).place_of(term)


class _Walk:
    def __init__(self, names: Names, module: Module, scope: int, loop: int) -> None:
        self.names, self.module, self.scope, self.loop = names, module, scope, loop

    def place_of(self, term: Term) -> Span | None:
        pending, seen = [term], set[tuple[int, int]]()
        while pending and len(seen) < _MOST_STEPS:
            current = pending.pop()
            key = (id(current.expr), id(current.context))
            if key in seen:
                continue
            seen.add(key)
            place = self._added_to(current)
            if place is not None:
                return place
            pending.extend(reversed(self._parts(current)))
        return None

    def _added_to(self, term: Term) -> Span | None:
        """Where a name or an attribute is added to."""
        expr, module = term.expr, term.module
        if isinstance(expr, Local) and self.loop >= 0 and module is self.module:
            for index in expr.definitions:
                definition = module.definitions[index]
                if self._is_inside(definition) and self._adds_on(definition):
                    return Span(module.path, definition.start, definition.end)
        if isinstance(expr, Attr) and module is self.module:
            return self._added_to_attribute(expr)
        return None

    def _is_inside(self, definition: Definition) -> bool:
        return (
            definition.statement >= 0
            and definition.statement != self.loop
            and within(self.module, definition.statement, self.loop)
        )

    def _adds_on(self, definition: Definition) -> bool:
        """Whether a definition adds to what the turn before has left under its name."""
        base = _added_to(definition.value)
        seen: set[int] = set()
        pending = [base] if isinstance(base, Local) and base.name == definition.name else []
        while pending:
            for index in pending.pop().definitions:
                if index in seen:
                    continue
                seen.add(index)
                one = self.module.definitions[index]
                if one.how == "phi" and one.statement == self.loop:
                    return True
                inner = one.value if isinstance(one.value, Local) else _added_to(one.value)
                if isinstance(inner, Local):
                    pending.append(inner)
        return False

    def _added_to_attribute(self, expr: Attr) -> Span | None:
        """Where the method itself, or the loop in it, adds to an attribute of its object."""
        module = self.module
        for statement, value in _attribute_values(self.names, module, expr) or ():
            if statement < 0 or module.statements[statement].scope != self.scope:
                continue
            if self.loop >= 0 and not within(module, statement, self.loop):
                continue
            base = _added_to(value)
            if isinstance(base, Attr) and base.name == expr.name:
                found = module.statements[statement]
                return Span(module.path, found.start, found.end)
        return None

    def _parts(self, term: Term) -> list[Term]:
        """What a value is made of, so that it is another one where a part of it is."""
        expr, module = term.expr, term.module
        if isinstance(expr, Local):
            definitions = [module.definitions[index] for index in expr.definitions]
            return [term.at(one.value) for one in definitions if not self._is_before(module, one)]
        if isinstance(expr, Param):
            passed = passed_by_frame(self.names, term)
            return [] if passed is None else [passed[0]]
        if isinstance(expr, CallOf):
            return self._of_call(term, expr)
        if isinstance(expr, Comprehension):
            parts = module.statements[expr.statement].expressions
            return [term.at(inner) for one in parts for inner in _compared(one)]
        if isinstance(expr, Join):
            return [term.at(one) for one in expr.options]
        if isinstance(expr, Binary) and expr.operator not in _JOINING:
            return []
        if isinstance(expr, Item) and isinstance(expr.index, Const) and _is_place(expr.index.value):
            # what is added at the end leaves it as it is
            return []
        if isinstance(expr, (Text, Binary, Seq, Map, Star, Item)):
            return [term.at(one) for one in children(module, expr)]
        return []

    def _is_before(self, module: Module, definition: Definition) -> bool:
        """Whether a definition stands before the loop in its function."""
        if self.loop < 0 or module is not self.module or definition.statement < 0:
            return False
        own = module.statements[self.loop].scope
        return module.statements[definition.statement].scope == own and not within(
            module, definition.statement, self.loop
        )

    def _of_call(self, term: Term, expr: CallOf) -> list[Term]:
        module = term.module
        call = module.calls[expr.call]
        arguments = [term.at(one.value) for one in call.arguments]
        if self.names.call_name(module, call, term.context) in _THROUGH:
            return arguments
        found: list[Term] = []
        for (target, scope), context in self.names.called(term):
            if context is not None and not target.scopes[scope].is_generator:
                returned = self.names.reachability.returned(target, scope, context)
                found.extend(Term(target, value, context) for value in returned)
        if not found and isinstance(call.function, Attr) and call.function.name in _METHODS_OF_TEXT:
            return [term.at(call.function.value), *arguments]
        return found


def _is_place(value: object) -> bool:
    """Whether an index counts from the beginning."""
    return isinstance(value, int) and value >= 0


def _attribute_values(names: Names, module: Module, expr: Attr) -> list[tuple[int, Expr]] | None:
    """What the methods of a class make of an attribute, with the statements; None for those of other objects."""
    own = own_parameter(module, expr.value)
    if not isinstance(own, Param) or not is_own_object(module, own):
        return None
    owner = module.scopes[own.scope].parent
    return [(one.statement, one.value) for one in names.members.attribute_bindings(module, owner, expr.name)]


def _compared(expr: Expr) -> tuple[Expr, ...]:
    """An expression, or the sides of the comparison that it is."""
    return (expr.left, expr.right) if isinstance(expr, Binary) else (expr,)


def _added_to(value: Expr) -> Expr | None:
    """What something was added to: `x` of `x.append(y)`, `x + y`, `x += y` and `x["count"] += y`."""
    if isinstance(value, Mutated):
        return value.base if value.method in _ADDING else None
    if isinstance(value, Updated):
        counted = _added_to(value.value)
        return value.base if isinstance(counted, Item) else None
    return value.left if isinstance(value, Binary) and value.operator in _JOINING else None
