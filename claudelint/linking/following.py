"""One response on its way through the program: what stands around it, and around each part that is taken of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from claudelint.findings import Span
from claudelint.linking.answer_calls import (
    PARSERS,
    PARSING_METHODS,
    RESPONSE_SELF,
    SAME,
    SAME_METHODS,
    TEXT_METHODS,
    TYPE_TESTS,
)
from claudelint.linking.answers import Answers, Read
from claudelint.linking.classes import Instance
from claudelint.linking.patterns import pattern_result
from claudelint.linking.terms import Term, handed_as
from claudelint.reading.module import (
    Attr,
    AttributeBinding,
    Await,
    Binary,
    Call,
    CallOf,
    Comprehension,
    Const,
    Element,
    Enter,
    Expr,
    Item,
    Join,
    Local,
    Map,
    Module,
    Mutated,
    Opaque,
    Part,
    Seq,
    Star,
    Statement,
    Text,
    Unary,
    Updated,
    Yield,
)

_MOST_STEPS = 400
_DEEPEST = 4
# methods that keep what they are given, unless the project has a method of this name there
_COLLECTING = frozenset({"append", "extend", "add", "insert"})
# callables that hand on items in pairs, and how many places before those of their first argument
_SIDE_BY_SIDE = {"builtins.zip": 0, "builtins.enumerate": 1}
_ATTRIBUTES = {("response", "content"): "content", ("block", "text"): "text", ("element", "text"): "text"}
# what holds several of a part: what each of them is, and what one of them is taken out as
_SEVERAL = {"response": "responses", "text": "texts", "element": "elements"}
_ONE_OF = {"responses": "response", "texts": "text", "elements": "element", "matches": "match"}


class _Entry(NamedTuple):
    """A function that a response was handed into, by a call in some module."""

    target: Module
    scope: int
    module: Module
    call: CallOf


class Following:
    """One response on its way through the program."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.reads: list[Read] = []
        self.complete = True
        self._seen: set[tuple[int, str, tuple[int, ...]]] = set()
        # the functions that it was handed into, and the calls that it comes back out of them by
        self._within: tuple[_Entry, ...] = ()
        self._steps = 0
        # the value of an expression lives as long as what was seen of it
        self._alive: list[Expr] = []

    def start(self, module: Module, call: int) -> None:
        expr = self.answers.uses(module).of_call.get(call)
        if expr is None:
            self.complete = False
            return
        self.start_at(module, expr, "response")

    def start_at(self, module: Module, expr: Expr, part: str) -> None:
        self._follow(module, expr, part, 0)

    def _note(
        self,
        kind: str,
        part: str,
        module: Module,
        expr: Expr,
        detail: str | int | None = None,
        literals: tuple[str | int | float | bool, ...] = (),
    ) -> None:
        statement = self.answers.uses(module).statement(expr)
        span = Span(module.path, expr.start, expr.end)
        self.reads.append(Read(kind, part, module, span, expr, statement, detail, literals))

    def _follow(self, module: Module, expr: Expr, part: str, depth: int) -> None:
        """Look at what stands around an expression that holds a part of the response."""
        self._steps += 1
        key = (id(expr), part, tuple(id(one.call) for one in self._within))
        if key in self._seen or self._steps > _MOST_STEPS:
            return
        self._seen.add(key)
        self._alive.append(expr)
        uses = self.answers.uses(module)
        parent = uses.parent(expr)
        if parent is None:
            self._at_statement(module, expr, part, depth)
            return
        step = _STEPS.get(type(parent))
        if step is not None:
            step(self, module, expr, parent, part, depth)
        else:
            self._note("stored", part, module, expr, type(parent).__name__)

    # what stands around it

    def _same(self, module: Module, expr: Expr, parent: Expr, part: str, depth: int) -> None:
        if isinstance(parent, Join) and parent.test is expr:
            self._note("tested", part, module, expr)
            return
        self._follow(module, parent, part, depth)

    def _attribute(self, module: Module, expr: Expr, parent: Expr, part: str, depth: int) -> None:
        assert isinstance(parent, Attr)
        name = parent.name
        call = self.answers.uses(module).call_of_function.get(id(parent))
        if call is not None:
            self._method(module, parent, part, call, depth)
            return
        following = _ATTRIBUTES.get((part, name))
        if name == "type" and part in ("block", "element"):
            self._note("type_tested", part, module, parent)
            return
        if following is None:
            self._note("attribute", part, module, parent, name)
            return
        self._follow(module, parent, following, depth)

    def _method(self, module: Module, function: Attr, part: str, index: int, depth: int) -> None:
        value = self.answers.uses(module).of_call.get(index)
        if value is None:
            return
        if part == "response" and function.name in RESPONSE_SELF:
            self._follow(module, value, "response", depth)
        elif part == "text" and function.name in TEXT_METHODS:
            self._note("text_method", part, module, value, function.name)
            self._follow(module, value, "text", depth)
        elif part == "match" and function.name in ("group", "groups"):
            self._follow(module, value, "text" if function.name == "group" else "texts", depth)
        elif part == "text" and function.name in ("startswith", "endswith"):
            literals = _literals(a.value for a in module.calls[index].arguments)
            self._note("compared", part, module, value, function.name, literals)
        else:
            self._note("method", part, module, value, function.name)

    def _item(self, module: Module, expr: Expr, parent: Expr, part: str, depth: int) -> None:
        assert isinstance(parent, Item)
        if parent.index is expr:
            self._note("looked_up", part, module, expr)
            return
        if part == "content" and isinstance(parent.index, Const) and isinstance(parent.index.value, int):
            self._note("positional", part, module, parent, parent.index.value)
            self._follow(module, parent, "block", depth)
        elif part in ("text", "match"):
            self._follow(module, parent, "text", depth)
        elif part in _ONE_OF:
            self._follow(module, parent, _ONE_OF[part], depth)
        else:
            self._note("item", part, module, parent)
            if part == "content":
                self._follow(module, parent, "content", depth)

    def _call(self, module: Module, expr: Expr, parent: Expr, part: str, depth: int) -> None:
        assert isinstance(parent, CallOf)
        call = module.calls[parent.call]
        if call.function is expr:
            return
        names = self.answers.names
        name = names.call_name(module, call)
        if name in TYPE_TESTS:
            self._note("type_tested", part, module, parent)
        elif name == "builtins.print":
            self._note("printed", part, module, parent)
        elif name in ("builtins.int", "builtins.float"):
            self._note("converted", part, module, parent, name)
        elif name == "builtins.str":
            self._follow(module, parent, part, depth)
        elif name == "builtins.next" or (isinstance(call.function, Attr) and call.function.name == "join"):
            self._follow(module, parent, _ONE_OF.get(part, part), depth)
        elif name in ("builtins.list", "builtins.iter", "builtins.tuple"):
            self._follow(module, parent, part, depth)
        elif _method_of(call) in _COLLECTING and not any(names.called(Term(module, parent))):
            self._note("collected", part, module, parent)
        elif isinstance(call.function, Attr) and call.function.name == "get":
            self._note("looked_up", part, module, parent)
        elif name in SAME or (name is None and _method_of(call) in SAME_METHODS):
            several = name == "asyncio.gather"
            self._follow(module, parent, _SEVERAL.get(part, part) if several else part, depth)
        elif name in _SIDE_BY_SIDE:
            self._side_by_side(module, expr, parent, part, depth, name)
        elif name in PARSERS or _method_of(call) in PARSING_METHODS:
            self._note("parsed", part, module, parent, name or _method_of(call))
        else:
            self._handed_over(module, expr, parent, part, depth, name)

    def _side_by_side(
        self, module: Module, expr: Expr, parent: CallOf, part: str, depth: int, name: str
    ) -> None:
        """What `zip` or `enumerate` goes through, where a loop unpacks the pairs."""
        self._note("passed", part, module, parent, name)
        following = "element" if part == "content" else _ONE_OF.get(part)
        values = [one.value for one in module.calls[parent.call].arguments]
        statement = self.answers.uses(module).statement(parent)
        if following is None or statement is None or not any(one is expr for one in values):
            return
        place = next(number for number, one in enumerate(values) if one is expr) + _SIDE_BY_SIDE[name]
        for index in statement.definitions:
            value = module.definitions[index].value
            if (
                isinstance(value, Part)
                and value.index == place
                and isinstance(value.value, Element)
                and value.value.iterable is parent
            ):
                self._note("iterated", part, module, expr)
                self._definition(module, index, following, depth)

    def _handed_over(
        self, module: Module, expr: Expr, parent: CallOf, part: str, depth: int, name: str | None
    ) -> None:
        call = module.calls[parent.call]
        self._note("passed", part, module, parent, name or _spelling(call))
        matched = pattern_result(self.answers.names, module, call) if part == "text" else None
        if matched is not None:
            self._follow(module, parent, matched, depth)
            return
        followed = False
        if depth < _DEEPEST:
            for (target, scope), _ in self.answers.names.called(Term(module, parent)):
                outer = self._within
                self._within = (*outer, _Entry(target, scope, module, parent))
                followed = self._into(target, scope, module, call, expr, part, depth) or followed
                self._within = outer
        if not followed and name is None:
            self.complete = False

    def _into(
        self, target: Module, scope: int, module: Module, call: Call, expr: Expr, part: str, depth: int
    ) -> bool:
        skip = self.answers.names.skip(call, Term(module, call.function), target, scope)
        index = handed_as(call, expr, target, scope, skip)
        if index is None:
            return False
        self._definition(target, index, part, depth + 1)
        return True

    def _operator(self, module: Module, expr: Expr, parent: Expr, part: str, depth: int) -> None:
        assert isinstance(parent, Binary)
        if parent.operator in ("==", "!=", "in", "not in", "<", ">", "<=", ">=", "is", "is not"):
            other = parent.right if parent.left is expr else parent.left
            self._note("compared", part, module, parent, parent.operator, _literals([other]))
            return
        if part == "text":
            self._follow(module, parent, part, depth)
        else:
            self._note("stored", part, module, expr, "operator")

    def _display(self, module: Module, expr: Expr, parent: Expr, part: str, depth: int) -> None:
        self._note("stored", part, module, expr, "display")
        if _is_own_turn(parent, expr):
            self._note("appended_back", part, module, parent)
        top: Expr = parent
        uses = self.answers.uses(module)
        while (around := uses.parent(top)) is not None and isinstance(around, (Seq, Map)):
            top = around
        statement = uses.statement(top)
        if uses.parent(top) is None and statement is not None and statement.kind == "return":
            self._note("returned", part, module, expr, "display")

    def _comprehension(self, module: Module, expr: Expr, parent: Expr, part: str, depth: int) -> None:
        assert isinstance(parent, Comprehension)
        if parent.value is not expr:
            return
        self._note("collected", part, module, expr)
        if part in _SEVERAL:
            self._follow(module, parent, _SEVERAL[part], depth)

    def _yielded(self, module: Module, expr: Expr, parent: Expr, part: str, depth: int) -> None:
        assert isinstance(parent, Yield)
        self._note("yielded", part, module, parent)
        statement = self.answers.uses(module).statement(expr)
        if statement is not None and not parent.delegated:
            self._to_callers(module, statement, _SEVERAL.get(part, part), depth)

    # statements

    def _at_statement(self, module: Module, expr: Expr, part: str, depth: int) -> None:
        uses = self.answers.uses(module)
        statement = uses.statement(expr)
        if statement is None:
            return
        for index in uses.defined_by.get(id(expr), ()):
            self._definition(module, index, part, depth)
        if statement.kind in ("assign", "augment") and not uses.defined_by.get(id(expr)):
            self._unpacked(module, statement, expr, part, depth)
        elif statement.kind in ("for", "comprehension"):
            self._looped(module, statement, expr, part, depth)
        elif statement.kind == "with":
            for index in statement.definitions:
                value = module.definitions[index].value
                if isinstance(value, Enter) and value.value is expr:
                    self._definition(module, index, part, depth)
        elif statement.kind in ("return", "lambda"):
            self._note("returned", part, module, expr)
            self._to_callers(module, statement, part, depth)
        elif statement.kind == "match" and part in ("block", "element"):
            # the cases tell the kinds of blocks apart
            self._note("type_tested", part, module, expr)
        elif statement.kind in ("if", "while", "assert", "match", "case"):
            self._note("tested", part, module, expr)

    def _definition(self, module: Module, index: int, part: str, depth: int) -> None:
        for use in self.answers.uses(module).later_uses(index):
            self._follow(module, use, part, depth)

    def _unpacked(self, module: Module, statement: Statement, expr: Expr, part: str, depth: int) -> None:
        for binding in module.attributes:
            if binding.value is expr:
                self._note("stored", part, module, expr, f"attribute {binding.name}")
                self._kept(module, binding, part, depth)
        uses = self.answers.uses(module)
        for index in statement.definitions:
            changed = module.definitions[index].value
            if not isinstance(changed, Updated) or changed.value is not expr:
                continue
            self._note("stored", part, module, expr, "item")
            for use in uses.later_uses(index):
                around = uses.statement(use)
                if uses.parent(use) is None and around is not None and around.kind == "return":
                    self._note("returned", part, module, use, "display")

    def _kept(self, module: Module, binding: AttributeBinding, part: str, depth: int) -> None:
        """An attribute of the object itself is followed to its readings in the module; others are not."""
        owners = {(one.module.path, one.scope) for one in self._owners(module, binding.owner)}
        if not owners or depth >= _DEEPEST:
            self.complete = False
            return
        for use in self.answers.uses(module).of_attribute.get(binding.name, ()):
            if owners & {(one.module.path, one.scope) for one in self._owners(module, use.value)}:
                self._follow(module, use, part, depth + 1)

    def _owners(self, module: Module, expr: Expr) -> list[Instance]:
        return self.answers.names.classes.instances(Term(module, expr))

    def _looped(self, module: Module, statement: Statement, expr: Expr, part: str, depth: int) -> None:
        if statement.expressions and statement.expressions[0] is expr:
            self._note("iterated", part, module, expr)
            following = "element" if part == "content" else _ONE_OF.get(part)
            if following is not None:
                for index in statement.definitions:
                    self._definition(module, index, following, depth)
            return
        self._note("tested", part, module, expr)

    def _to_callers(self, module: Module, statement: Statement, part: str, depth: int) -> None:
        if depth >= _DEEPEST or statement.kind == "lambda":
            return
        for number, entry in reversed(tuple(enumerate(self._within))):
            if entry.target is module and entry.scope == statement.scope:
                inner, self._within = self._within, self._within[:number]
                self._follow(entry.module, entry.call, part, depth + 1)
                self._within = inner
                return
        for caller, index in self.answers.graph.callers(module, statement.scope):
            value = self.answers.uses(caller).of_call.get(index)
            if value is not None:
                self._follow(caller, value, part, depth + 1)


