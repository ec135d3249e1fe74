"""What looks at a model id: comparisons with it, and its use as a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
    Join,
    Local,
    Map,
    Module,
    Param,
    Ref,
)

_COMPARISONS = frozenset({"==", "!=", "in", "not in"})
_KEY_METHODS = frozenset({"get", "pop", "setdefault", "index", "count", "startswith", "endswith"})
_looks_of: WeakKeyDictionary[Project, dict[Span, list[Look]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Look:
    """A place at which the program looks at a text: compares it or uses it as a key."""

    span: Span
    module: Module
    operator: str
    other: str | None
    keys: frozenset[str]

    def differs(self, before: str, after: str) -> bool:
        """Whether it may turn out differently for another text."""
        if self.keys:
            return after not in self.keys
        if self.other is None:
            return True
        return self._outcome(before) != self._outcome(after)

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

    @property
    def line(self) -> int:
        """The line it stands on."""
        return sum(1 for start in self.module.line_starts if start <= self.span.start) or 1


def looks_at(project: Project, place: Span) -> list[Look]:
    """The places at which the program looks at a model id that this literal decides."""
    known = _looks_of.get(project)
    if known is None:
        known = _looks_of[project] = {}
        for module in modules_in_sight(project):
            for looked, look in _all_looks(project, module):
                for origin in _literals(project, module, looked):
                    known.setdefault(origin, []).append(look)
    return known.get(place, [])


def _all_looks(project: Project, module: Module) -> Iterator[tuple[Expr, Look]]:
    for expr in expressions(module):
        yield from _looks(project, module, expr)
    for statement in module.statements:
        if statement.kind == "match" and statement.expressions:
            span = Span(module.path, statement.start, statement.header_end)
            yield statement.expressions[0], Look(span, module, "match", None, frozenset())


def _looks(project: Project, module: Module, expr: Expr) -> Iterator[tuple[Expr, Look]]:
    span = Span(module.path, expr.start, expr.end)
    if isinstance(expr, Binary) and expr.operator in _COMPARISONS:
        yield expr.left, Look(span, module, expr.operator, _text(expr.right), frozenset())
        other = "contains" if expr.operator in ("in", "not in") else expr.operator
        yield expr.right, Look(span, module, other, _text(expr.left), frozenset())
    elif isinstance(expr, Item):
        yield expr.index, Look(span, module, "key", None, _keys(project, module, expr.value))
    elif isinstance(expr, Map):
        for entry in expr.entries:
            if entry.key is not None:
                yield entry.key, Look(span, module, "key", None, frozenset())
    elif isinstance(expr, CallOf):
        yield from _method_looks(project, module, module.calls[expr.call], span)


def _method_looks(project: Project, module: Module, call: Call, span: Span) -> Iterator[tuple[Expr, Look]]:
    function = call.function
    if not isinstance(function, Attr) or function.name not in _KEY_METHODS or not call.arguments:
        return
    first = call.arguments[0].value
    if function.name in ("startswith", "endswith"):
        yield function.value, Look(span, module, function.name, _text(first), frozenset())
    else:
        yield first, Look(span, module, "key", None, _keys(project, module, function.value))


def _keys(project: Project, module: Module, container: Expr) -> frozenset[str]:
    """The keys of a dict that is known whole."""
    origins = project.names.origins(Term(module, container))
    if len(origins) != 1 or not isinstance(origins[0].expr, Map):
        return frozenset()
    keys = [entry.key for entry in origins[0].expr.entries]
    return frozenset(key.value for key in keys if isinstance(key, Const) and isinstance(key.value, str))


def _text(expr: Expr) -> str | None:
    return expr.value if isinstance(expr, Const) and isinstance(expr.value, str) else None


def _literals(project: Project, module: Module, expr: Expr) -> set[Span]:
    """Where the literals stand that an expression may hold, also through the parameters of functions."""
    if isinstance(expr, Const):
        return {Span(module.path, expr.start, expr.end)}
    if not isinstance(expr, (Local, Param, Ref, Attr, Item, Join)):
        return set()
    statement = project.answers.uses(module).statement(expr)
    contexts = [] if statement is None else project.contexts.of(module, statement.scope, [expr])
    return {
        origin.span
        for context in (None, *contexts)
        for origin in project.names.origins(Term(module, expr, context))
        if isinstance(origin.expr, Const) and isinstance(origin.expr.value, str)
    }
