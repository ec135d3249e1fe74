"""What goes whole into a prompt: texts of any length that nothing cuts or measures on the way.

The prompt is followed backwards, through what keeps a text as long as it is. Everything else ends the way: a slice,
a loop over pieces, a function that is not in sight, for it may bound what it is given. Of what is reached, every
name that it had on the way is looked at: a length that is asked for, or a check that is called with it, bounds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.findings import Span
from claudelint.linking.answers import Answers
from claudelint.linking.names import Names
from claudelint.linking.terms import Context, Term
from claudelint.linking.uses import Uses
from claudelint.linking.values import Values
from claudelint.linking.whole_texts import FILE, WholeText, WholeTexts, reads_same
from claudelint.reading.module import (
    Attr,
    Await,
    Binary,
    Call,
    CallOf,
    Comprehension,
    Const,
    Enter,
    Expr,
    Item,
    Join,
    Local,
    Map,
    Module,
    Mutated,
    Param,
    Ref,
    Seq,
    Star,
    Text,
    Updated,
)

_MOST_STEPS = 2_000
_PROMPTS = frozenset({"messages", "system"})
# keys of a block or message that hold what it says
_SAYING = frozenset({"content", "text", "messages", "system", "params", "requests", None})
_SAME_METHODS = frozenset(
    {"strip", "lstrip", "rstrip", "lower", "upper", "decode", "replace", "encode", "get_text"}
)
_SAME_FUNCTIONS = frozenset(
    {"builtins.str", "builtins.repr", "json.dumps", "textwrap.dedent", "html.unescape", "html2text.html2text",
     "markdownify.markdownify", "bs4.BeautifulSoup", "builtins.list", "builtins.tuple"}
)  # fmt: skip
_GROWING = frozenset({"append", "extend", "insert", "add"})
_SIZES = frozenset({"size", "content_length", "st_size"})
_SIZE_FUNCTIONS = frozenset({"os.path.getsize", "os.stat", "os.fstat"})
_SHOWING = ("builtins.print", "logging.", "builtins.isinstance", "builtins.bool", "builtins.type")


@dataclass(frozen=True)
class Input:
    """A text of any length that is a part of a prompt: what it is, where it is read, and the argument it is in."""

    kind: str
    place: Span
    argument: str


@dataclass(frozen=True)
class _Step:
    """An expression on the way, the argument it is a part of, and the one before it."""

    term: Term
    argument: str | None
    before: _Step | None

    def way(self) -> Iterator[Term]:
        step: _Step | None = self
        while step is not None:
            yield step.term
            step = step.before


def unbounded_inputs(
    names: Names, values: Values, answers: Answers, module: Module, call: Call, context: Context | None
) -> tuple[Input, ...]:
    """The texts that go whole into the prompt of a request, in no order that matters."""
    return tuple(_Inputs(names, values, answers).of(module, call, context))


class _Inputs:
    def __init__(self, names: Names, values: Values, answers: Answers) -> None:
        self.names = names
        self.whole = WholeTexts(names, values)
        self.bounds = _Bounds(names, answers)
        self._pending: list[_Step] = []

    def of(self, module: Module, call: Call, context: Context | None) -> Iterator[Input]:
        if self.bounds.counts(module, call.scope):
            return
        frames = () if context is None else context.calls
        self.bounds.on_the_way = {id(call), *(id(frame.call) for frame in frames)}
        for argument in call.arguments:
            self._named(argument.name, _Step(Term(module, argument.value, context), None, None))
        seen: set[tuple[int, int, str | None]] = set()
        while self._pending and len(seen) < _MOST_STEPS:
            step = self._pending.pop()
            mark = (id(step.term.expr), id(step.term.context), step.argument)
            if mark in seen:
                continue
            seen.add(mark)
            self.names.keep(step.term)
            whole = None if step.argument is None else self.whole.of(step.term)
            if whole is None:
                self._follow(step)
            elif not self._is_prompt_file(whole, step) and not self.bounds.any_on(step.way(), whole):
                yield Input(whole.kind, whole.place, step.argument or "")

    def _is_prompt_file(self, whole: WholeText, step: _Step) -> bool:
        """Whether a file is what the program says itself: a system prompt, or a template that is filled in."""
        return whole.kind == FILE and step.argument == "system"

    def _named(self, name: str | None, step: _Step) -> None:
        """A value under the name of an argument or the key of a dict."""
        if name in _SAYING or step.argument is not None:
            argument = step.argument or (name if name in _PROMPTS else None)
            self._pending.append(_Step(step.term, argument, step.before))

    def _next(self, step: _Step, *exprs: Expr) -> None:
        for expr in exprs:
            self._pending.append(_Step(step.term.at(expr), step.argument, step))

    def _follow(self, step: _Step) -> None:
        term, expr = step.term, step.term.expr
        if isinstance(expr, CallOf):
            self._call(step, term.module.calls[expr.call])
        elif isinstance(expr, Map):
            for entry in expr.entries:
                key = entry.key.value if isinstance(entry.key, Const) else None
                if key in _SAYING:
                    self._named(key if isinstance(key, str) else None, self._at(step, entry.value))
        elif isinstance(expr, Updated):
            self._next(step, expr.base)
            key = expr.key.value if isinstance(expr.key, Const) else None
            if key in _SAYING:
                self._named(key if isinstance(key, str) else None, self._at(step, expr.value))
        elif isinstance(expr, Mutated):
            self._next(step, expr.base)
            if expr.method in _GROWING:
                self._next(step, *(one.value for one in term.module.calls[expr.call].arguments))
        elif isinstance(expr, (Await, Enter, Star, Comprehension)):
            self._next(step, expr.value)
        elif isinstance(expr, Text):
            self._next(step, *(one for one in expr.parts if not isinstance(one, str)))
        elif isinstance(expr, Binary):
            if expr.operator in ("+", "%"):
                self._next(step, expr.left, expr.right)
        elif isinstance(expr, Join):
            self._next(step, *expr.options)
        elif isinstance(expr, Seq):
            self._next(step, *expr.items)
        elif isinstance(expr, (Local, Ref, Param, Attr, Item)):
            self._pending.extend(_Step(one, step.argument, step) for one in self.names.step_back(term) or ())

    def _at(self, step: _Step, expr: Expr) -> _Step:
        return _Step(step.term.at(expr), step.argument, step)

    def _call(self, step: _Step, call: Call) -> None:
        term = step.term
        functions = list(self.names.called(term))
        for (module, scope), context in functions:
            if context is None or module.scopes[scope].is_generator or self.bounds.counts(module, scope):
                continue
            for value in self.names.reachability.returned(module, scope, context):
                self._pending.append(_Step(Term(module, value, context), step.argument, step))
        if functions:
            return
        values = [one.value for one in call.arguments if not one.star]
        if self.names.qualified(term.at(call.function)) in _SAME_FUNCTIONS:
            self._next(step, *values[:1])
        elif isinstance(call.function, Attr):
            method = call.function.name
            if method == "replace" and len(values) > 1 and not isinstance(values[1], Const):
                # a template is filled in
                self._next(step, values[1])
            elif method in _SAME_METHODS:
                self._next(step, call.function.value)
            elif method in ("format", "join"):
                self._next(step, *values)


class _Bounds:
    """Finds what bounds a text by its length, on the way that it takes."""

    def __init__(self, names: Names, answers: Answers) -> None:
        self.names = names
        self.answers = answers
        # the calls that lead to the request, which are no checks of what they are given
        self.on_the_way: set[int] = set()

    def counts(self, module: Module, scope: int) -> bool:
        """Whether a function counts tokens by the API."""
        return any(
            call.scope == scope and isinstance(call.function, Attr) and call.function.name == "count_tokens"
            for call in module.calls
        )

    def any_on(self, way: Iterator[Term], whole: WholeText) -> bool:
        """Whether a name on the way, or what the text is read from, is measured or checked anywhere."""
        return any(self._is_measured(one) for one in way) or any(self._has_size(one) for one in whole.held)

    def _is_measured(self, term: Term) -> bool:
        uses = self.answers.uses(term.module)
        statement = uses.statement(term.expr)
        if statement is not None and self.counts(term.module, statement.scope):
            return True
        return any(
            self._measures(term.module, uses, one)
            for use in _reads(uses, term)
            for one in _calls_around(uses, use)
        )

    def _measures(self, module: Module, uses: Uses, around: CallOf) -> bool:
        """Whether a call tells the length of what it is given, or is a check of it."""
        call = module.calls[around.call]
        name = self.names.call_name(module, call) or ""
        if name.startswith(_SHOWING) or id(call) in self.on_the_way:
            return False
        statement = uses.statement(around)
        if statement is None:
            return False
        if name == "builtins.len":
            return not _is_shown(uses, around)
        if statement.kind in ("if", "while", "assert"):
            return not name.startswith(("os.path.", "builtins."))
        if statement.kind == "assign":
            return not name and any(_is_tested(uses, one) for one in statement.definitions)
        if statement.kind != "expression" or uses.parent(around) is not None:
            return False
        return any(_raises(*target) for target, _ in self.names.called(Term(module, around)))

    def _has_size(self, term: Term) -> bool:
        """Whether the size of what is read is asked for."""
        uses = self.answers.uses(term.module)
        for use in _reads(uses, term):
            parent = uses.parent(use)
            if isinstance(parent, Attr) and parent.name in _SIZES | {"stat", "tell"}:
                return True
            for around in _calls_around(uses, use):
                call = term.module.calls[around.call]
                if self.names.call_name(term.module, call) in _SIZE_FUNCTIONS:
                    return True
        return False


def _reads(uses: Uses, term: Term) -> Iterator[Expr]:
    """Every reading of the variable that an expression is."""
    expr = term.expr
    if isinstance(expr, Local):
        for definition in expr.definitions:
            yield from uses.later_uses(definition)
    elif isinstance(expr, Attr):
        yield from (one for one in uses.of_attribute.get(expr.name, ()) if reads_same(one, expr))


def _calls_around(uses: Uses, expr: Expr) -> Iterator[CallOf]:
    """The calls that an expression is an argument of, or a part of one."""
    inner, parent = expr, uses.parent(expr)
    while parent is not None:
        if isinstance(parent, CallOf):
            call = uses.module.calls[parent.call]
            if call.function is not inner:
                yield parent
        inner, parent = parent, uses.parent(parent)


def _is_tested(uses: Uses, definition: int) -> bool:
    """Whether a name is a part of a test."""
    statements = (uses.statement(use) for use in uses.later_uses(definition))
    return any(one is not None and one.kind in ("if", "while", "assert") for one in statements)


def _raises(module: Module, scope: int) -> bool:
    """Whether a function refuses some of what it is given."""
    return any(one.scope == scope and one.kind in ("raise", "assert") for one in module.statements)


def _is_shown(uses: Uses, expr: Expr) -> bool:
    """Whether a number only stands in a text, or is printed."""
    statement = uses.statement(expr)
    parent = uses.parent(expr)
    while parent is not None:
        if isinstance(parent, Text):
            return True
        parent = uses.parent(parent)
    return statement is not None and statement.kind == "expression"
