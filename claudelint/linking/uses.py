"""Where each value of a module is used: the expression around an expression, and the uses of a definition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property

from claudelint.reading.children import CHILDLESS, children
from claudelint.reading.module import Attr, Binary, CallOf, Expr, Local, Map, Module, Statement, Updated


class Uses:
    """An index of one module, made in one pass over its statements."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self._parents: dict[int, Expr] = {}
        self._statements: dict[int, int] = {}
        self.of_definition: dict[int, list[Local]] = defaultdict(list)
        self.of_call: dict[int, CallOf] = {}
        self.of_attribute: dict[str, list[Attr]] = defaultdict(list)
        self.of_name: dict[str, list[Local]] = defaultdict(list)
        self.dicts: list[Map] = []
        self.binaries: list[Binary] = []
        self.call_of_function: dict[int, int] = {}
        self.merged_into: dict[int, list[int]] = defaultdict(list)
        self.defined_by: dict[int, list[int]] = defaultdict(list)
        # by the kind of expression; every expression of a module passes here
        self._noted: dict[type, Callable[..., None]] = {
            Local: self._note_local,
            CallOf: self._note_call,
            Attr: self._note_attribute,
            Map: self.dicts.append,
            Binary: self.binaries.append,
        }
        for index, call in enumerate(module.calls):
            self.call_of_function[id(call.function)] = index
        for index, definition in enumerate(module.definitions):
            self.defined_by[id(definition.value)].append(index)
            if definition.how == "phi" and isinstance(definition.value, Local):
                for source in definition.value.definitions:
                    self.merged_into[source].append(index)
        for number, statement in enumerate(module.statements):
            for expr in statement.expressions:
                self._note(expr, number)

    def _note(self, root: Expr, statement: int) -> None:
        pending = [root]
        statements, parents, noted = self._statements, self._parents, self._noted
        while pending:
            expr = pending.pop()
            key = id(expr)
            if key in statements:
                continue
            statements[key] = statement
            kind = type(expr)
            note = noted.get(kind)
            if note is not None:
                note(expr)
            if kind in CHILDLESS:
                continue
            for child in children(self.module, expr):
                parents.setdefault(id(child), expr)
                pending.append(child)

    def _note_local(self, expr: Local) -> None:
        self.of_name[expr.name].append(expr)
        for definition in expr.definitions:
            self.of_definition[definition].append(expr)

    def _note_call(self, expr: CallOf) -> None:
        self.of_call[expr.call] = expr

    def _note_attribute(self, expr: Attr) -> None:
        self.of_attribute[expr.name].append(expr)

    def parent(self, expr: Expr) -> Expr | None:
        """The expression directly around one."""
        return self._parents.get(id(expr))

    def statement(self, expr: Expr) -> Statement | None:
        """The statement that an expression stands in."""
        index = self._statements.get(id(expr))
        return None if index is None else self.module.statements[index]

    def statement_index(self, expr: Expr) -> int:
        """The index of the statement that an expression stands in, -1 when it stands in none."""
        return self._statements.get(id(expr), -1)

    @cached_property
    def of_outer_scope(self) -> frozenset[int]:
        """The definitions that bind a name of another scope, by `global` or `nonlocal`."""
        statements, definitions = self.module.statements, self.module.definitions
        found: set[int] = set()
        for number, scope in enumerate(self.module.scopes):
            for bound in scope.names.values():
                for index in bound:
                    statement = definitions[index].statement
                    if statement >= 0 and statements[statement].scope not in (0, number):
                        found.add(index)
        return frozenset(found)

    @cached_property
    def stored(self) -> frozenset[int]:
        """The definitions whose values are put into attributes, into items, and into names of outer scopes."""
        values: list[Expr] = [binding.value for binding in self.module.attributes]
        for index, definition in enumerate(self.module.definitions):
            if isinstance(definition.value, Updated):
                values.append(definition.value.value)
            elif index in self.of_outer_scope:
                values.append(definition.value)
        return frozenset(index for one in values if isinstance(one, Local) for index in one.definitions)

    def later_uses(self, definition: int) -> Iterator[Local]:
        """Every reading of a definition, also where it meets others at the head of a loop."""
        pending, seen = [definition], {definition}
        while pending:
            current = pending.pop()
            yield from self.of_definition.get(current, ())
            for merged in self.merged_into.get(current, ()):
                if merged not in seen:
                    seen.add(merged)
                    pending.append(merged)
