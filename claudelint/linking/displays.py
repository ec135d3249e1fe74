"""Lists and dicts as they are written out, and after they were changed in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.containers import (
    each,
    sequence,
    spread,
    with_key,
    without,
)
from claudelint.linking.terms import Term
from claudelint.linking.texts import (
    origin_of,
)
from claudelint.linking.value_kinds import (
    Known,
    Mapping,
    Sequence,
    Unknown,
    Value,
)
from claudelint.reading.module import (
    Call,
    Map,
    Mutated,
    Opaque,
    Seq,
    Star,
    Updated,
)

if TYPE_CHECKING:
    from claudelint.linking.values import Values


class Displays:
    """Evaluates displays and changes of them."""

    def __init__(self, values: Values) -> None:
        self.names = values.names
        self.of = values.of

    def sequence(self, term: Term, expr: Seq) -> Value:
        items: list[Value] = []
        is_open = False
        for item in expr.items:
            if isinstance(item, Star):
                inner = self.of(term.at(item.value))
                if isinstance(inner, Sequence):
                    items.extend(inner.items)
                    is_open = is_open or inner.open
                else:
                    is_open = True
                continue
            items.append(self.of(term.at(item)))
        return sequence(term.span, items, is_open, term)

    def mapping(self, term: Term, expr: Map) -> Value:
        result: Value = Mapping(term.span, {}, False, term)
        for entry in expr.entries:
            place = Span(term.module.path, entry.start, entry.end)
            if entry.key is None:
                result = spread(result, self.of(term.at(entry.value)), term)
            else:
                key = self.of(term.at(entry.key))
                value = self.of(term.at(entry.value))
                result = with_key(result, key, value, place, term, (entry, expr))
        return result

    def updated(self, term: Term, expr: Updated) -> Value:
        base = self.of(term.at(expr.base))
        key = self.of(term.at(expr.key))
        if isinstance(expr.value, Opaque) and expr.value.kind == "deleted":
            return each(term.span, base, lambda one: without(one, key, term))
        place = Span(term.module.path, expr.start, expr.value.end)
        value = self.of(term.at(expr.value))
        return each(term.span, base, lambda one: with_key(one, key, value, place, term))

    def mutated(self, term: Term, expr: Mutated) -> Value:
        base = self.of(term.at(expr.base))
        call = term.module.calls[expr.call]
        return each(term.span, base, lambda one: self._change(term, one, expr.method, call))

    def _change(self, term: Term, base: Value, method: str, call: Call) -> Value:
        positional = [argument for argument in call.arguments if argument.name is None and not argument.star]
        values = [self.of(term.at(argument.value)) for argument in positional]
        if isinstance(base, Sequence):
            if method == "append" and values:
                return Sequence(base.place, (*base.items, values[0]), base.open, term)
            if method == "extend" and values and isinstance(values[0], Sequence):
                items = [*base.items, *values[0].items]
                return sequence(base.place, items, base.open or values[0].open, term)
            if method in ("sort", "reverse"):
                return Sequence(base.place, base.items, True, term)
            return Sequence(base.place, (), True, term)
        if isinstance(base, Mapping):
            if method == "update":
                return self.update(term, base, call)
            if method == "setdefault" and values:
                value = values[1] if len(values) > 1 else Known(term.span, None)
                key = values[0]
                if isinstance(key, Known) and isinstance(key.value, str) and key.value not in base.entries:
                    return with_key(base, key, value, term.span, term)
                return base
            if method == "pop" and values:
                return without(base, values[0], term)
            return Mapping(base.place, {}, True, term)
        origin = origin_of(base)
        if method == "sort" and origin == "unordered":
            origin = "computed"
        return Unknown(term.span, "it is changed in place", origin)

    def update(self, term: Term, base: Value, call: Call) -> Value:
        result = base
        for argument in call.arguments:
            value = self.of(term.at(argument.value))
            place = Span(term.module.path, argument.start, argument.end)
            if argument.name is not None:
                result = with_key(result, Known(place, argument.name), value, place, term)
            else:
                result = spread(result, value, term)
        return result
