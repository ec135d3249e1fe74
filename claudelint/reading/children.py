"""The expressions directly within an expression."""

from __future__ import annotations

from claudelint.reading.module import (
    Attr,
    Await,
    Binary,
    CallOf,
    Caught,
    Comprehension,
    Element,
    Enter,
    Expr,
    Item,
    Join,
    Map,
    Module,
    Mutated,
    Opaque,
    Part,
    Seq,
    Star,
    Text,
    Unary,
    Updated,
    Yield,
)

# the fields of each form that hold other expressions: one, or several in a tuple
_ONE = {
    Attr: ("value",),
    Item: ("value", "index"),
    Star: ("value",),
    Binary: ("left", "right"),
    Unary: ("value",),
    Await: ("value",),
    Yield: ("value",),
    Comprehension: ("key", "value"),
    Element: ("iterable",),
    Part: ("value",),
    Enter: ("value",),
    Caught: ("kind",),
    Updated: ("base", "key", "value"),
    Mutated: ("base",),
    Join: ("test",),
}
_SEVERAL = {Seq: "items", Join: "options", Opaque: "parts", Text: "parts"}


def children(module: Module, expr: Expr) -> list[Expr]:
    """The expressions directly within an expression, those of a call included."""
    kind = type(expr)
    if kind is CallOf:
        call = module.calls[expr.call]  # type: ignore[union-attr]
        return [call.function, *[argument.value for argument in call.arguments]]
    if kind is Map:
        entries = expr.entries  # type: ignore[union-attr]
        return [one for entry in entries for one in (entry.key, entry.value) if one is not None]
    found: list[Expr] = []
    several = _SEVERAL.get(kind)
    if several is not None:
        found.extend(one for one in getattr(expr, several) if type(one) is not str)
    for name in _ONE.get(kind, ()):
        value = getattr(expr, name)
        if value is not None:
            found.append(value)
    return found
