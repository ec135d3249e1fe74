"""What looks at a model id: comparisons with it, and its use as a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

from claudelint.editing.sight import expressions, modules_in_sight
from claudelint.findings import Span
from claudelint.linking.project import Project
from claudelint.linking.terms import Term
from claudelint.reading.module import (
    Attr,
    Binary,
    Call,
    CallOf,
    Const,
    Expr,
    Item,
    Map,
    Module,
    Param,
)

_COMPARISONS = frozenset({"==", "!=", "in", "not in"})
_KEY_METHODS = frozenset({"get", "pop", "setdefault", "index", "count", "startswith", "endswith"})
_MOST_STEPS = 2_000
_looks_of: WeakKeyDictionary[Project, list[Look]] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Look:
    """A place at which the program looks at a text: compares it, or uses it as a key of a container."""

    project: Project
    module: Module
    looked: Expr
    span: Span
    operator: str
    other: str | None = None
    container: Expr | None = None

    def may_differ(self, before: str, after: str) -> bool:
        """Whether it may turn out differently for another text, whatever the container holds."""
        return self.other is None or self._outcome(before) != self._outcome(after)

    def _outcome(self, text: str) -> bool:
        other = self.other or ""
        outcomes = {
            "==": text == other,
            "!=": text == other,
            "in": text in other,
            "not in": text in other,
            "contains": other in text,
            "startswith": text.startswith(other),
            "endswith": text.endswith(other),
        }
        return outcomes.get(self.operator, text == other)

    @cached_property
    def literals(self) -> set[Span]:
        """Where the literals stand that it may look at."""
        return _literals(self.project, Term(self.module, self.looked))

    def finds(self, text: str) -> bool:
        """Whether the container is a dict that is known whole and has this key."""
        if self.container is None:
            return False
        origins = self.project.names.origins(Term(self.module, self.container))
        if len(origins) != 1 or not isinstance(origins[0].expr, Map):
            return False
        keys = (entry.key for entry in origins[0].expr.entries)
        return any(isinstance(key, Const) and key.value == text for key in keys)

    @property
    def line(self) -> int:
        """The line it stands on."""
        return sum(1 for start in self.module.line_starts if start <= self.span.start) or 1


def looks_that_differ(project: Project, place: Span, before: str, after: str) -> Iterator[Look]:
    """The places at which the program looks at the text of a literal and may go on differently with another."""
    known = _looks_of.get(project)
    if known is None:
        known = _looks_of[project] = [
            look for module in modules_in_sight(project) for look in _looks_in(project, module)
        ]
    return (
        look
        for look in known
        if look.may_differ(before, after) and place in look.literals and not look.finds(after)
    )


def _looks_in(project: Project, module: Module) -> Iterator[Look]:
    for expr in expressions(module):
        yield from _looks(project, module, expr)
    for statement in module.statements:
        if statement.kind == "match" and statement.expressions:
            span = Span(module.path, statement.start, statement.header_end)
            yield Look(project, module, statement.expressions[0], span, "match")


def _looks(project: Project, module: Module, expr: Expr) -> Iterator[Look]:
    if isinstance(expr, Binary):
        if expr.operator in _COMPARISONS:
            span = Span(module.path, expr.start, expr.end)
            yield Look(project, module, expr.left, span, expr.operator, _text(expr.right))
            other = "contains" if expr.operator in ("in", "not in") else expr.operator
            yield Look(project, module, expr.right, span, other, _text(expr.left))
    elif isinstance(expr, Item):
        span = Span(module.path, expr.start, expr.end)
        yield Look(project, module, expr.index, span, "key", None, expr.value)
    elif isinstance(expr, Map):
        span = Span(module.path, expr.start, expr.end)
        for entry in expr.entries:
            if entry.key is not None:
                yield Look(project, module, entry.key, span, "key")
    elif isinstance(expr, CallOf):
        yield from _method_looks(project, module, module.calls[expr.call])


def _method_looks(project: Project, module: Module, call: Call) -> Iterator[Look]:
    function = call.function
    if not isinstance(function, Attr) or function.name not in _KEY_METHODS or not call.arguments:
        return
    first, span = call.arguments[0].value, Span(module.path, call.start, call.end)
    if function.name in ("startswith", "endswith"):
        yield Look(project, module, function.value, span, function.name, _text(first))
    else:
        yield Look(project, module, first, span, "key", None, function.value)


def _text(expr: Expr) -> str | None:
    return expr.value if isinstance(expr, Const) and isinstance(expr.value, str) else None


def _literals(project: Project, looked: Term) -> set[Span]:
    """Where the literals stand that an expression may hold, whoever calls the functions on the way."""
    found: set[Span] = set()
    seen: set[tuple[int, int]] = set()
    pending = [looked]
    while pending and len(seen) < _MOST_STEPS:
        term = pending.pop()
        mark = (id(term.expr), id(term.context))
        if mark in seen:
            continue
        seen.add(mark)
        if isinstance(term.expr, Const):
            found.add(term.span)
            continue
        pending.extend(project.names.step_back(term) or ())
        if isinstance(term.expr, Param):
            pending.extend(_passed(project, term, term.expr))
    return found


def _passed(project: Project, term: Term, param: Param) -> Iterator[Term]:
    """What the calls in sight pass for a parameter of a function that is not called in a chain already known."""
    names, module, context = project.names, term.module, term.context
    if context is not None and context.frame_of(module, param.scope) is not None:
        return
    for one in project.graph.invocations(module, param.scope):
        frame = names.context(Term(one.module, one.call.function), one.call, module, param.scope)
        yield from names.step_back(Term(module, param, frame)) or ()
