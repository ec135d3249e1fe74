"""Where a count of tokens decides what a request sends, whether it is sent, or how much it may answer.

The arguments of the request are followed backwards. What a text is made of decides nothing by itself; a slice's
bounds, the tests on which a piece is added or the request is sent, and `max_tokens` do. Whatever flows into those
is looked through for counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.findings import Span
from claudelint.linking.foreign_counts import ForeignCount, ForeignCounts
from claudelint.linking.guards import Guards
from claudelint.linking.names import Names
from claudelint.linking.terms import Context, Term
from claudelint.linking.texts import is_text
from claudelint.linking.value_kinds import Known, Mapping, Sequence
from claudelint.linking.values import Values
from claudelint.linking.ways import Way
from claudelint.reading.children import children
from claudelint.reading.module import (
    Attr,
    Binary,
    Call,
    CallOf,
    Comprehension,
    Const,
    Expr,
    Item,
    Join,
    Local,
    Map,
    Module,
    Mutated,
    Opaque,
    Param,
    Ref,
    Text,
    Updated,
    Yield,
)

_MOST_STEPS = 4_000
_MOST_WAYS = 8
# a number that is made of more is not looked through
_MOST_PARTS = 200
_LIMITS = frozenset({"max_tokens", "budget_tokens"})
_CONTENT = frozenset({"content", "text", "system"})
_COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
_ARITHMETIC = frozenset(
    {f"builtins.{name}" for name in ("int", "float", "round", "min", "max", "sum", "abs", "list", "sorted")}
    | {"math.ceil", "math.floor"}
)
# what is multiplied by a number up to this is given room; a higher one changes the unit
_MOST_ALLOWANCE = 3


@dataclass(frozen=True)
class Budget:
    """A count that decides: `how` is "compared", "cut" or the argument that it sets; `against` the limit, if known."""

    count: ForeignCount
    place: Span
    how: str
    against: int | None = None


@dataclass(frozen=True)
class _Role:
    """What the value that is looked at decides, and where."""

    place: Span
    how: str
    against: int | None = None


def budgets_of(
    names: Names, values: Values, module: Module, call: Call, context: Context | None, ways: tuple[Way, ...]
) -> tuple[Budget, ...]:
    """The foreign counts that decide about a request, each once."""
    following = _Following(names, values)
    following.request(module, call, context, ways)
    return tuple(following.found.values())


class _Following:
    """One request on its way back to what decides about it."""

    def __init__(self, names: Names, values: Values) -> None:
        self.names = names
        self.values = values
        self.counts = ForeignCounts(names, values)
        self.guards = Guards(names)
        self.found: dict[Span, Budget] = {}
        self._pending: list[tuple[Term, _Role | None]] = []
        self._seen: set[tuple[int, int, bool]] = set()
        self._tested: set[tuple[int, int, int]] = set()
        # counts of characters, until it is known which values are texts of the request
        self._unsure: list[Budget] = []
        self._texts: set[tuple[int, str, int]] = set()

    def request(self, module: Module, call: Call, context: Context | None, ways: tuple[Way, ...]) -> None:
        for argument in call.arguments:
            self._named(argument.name, Term(module, argument.value, context))
        for way in ways[:_MOST_WAYS]:
            for caller, _, index in way.steps:
                self._test(caller, caller.calls[index].statement, context)
        while self._pending and len(self._seen) < _MOST_STEPS:
            term, role = self._pending.pop()
            mark = (id(term.expr), id(term.context), role is None)
            if mark in self._seen:
                continue
            self._seen.add(mark)
            self.names.keep(term)
            if role is None:
                self._text(term)
            else:
                self._number(term, role)
        for budget in self._unsure:
            if any(self._is_text(one) for one in budget.count.characters_of):
                self.found.setdefault(budget.count.place, budget)

    def _add(self, term: Term, role: _Role | None = None) -> None:
        self._pending.append((term, role))

    def _named(self, name: str | None, term: Term) -> None:
        """A value under the name of an argument or the key of a dict."""
        if name in _CONTENT:
            self._note(term)
        self._add(term, _Role(term.span, name) if name is not None and name in _LIMITS else None)

    def _test(self, module: Module, statement: int, context: Context | None) -> None:
        """Look through what decides whether a statement runs."""
        mark = (id(module), statement, id(context))
        if statement < 0 or mark in self._tested:
            return
        self._tested.add(mark)
        for condition in self.guards.of(module, statement, context):
            self._condition(condition)

    def _condition(self, term: Term) -> None:
        self._add(term, _Role(term.span, "compared"))

    # what a request is made of

    def _text(self, term: Term) -> None:
        expr = term.expr
        if isinstance(expr, Local):
            for index in expr.definitions:
                definition = term.module.definitions[index]
                self._add(term.at(definition.value))
                if definition.how not in ("parameter", "phi"):
                    self._test(term.module, definition.statement, term.context)
        elif isinstance(expr, CallOf):
            self._call(term, expr)
        elif isinstance(expr, (Ref, Param, Attr)):
            following = self.names.step_back(term)
            parts = following if following else [term.at(one) for one in children(term.module, expr)]
            self._pending.extend((one, None) for one in parts)
        elif isinstance(expr, Map):
            for entry in expr.entries:
                key = entry.key.value if isinstance(entry.key, Const) else None
                self._named(key if isinstance(key, str) else None, term.at(entry.value))
        elif isinstance(expr, Updated):
            key = expr.key.value if isinstance(expr.key, Const) else None
            self._named(key if isinstance(key, str) else None, term.at(expr.value))
            self._add(term.at(expr.base))
        elif isinstance(expr, Mutated):
            self._add(term.at(expr.base))
            for argument in term.module.calls[expr.call].arguments:
                self._named(argument.name, term.at(argument.value))
        elif isinstance(expr, Item):
            self._item(term, expr)
        elif isinstance(expr, Join):
            for option in expr.options:
                self._add(term.at(option))
            if expr.test is not None:
                self._condition(term.at(expr.test))
        elif isinstance(expr, Comprehension):
            self._add(term.at(expr.value))
            for one in term.module.statements[expr.statement].expressions:
                is_test = isinstance(one, Binary) and one.operator in _COMPARISONS
                self._add(term.at(one), _Role(term.at(one).span, "compared") if is_test else None)
        elif not (isinstance(expr, Binary) and expr.operator in _COMPARISONS):
            for child in children(term.module, expr):
                if isinstance(expr, (Text, Binary)):
                    self._note(term.at(child))
                self._add(term.at(child))

    def _item(self, term: Term, expr: Item) -> None:
        self._add(term.at(expr.value))
        if not isinstance(expr.index, Opaque):
            return
        role = _Role(term.span, "cut")
        tokenizer = self.counts.tokenizer_of_tokens(term.at(expr.value))
        if tokenizer is not None:
            self._found(ForeignCount(tokenizer, term.span), role)
        for part in expr.index.parts:
            if not self._measures(term.at(part), term.at(expr.value)):
                self._add(term.at(part), role)

    def _measures(self, bound: Term, cut: Term) -> bool:
        """Whether a bound is a part of what is cut: the first quarter of a list is no count of tokens."""
        own = set(map(_key, self.names.origins(cut)))
        for origin in self.names.origins(bound):
            count = self.counts.of(origin)
            if count is not None and any(
                _key(one) in own for text in count.characters_of for one in self.names.origins(text)
            ):
                return True
        return False

    def _call(self, term: Term, expr: CallOf) -> None:
        returned = False
        for (module, scope), context in self.names.called(term):
            for index, value in self._results(module, scope):
                returned = True
                self._add(Term(module, value, context))
                self._test(module, index, context)
        call = term.module.calls[expr.call]
        if isinstance(call.function, Attr):
            self._add(term.at(call.function.value))
        if not returned:
            for argument in call.arguments:
                self._named(argument.name, term.at(argument.value))

    def _results(self, module: Module, scope: int) -> Iterator[tuple[int, Expr]]:
        """What a function returns or yields, with the statements that do."""
        for index, statement in enumerate(module.statements):
            if statement.scope != scope:
                continue
            for one in statement.expressions:
                if statement.kind in ("return", "lambda"):
                    yield index, one
                elif isinstance(one, Yield) and one.value is not None:
                    yield index, one.value

    # what decides

    def _number(self, term: Term, role: _Role) -> None:
        expr = term.expr
        count = self.counts.of(term)
        if count is not None:
            self._found(count, role)
        elif isinstance(expr, Local):
            for index in expr.definitions:
                self._add(term.at(term.module.definitions[index].value), role)
        elif isinstance(expr, (Ref, Param, Attr)):
            for one in self.names.step_back(term) or ():
                self._add(one, role)
        elif isinstance(expr, CallOf):
            self._computed(term, expr, role)
        elif isinstance(expr, Binary):
            self._operands(term, expr, role)
        elif isinstance(expr, (Comprehension, Item)):
            self._add(term.at(expr.value), role)
        elif not isinstance(expr, Map):
            for child in children(term.module, expr):
                self._add(term.at(child), role)

    def _operands(self, term: Term, expr: Binary, role: _Role) -> None:
        sides = [term.at(expr.left), term.at(expr.right)]
        known = [one.value if isinstance(one := self.values.of(side), Known) else None for side in sides]
        if expr.operator in _COMPARISONS:
            limit = next((one for one in known if isinstance(one, int) and not isinstance(one, bool)), None)
            role = _Role(term.span, role.how, limit)
        elif _gives_room(expr.operator, known[0], known[1]):
            return
        for side in sides:
            self._add(side, role)

    def _computed(self, term: Term, expr: CallOf, role: _Role) -> None:
        call = term.module.calls[expr.call]
        functions = list(self.names.called(term))
        for (module, scope), context in functions:
            results = [Term(module, value, context) for _, value in self._results(module, scope)]
            if not _asks_the_api(module, scope) and not any(self._may_count_right(one) for one in results):
                self._pending.extend((one, role) for one in results)
        if not functions and self.names.qualified(term.at(call.function)) in _ARITHMETIC:
            for argument in call.arguments:
                self._add(term.at(argument.value), role)

    def _may_count_right(self, term: Term) -> bool:
        """Whether something out of sight has a part in a number: it may ask the API, or know Claude's tokenizer."""
        pending, seen = [term], set[tuple[int, int]]()
        while pending:
            current = pending.pop()
            if (id(current.expr), id(current.context)) in seen:
                continue
            if len(seen) >= _MOST_PARTS:
                return True
            seen.add((id(current.expr), id(current.context)))
            for origin in self.names.origins(current):
                expr = origin.expr
                if isinstance(expr, Param) or self.counts.of(origin) is not None:
                    continue
                if isinstance(expr, CallOf):
                    name = self.names.qualified(origin.at(origin.module.calls[expr.call].function))
                    if name == "builtins.len":
                        continue
                    if name not in _ARITHMETIC:
                        return True
                pending.extend(origin.at(one) for one in children(origin.module, expr))
        return False

    def _found(self, count: ForeignCount, role: _Role) -> None:
        budget = Budget(count, role.place, role.how, role.against)
        if count.characters_of:
            self._unsure.append(budget)
        else:
            self.found.setdefault(count.place, budget)

    # what is a text

    def _note(self, term: Term) -> None:
        """A value that stands in a text, or is the content of a message."""
        self._texts.update(_key(one) for one in self._ways_back(term))

    def _is_text(self, term: Term) -> bool:
        value = self.values.of(term)
        if is_text(value):
            return True
        if isinstance(value, (Sequence, Mapping)):
            return False
        return any(_key(one) in self._texts or self._says_text(one) for one in self._ways_back(term))

    def _ways_back(self, term: Term) -> Iterator[Term]:
        """Everything that a value comes through under another name."""
        pending, seen = [term], set[tuple[int, int]]()
        while pending:
            current = pending.pop()
            if (id(current.expr), id(current.context)) not in seen:
                seen.add((id(current.expr), id(current.context)))
                self.names.keep(current)
                yield current
                pending.extend(self.names.step_back(current) or ())

    def _says_text(self, term: Term) -> bool:
        expr = term.expr
        annotation = self.names.annotation_of(term)
        if isinstance(expr, Param):
            declared = next(
                (p for p in term.module.scopes[expr.scope].parameters if p.name == expr.name), None
            )
            if declared is not None and declared.annotation is not None:
                annotation = Term(term.module, declared.annotation)
        if annotation is not None and self.names.qualified(annotation) == "builtins.str":
            return True
        if isinstance(expr, Item) and isinstance(expr.index, Const):
            return expr.index.value in _CONTENT
        if isinstance(expr, CallOf):
            call = term.module.calls[expr.call]
            name = self.names.qualified(term.at(call.function))
            method = call.function.name if isinstance(call.function, Attr) else ""
            return name in ("builtins.str", "json.dumps") or method in _TEXT_METHODS
        return isinstance(expr, Text)