_Step = Callable[[Following, Module, Expr, Expr, str, int], None]
_STEPS: dict[type, _Step] = {
    Await: Following._same,
    Join: Following._same,
    Enter: Following._same,
    Text: Following._same,
    Opaque: Following._same,
    Star: Following._same,
    Yield: Following._yielded,
    Unary: Following._same,
    Attr: Following._attribute,
    Item: Following._item,
    CallOf: Following._call,
    Binary: Following._operator,
    Seq: Following._display,
    Map: Following._display,
    Comprehension: Following._comprehension,
}


def _literals(exprs: object) -> tuple[str | int | float | bool, ...]:
    found: list[str | int | float | bool] = []
    for expr in exprs if isinstance(exprs, (list, tuple)) else list(exprs):  # type: ignore[call-overload]
        if isinstance(expr, Const) and expr.value is not None:
            found.append(expr.value)
        elif isinstance(expr, Seq):
            found.extend(_literals(list(expr.items)))
        elif isinstance(expr, Local | Mutated):
            continue
    return tuple(found)


def _spelling(call: Call) -> str:
    function = call.function
    return function.name if isinstance(function, (Attr, Local)) else "a call"


def _method_of(call: Call) -> str:
    return call.function.name if isinstance(call.function, Attr) else ""


def _is_own_turn(parent: Expr, expr: Expr) -> bool:
    """Whether a display is a turn of the assistant that holds this as its content."""
    if not isinstance(parent, Map):
        return False
    entries = parent.by_key
    role = entries.get("role")
    return isinstance(role, Const) and role.value == "assistant" and entries.get("content") is expr
