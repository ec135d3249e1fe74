"""What operators make of texts, numbers, lists and dicts, and f-strings of their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claudelint.linking.containers import (
    concatenated,
    merge,
)
from claudelint.linking.terms import Term
from claudelint.linking.texts import (
    LARGEST_TEXT,
    is_text,
    origin_of,
    percent,
    pieces_of,
    text_parts,
    text_value,
)
from claudelint.linking.value_kinds import (
    Hole,
    Known,
    Mapping,
    Sequence,
    Unknown,
    Value,
    is_number,
)
from claudelint.reading.module import (
    Binary,
    Expr,
    Text,
)

if TYPE_CHECKING:
    from claudelint.linking.values import Values


class Operators:
    """Evaluates f-strings and operators."""

    def __init__(self, values: Values) -> None:
        self.names = values.names
        self.of = values.of

    def text(self, term: Term, expr: Text) -> Value:
        parts: list[str | Hole] = []
        for part in expr.parts:
            if isinstance(part, str):
                parts.append(part)
            else:
                parts.extend(text_parts(self.of, term.at(part)))
        return text_value(term.span, parts)

    def binary(self, term: Term, expr: Binary) -> Value:
        if expr.operator == "+":
            return self._sum(term, expr)
        if expr.operator == "|":
            left, right = self.of(term.at(expr.left)), self.of(term.at(expr.right))
            if isinstance(left, Mapping) and isinstance(right, Mapping):
                return merge(term.span, left, right, term)
        if expr.operator == "*":
            return self._product(term, expr)
        if expr.operator == "%":
            left = self.of(term.at(expr.left))
            if isinstance(left, Known) and isinstance(left.value, str):
                return percent(self.of, term, left.value, expr.right)
        numbers = [self.of(term.at(side)) for side in (expr.left, expr.right)]
        return self._arithmetic(term, expr.operator, numbers)

    def _sum(self, term: Term, expr: Binary) -> Value:
        # long sums lean to the left; they are added up in a loop
        operands: list[Expr] = []
        left: Expr = expr
        while isinstance(left, Binary) and left.operator == "+":
            operands.append(left.right)
            left = left.left
        operands.append(left)
        values = [self.of(term.at(operand)) for operand in reversed(operands)]
        if all(isinstance(value, Known) and is_number(value.value) for value in values):
            result = values[0]
            for value in values[1:]:
                result = self._arithmetic(term, "+", [result, value])
            return result
        if any(isinstance(value, Sequence) for value in values):
            return concatenated(term, values)
        if any(is_text(value) for value in values):
            parts: list[str | Hole] = []
            for value in values:
                parts.extend(pieces_of(value))
            return text_value(term.span, parts)
        origins = [origin_of(value) for value in values if isinstance(value, Unknown)]
        return Unknown(term.span, "it is a sum of unknown parts", origins[0] if origins else "unknown")

    def _arithmetic(self, term: Term, operator: str, values: list[Value]) -> Value:
        left, right = values
        if isinstance(left, Known) and isinstance(right, Known):
            a, b = left.value, right.value
            if isinstance(a, (int, float)) and isinstance(b, (int, float)):
                result = _calculate(operator, a, b)
                if result is not None:
                    return Known(term.span, result)
        return Unknown(term.span, "it is computed", "computed")

    def _product(self, term: Term, expr: Binary) -> Value:
        left, right = self.of(term.at(expr.left)), self.of(term.at(expr.right))
        for text, times in ((left, right), (right, left)):
            if is_text(text) and isinstance(times, Known) and isinstance(times.value, int):
                parts = pieces_of(text)
                size = sum(len(part) for part in parts if isinstance(part, str))
                if size * times.value > LARGEST_TEXT:
                    return Unknown(term.span, "it is too large to be told")
                return text_value(term.span, list(parts) * times.value)
        return self._arithmetic(term, "*", [left, right])


def _calculate(operator: str, a: int | float, b: int | float) -> int | float | None:
    try:
        if operator == "+":
            return a + b
        if operator == "-":
            return a - b
        if operator == "*":
            return a * b
        if operator == "//":
            return a // b
        if operator == "/":
            return a / b
    except (ZeroDivisionError, OverflowError):
        return None
    return None
