"""The expressions directly within an expression."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from claudelint.reading.module import (
    Attr,
    Await,
    Binary,
    CallOf,
    Caught,
    Class,
    Comprehension,
    Const,
    Element,
    Enter,
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
    Opaque,
    Param,
    Part,
    Ref,
    Seq,
    Star,
    Text,
    Unary,
    Updated,
    Yield,
)

# what holds no other expression: most expressions of a program
CHILDLESS: frozenset[type] = frozenset({Const, Ref, Param, Local, Lambda, Imported, Function, Class})


def children(module: Module, expr: Expr) -> list[Expr]:
    """The expressions directly within an expression, those of a call included."""
    kind = type(expr)
    if kind in CHILDLESS:
        return []
    if kind is CallOf:
        call = module.calls[expr.call]  # type: ignore[union-attr]
        return [call.function, *[argument.value for argument in call.arguments]]
    return _WAYS[kind](expr)


def _one(field: str) -> Callable[[Expr], list[Expr]]:
    take = attrgetter(field)
    return lambda expr: [take(expr)]


def _several(field: str) -> Callable[[Expr], list[Expr]]:
    take = attrgetter(field)
    return lambda expr: list(take(expr))


def _fields(*fields: str) -> Callable[[Expr], list[Expr]]:
    take = attrgetter(*fields)
    return lambda expr: [one for one in take(expr) if one is not None]


def _entries(expr: Map) -> list[Expr]:
    return [one for entry in expr.entries for one in (entry.key, entry.value) if one is not None]


def _values(expr: Text) -> list[Expr]:
    return [one for one in expr.parts if not isinstance(one, str)]


def _options(expr: Join) -> list[Expr]:
    return [*expr.options] if expr.test is None else [*expr.options, expr.test]


def _delegated(expr: Yield) -> list[Expr]:
    return [] if expr.value is None else [expr.value]


def _caught(expr: Caught) -> list[Expr]:
    return [] if expr.kind is None else [expr.kind]


_WAYS: dict[type, Callable[..., list[Expr]]] = {
    Attr: _one("value"),
    Item: _fields("value", "index"),
    Star: _one("value"),
    Binary: _fields("left", "right"),
    Unary: _one("value"),
    Await: _one("value"),
    Yield: _delegated,
    Comprehension: _fields("key", "value"),
    Element: _one("iterable"),
    Part: _one("value"),
    Enter: _one("value"),
    Caught: _caught,
    Updated: _fields("base", "key", "value"),
    Mutated: _one("base"),
    Join: _options,
    Seq: _several("items"),
    Opaque: _several("parts"),
    Text: _values,
    Map: _entries,
}