_TEXT_METHODS = frozenset(
    {"strip", "lstrip", "rstrip", "lower", "upper", "join", "replace", "format", "decode", "read_text"}
)


def _key(term: Term) -> tuple[int, str, int]:
    """What tells a variable from others wherever it is read; other expressions are themselves."""
    expr = term.expr
    if isinstance(expr, Local):
        return id(term.module), expr.name, hash(expr.definitions)
    if isinstance(expr, Param):
        return id(term.module), expr.name, expr.scope
    return id(term.module), "", id(expr)


def _gives_room(operator: str, left: object, right: object) -> bool:
    """Whether a product makes a count larger on purpose."""
    numbers = [one for one in (left, right) if isinstance(one, (int, float)) and not isinstance(one, bool)]
    if operator == "*":
        return any(1 < one <= _MOST_ALLOWANCE for one in numbers)
    return operator == "/" and isinstance(right, (int, float)) and 0 < right < 1


def _asks_the_api(module: Module, scope: int) -> bool:
    """Whether a function counts by the API, so that what else it does is for want of it."""
    return any(call.scope == scope and _is_count_of_api(call.function) for call in module.calls)


def _is_count_of_api(function: Expr) -> bool:
    if not isinstance(function, Attr) or function.name != "count_tokens":
        return False
    return isinstance(function.value, Attr) and function.value.name == "messages"
