"""Whether anything that one turn of a loop produces may reach the request of a later turn.

Values are followed backwards from the arguments of the request: through definitions (those of the turn before
included), changes in place, attributes by their name, calls of the project's functions, and out of the functions
on the way to the loop. What cannot be followed to its end counts as reached.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from claudelint.linking.calls import CallGraph
from claudelint.linking.names import Names
from claudelint.linking.terms import Term, bind
from claudelint.linking.turns import exits_of, skips_of, within
from claudelint.linking.ways import Way
from claudelint.reading.children import children
from claudelint.reading.module import (
    Attr,
    AttributeBinding,
    Binary,
    CallOf,
    Class,
    Comprehension,
    Const,
    Definition,
    Expr,
    Function,
    Imported,
    Item,
    Join,
    Lambda,
    Local,
    Map,
    Module,
    Mutated,
    Param,
    Ref,
    Seq,
    Text,
    Updated,
)

_MOST_STEPS = 4_000
# what a turn is about stands nearer to the request than all that the request is made of
_MOST_NEAR_STEPS = 1_000
_MOST_BINDINGS = 60
_MOST_CALLERS = 16
_DISPLAYS = (Seq, Map, Comprehension)
# what no method changes in place
_FIXED = (Const, Text, Function, Class, Imported, Lambda)

_MODEL = "model"

Place = tuple[str, int]


@dataclass
class Reached:
    """What expressions are made of: calls, definitions, and what outlives a turn; incomplete when cut short."""

    calls: set[Place] = field(default_factory=set)
    definitions: set[Place] = field(default_factory=set)
    lasting: set[tuple[str, str, int]] = field(default_factory=set)
    complete: bool = True


class Turn:
    """One turn of a loop, with the ways from the requests that it sends.

    The loop is a statement, or -1 for the call of a `map`, which is `mapping` then.
    """

    def __init__(
        self, names: Names, graph: CallGraph, module: Module, loop: int, mapping: int, ways: Iterable[Way]
    ) -> None:
        self.names = names
        self.graph = graph
        self.module = module
        self.loop = loop
        self.mapping = mapping
        # the calls that lead to a request within a turn, innermost functions first
        self.calls: set[Place] = set()
        self.requests: list[tuple[Module, int]] = []
        self._inner: dict[tuple[str, int], Module] = {}
        self._bound: dict[tuple[str, int], list[tuple[Module, int]]] = defaultdict(list)
        self._handed: set[Place] = set()
        self._attributes: dict[str, list[tuple[Module, AttributeBinding]]] = defaultdict(list)
        for way in ways:
            self._take(way)
        for one in graph.modules:
            for binding in one.attributes:
                self._attributes[binding.name].append((one, binding))

    def _take(self, way: Way) -> None:
        """Note the steps of a way from the request up to the loop."""
        first = way.steps[0]
        self._handed |= way.handed
        if (first[0], first[2]) not in self.requests:
            self.requests.append((first[0], first[2]))
        for number, (module, scope, call) in enumerate(way.steps):
            if module is self.module and call == self.mapping:
                return
            self.calls.add((module.path, call))
            if self._is_inside(module, call):
                return
            self._inner[module.path, scope] = module
            if number + 1 < len(way.steps):
                outer, _, index = way.steps[number + 1]
                if (outer, index) not in self._bound[module.path, scope]:
                    self._bound[module.path, scope].append((outer, index))

    def _is_inside(self, module: Module, call: int) -> bool:
        return (
            module is self.module
            and self.loop >= 0
            and within(module, module.calls[call].statement, self.loop)
        )

    def holds(self, module: Module, statement: int) -> bool:
        """Whether a statement runs within a turn, in the loop or in a function on the way to it."""
        if module is self.module and self.loop >= 0 and within(module, statement, self.loop):
            return statement != self.loop
        return (module.path, module.statements[statement].scope) in self._inner

    # the questions

    def carries_over(self) -> bool:
        """Whether something of one turn may reach the request of a later one."""
        asked = list(self._asked())
        asked.extend((module, test) for module, index in self.requests for test in self._tests(module, index))
        asked.extend((self.module, test) for test in self._skipping())
        reached = self.reach(asked)
        if not reached.complete or reached.calls & self.calls:
            return True
        return self._changes(reached)

    def uses_item(self) -> bool:
        """Whether what the request asks has to do with the item of the turn.

        Asking several models the same is no work for a batch: they are few, and often compared in time.
        """
        statement = self.module.statements[self.loop]
        own = {(self.module.path, index) for index in statement.definitions}
        return self._leads_to(own, self._asked(but=_MODEL), passing_over=_MODEL)

    def asks_with_item(self) -> bool:
        """Whether the item of the turn is in the request in any way, also as the model that is asked."""
        own = {(self.module.path, index) for index in self.module.statements[self.loop].definitions}
        return self._leads_to(own, self._asked())

    def stops_on_answer(self) -> bool:
        """Whether an answer may end the loop before its time."""
        for one in exits_of(self.module, self.loop):
            if one.after_failure:
                continue
            reached = self.reach((self.module, condition) for condition in one.conditions)
            if not one.conditions or not reached.complete or reached.calls & self.calls:
                return True
        return False

    def _asked(self, but: str | None = None) -> Iterator[tuple[Module, Expr]]:
        """The arguments of the requests, without those of one name."""
        for module, index in self.requests:
            for argument in module.calls[index].arguments:
                if but is None or argument.name != but:
                    yield module, argument.value

    # following

    def reach(self, exprs: Iterable[tuple[Module, Expr]]) -> Reached:
        """Everything that expressions are made of."""
        found = Reached()
        for steps, _ in enumerate(self._walk(exprs, found, None)):
            if steps >= _MOST_STEPS:
                found.complete = False
                break
        return found

    def _leads_to(
        self, own: set[Place], exprs: Iterable[tuple[Module, Expr]], passing_over: str | None = None
    ) -> bool:
        """Whether expressions are made of one of these definitions, but for what stands under one key of a dict."""
        found = Reached()
        for steps, _ in enumerate(self._walk(exprs, found, passing_over)):
            if not own.isdisjoint(found.definitions):
                return True
            if steps >= _MOST_NEAR_STEPS:
                break
        return False

    def _walk(
        self, exprs: Iterable[tuple[Module, Expr]], found: Reached, passing_over: str | None
    ) -> Iterator[None]:
        """Go through everything that expressions are made of, the nearest first."""
        pending = deque(exprs)
        seen: set[int] = set()
        while pending:
            module, expr = pending.popleft()
            if id(expr) in seen:
                continue
            seen.add(id(expr))
            whole = expr if passing_over is None else _without(expr, passing_over)
            pending.extend(self._parts(module, whole, found))
            yield

    def _parts(self, module: Module, expr: Expr, found: Reached) -> list[tuple[Module, Expr]]:
        if isinstance(expr, Local):
            return self._defined(module, expr.definitions, found)
        if isinstance(expr, Ref):
            return self._defined(module, module.scopes[0].names.get(expr.name, ()), found)
        if isinstance(expr, Param):
            return self._passed(module, expr, found)
        parts = [(module, child) for child in children(module, expr)]
        if isinstance(expr, Attr):
            found.lasting.add(("attribute", expr.name, 0))
            bindings = self._attributes.get(expr.name, ())
            if len(bindings) > _MOST_BINDINGS:
                found.complete = False
            parts.extend((one, binding.value) for one, binding in bindings[:_MOST_BINDINGS])
        elif isinstance(expr, CallOf):
            found.calls.add((module.path, expr.call))
            for (target, scope), _ in self.names.called(Term(module, expr)):
                parts.extend((target, value) for value in self.names.reachability.returned(target, scope))
        elif isinstance(expr, Mutated):
            found.calls.add((module.path, expr.call))
            parts.extend((module, argument.value) for argument in module.calls[expr.call].arguments)
        elif isinstance(expr, Comprehension):
            parts.extend((module, one) for one in module.statements[expr.statement].expressions)
        return parts

    def _defined(
        self, module: Module, definitions: Iterable[int], found: Reached
    ) -> list[tuple[Module, Expr]]:
        values: list[tuple[Module, Expr]] = []
        for index in definitions:
            definition = module.definitions[index]
            found.definitions.add((module.path, index))
            if self._lasts(module, definition):
                found.lasting.add(("definition", module.path, index))
            values.append((module, definition.value))
        return values

    def _passed(self, module: Module, expr: Param, found: Reached) -> list[tuple[Module, Expr]]:
        """What the calls on the way pass for a parameter; of other functions, what any call passes."""
        scope = module.scopes[expr.scope]
        callers = self._bound.get((module.path, expr.scope))
        if callers is None and (module.path, expr.scope) not in self._inner:
            if module is self.module and self._stands_in(expr.scope):
                return []
            callers = list(self.graph.callers(module, expr.scope))
            if len(callers) > _MOST_CALLERS:
                found.complete = False
        values: list[tuple[Module, Expr]] = []
        for caller, index in (callers or ())[:_MOST_CALLERS]:
            call = caller.calls[index]
            skip = self.names.skip(call, Term(caller, call.function), module, expr.scope)
            bound = bind(scope.parameters, call.arguments, expr.name, skip)
            if bound.expr is not None and (caller.path, index) not in self._handed:
                values.append((caller, bound.expr))
            elif not bound.certain or (caller.path, index) in self._handed:
                values.extend((caller, argument.value) for argument in call.arguments)
        return values

    def _stands_in(self, scope: int) -> bool:
        """Whether the loop stands in a function: its parameters are decided before the loop begins."""
        inner = self.module.statements[self.loop].scope if self.loop >= 0 else -1
        while inner >= 0:
            if inner == scope:
                return True
            inner = self.module.scopes[inner].parent
        return False

    def _tests(self, module: Module, call: int) -> list[Expr]:
        """The conditions between a request and the loop, or the end of its function."""
        found: list[Expr] = []
        statement = module.calls[call].statement
        while statement >= 0 and not (module is self.module and statement == self.loop):
            if module.statements[statement].kind in ("if", "while"):
                found.extend(module.statements[statement].expressions)
            statement = module.statements[statement].parent
        return found

    def _skipping(self) -> list[Expr]:
        """The conditions on which a turn is passed over, but for a look whether its item is done already."""
        if self.loop < 0:
            return []
        tests = [
            test
            for skip in skips_of(self.module, self.loop)
            if not skip.after_failure
            for test in skip.conditions
        ]
        return [
            test for test in tests if not (isinstance(test, Binary) and test.operator in ("in", "not in"))
        ]

    # what outlives a turn

    def _lasts(self, module: Module, definition: Definition) -> bool:
        if isinstance(definition.value, (Local, Mutated, Updated)) and definition.how in ("phi", "change"):
            return False
        if isinstance(definition.value, Param):
            inner = (module.path, definition.value.scope) in self._inner
            return not inner and not _is_self(module, definition.value)
        if definition.statement < 0:
            return True
        if module is self.module and self.loop >= 0 and within(module, definition.statement, self.loop):
            return False
        return (module.path, module.statements[definition.statement].scope) not in self._inner

    def _changes(self, asked: Reached) -> bool:
        """Whether an answer goes into something that lasts and that the request is made of."""
        for module, index in self._calls_of_turn():
            call = module.calls[index]
            owners: set[tuple[str, str, int]] = set()
            if isinstance(call.function, Attr):
                owners |= self._owners(module, call.function.value, displays_only=False)
            for argument in call.arguments:
                owners |= self._owners(module, argument.value, displays_only=True)
            if not owners & asked.lasting:
                continue
            given = self.reach((module, argument.value) for argument in call.arguments)
            if not given.complete or given.calls & self.calls:
                return True
        return False

    def _calls_of_turn(self) -> list[tuple[Module, int]]:
        found = [
            (self.module, index)
            for index in range(len(self.module.calls))
            if self._is_inside(self.module, index) and (self.module.path, index) not in self.calls
        ]
        for (path, scope), module in self._inner.items():
            found.extend(
                (module, index)
                for index, call in enumerate(module.calls)
                if call.scope == scope and (path, index) not in self.calls
            )
        return found

    def _owners(
        self, module: Module, expr: Expr, *, displays_only: bool, depth: int = 0
    ) -> set[tuple[str, str, int]]:
        """The lasting things that a change through this expression would change."""
        if depth > 12:
            return set()
        found: set[tuple[str, str, int]] = set()
        following: list[tuple[Module, Expr]] = []
        if isinstance(expr, Attr) and not displays_only:
            return {("attribute", expr.name, 0)}
        if isinstance(expr, Item):
            following.append((module, expr.value))
        elif isinstance(expr, (Mutated, Updated)):
            following.append((module, expr.base))
        elif isinstance(expr, Join):
            following.extend((module, option) for option in expr.options)
        elif isinstance(expr, Param):
            for caller, index in self._bound.get((module.path, expr.scope), ()):
                call = caller.calls[index]
                skip = self.names.skip(call, Term(caller, call.function), module, expr.scope)
                bound = bind(module.scopes[expr.scope].parameters, call.arguments, expr.name, skip)
                if bound.expr is not None:
                    following.append((caller, bound.expr))
        elif isinstance(expr, (Local, Ref)):
            indices = (
                expr.definitions if isinstance(expr, Local) else module.scopes[0].names.get(expr.name, ())
            )
            for index in indices:
                definition = module.definitions[index]
                value = definition.value
                is_kept = isinstance(value, _DISPLAYS) if displays_only else not isinstance(value, _FIXED)
                if is_kept and self._lasts(module, definition):
                    found.add(("definition", module.path, index))
                following.append((module, value))
        for owner, inner in following:
            found |= self._owners(owner, inner, displays_only=displays_only, depth=depth + 1)
        return found


def _without(expr: Expr, key: str) -> Expr:
    """A dict without what it has under a key."""
    if isinstance(expr, Updated):
        return expr.base if isinstance(expr.key, Const) and expr.key.value == key else expr
    if not isinstance(expr, Map):
        return expr
    entries = (one for one in expr.entries if not (isinstance(one.key, Const) and one.key.value == key))
    return Map(expr.start, expr.end, tuple(entries))


def _is_self(module: Module, expr: Param) -> bool:
    scope = module.scopes[expr.scope]
    is_first = bool(scope.parameters) and scope.parameters[0].name == expr.name
    return is_first and scope.parent >= 0 and module.scopes[scope.parent].kind == "class"
