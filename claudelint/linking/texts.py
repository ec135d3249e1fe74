"""Texts put together from pieces: what is constant in them, and the holes."""

from __future__ import annotations

import inspect
import re
import string
import textwrap
from collections.abc import Callable
from dataclasses import replace

from claudelint.findings import Span
from claudelint.linking.terms import Term
from claudelint.linking.value_kinds import (
    Hole,
    Known,
    Mapping,
    NotGiven,
    OneOf,
    Sequence,
    TextValue,
    Unknown,
    Value,
    least_steady,
)
from claudelint.reading.module import Argument, Call, Expr, Seq

# texts beyond these sizes are not put together: a text that doubles in every line has no end
LARGEST_TEXT = 4_000_000
_MOST_PIECES = 10_000
# evaluates an expression
Worth = Callable[[Term], Value]


def pieces_of(value: Value) -> tuple[str | Hole, ...]:
    if isinstance(value, TextValue):
        return value.parts
    if isinstance(value, Known):
        # what the environment may replace is as stable as a constant while the program runs
        return (str(value.value),)
    if isinstance(value, OneOf):
        texts = [pieces_of(option) for option in value.options]
        if all(len(text) == 1 and isinstance(text[0], str) for text in texts):
            shortest = min((str(text[0]) for text in texts), key=len)
            return (shortest, Hole("choice", value.place))
        origins = [hole.origin for text in texts for hole in text if isinstance(hole, Hole)]
        return (Hole(least_steady(origins) if origins else "choice", value.place),)
    return (Hole(origin_of(value), value.place),)


def text_value(place: Span, parts: list[str | Hole]) -> Value:
    if len(parts) > _MOST_PIECES or sum(len(part) for part in parts if isinstance(part, str)) > LARGEST_TEXT:
        return Unknown(place, "it is too large to be told")
    joined: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    if all(isinstance(part, str) for part in joined):
        return Known(place, "".join(str(part) for part in joined))
    return TextValue(place, tuple(joined))


def origin_of(value: Value) -> str:
    """Where the part of a value comes from that is not constant; of several, the one that says least for sure."""
    if isinstance(value, Unknown):
        return value.origin
    if isinstance(value, TextValue) and value.holes:
        return value.holes[0].origin
    if isinstance(value, Mapping):
        return value.rest
    if isinstance(value, OneOf):
        origins = [origin_of(option) for option in value.options if not _is_constant(option)]
        return least_steady(origins)
    return "unknown"


def _is_constant(value: Value) -> bool:
    if isinstance(value, TextValue):
        return not value.holes
    if isinstance(value, (Sequence, Mapping)):
        return not value.open
    return isinstance(value, (Known, NotGiven))


def is_text(value: Value) -> bool:
    return isinstance(value, TextValue) or (isinstance(value, Known) and isinstance(value.value, str))


def _split_percent(text: str) -> list[str]:
    return [
        piece.replace("%%", "%") for piece in re.split(r"%(?:\(\w+\))?[-+ #0]*\d*(?:\.\d+)?[sdrfgexi]", text)
    ]


def percent(worth: Worth, term: Term, text: str, right: Expr) -> Value:
    values = (
        [worth(term.at(item)) for item in right.items] if isinstance(right, Seq) else [worth(term.at(right))]
    )
    pieces = _split_percent(text)
    parts: list[str | Hole] = []
    for index, piece in enumerate(pieces):
        parts.append(piece)
        if index < len(pieces) - 1:
            value = values[index] if index < len(values) else Unknown(term.span, "a value is missing")
            parts.extend(pieces_of(value))
    return text_value(term.span, parts)


def replaced(worth: Worth, term: Term, receiver: Value, arguments: list[Argument]) -> Value:
    values = [worth(term.at(argument.value)) for argument in arguments[:2]]
    if len(values) == 2 and isinstance(receiver, Known) and isinstance(receiver.value, str):
        old = values[0]
        if isinstance(old, Known) and isinstance(old.value, str) and old.value:
            parts: list[str | Hole] = []
            pieces = receiver.value.split(old.value)
            for index, piece in enumerate(pieces):
                if index:
                    parts.extend(pieces_of(values[1]))
                parts.append(piece)
            return text_value(term.span, parts)
    return TextValue(term.span, (*pieces_of(receiver), Hole("unknown", term.span)))


def join(worth: Worth, term: Term, separator: Value, argument: Argument) -> Value:
    value = worth(term.at(argument.value))
    between = pieces_of(separator)
    if not isinstance(value, Sequence):
        return TextValue(term.span, (Hole(origin_of(value), term.span),))
    is_set = value.term is not None and isinstance(value.term.expr, Seq) and value.term.expr.kind == "set"
    parts: list[str | Hole] = [Hole("unordered", term.span)] if is_set and len(value.items) > 1 else []
    for index, item in enumerate(value.items):
        if index:
            parts.extend(between)
        parts.extend(pieces_of(item))
    if value.open:
        parts.append(Hole("unknown", term.span))
    return text_value(term.span, parts)


def formatted(worth: Worth, term: Term, receiver: Value, call: Call) -> Value:

    text = receiver.known if isinstance(receiver, TextValue) else getattr(receiver, "value", "")
    positional = [a.value for a in call.arguments if a.name is None and not a.star]
    named = {a.name: a.value for a in call.arguments if a.name is not None}
    parts: list[str | Hole] = []
    next_index = 0
    try:
        fields = list(string.Formatter().parse(text))
    except ValueError:
        return Unknown(term.span, "its format cannot be read")
    for literal, name, _, _ in fields:
        parts.append(literal)
        if name is None:
            continue
        root = name.split(".")[0].split("[")[0]
        if root == "" or root.isdigit():
            index = next_index if root == "" else int(root)
            next_index += 1
            expr = positional[index] if index < len(positional) else None
        else:
            expr = named.get(root)
        if expr is None or root != name:
            parts.append(Hole("unknown", term.span, root))
        else:
            parts.extend(text_parts(worth, term.at(expr)))
    return text_value(term.span, parts)


def cleaned(worth: Worth, term: Term, argument: Argument, name: str) -> Value:

    value = worth(term.at(argument.value))
    clean = inspect.cleandoc if name == "inspect.cleandoc" else textwrap.dedent
    if isinstance(value, Known) and isinstance(value.value, str):
        return replace(value, value=clean(value.value))
    return value


def text_parts(worth: Worth, term: Term) -> tuple[str | Hole, ...]:
    """A value as it would stand in a text: its constant pieces and holes."""
    return pieces_of(worth(term))
