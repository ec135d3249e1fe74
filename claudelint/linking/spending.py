"""Costs that a program works out from the usage of an answer, and which of its tokens they count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.terms import Term
from claudelint.reading.module import Binary, CallOf, Const, Expr, Local, Module

if TYPE_CHECKING:
    from claudelint.linking.answers import Read
    from claudelint.linking.request import Request
    from claudelint.linking.uses import Uses

_INPUT = "input_tokens"
_CACHED = "cache_"
_PRICED_PER = 1_000_000
# a share of a whole is no cost
_PERCENT = 100
_DEEPEST = 4


@dataclass(frozen=True)
class InputCost:
    """Where the tokens of the input are multiplied by a price, or divided by a million."""

    module: Module
    span: Span


def costs_without_cache(request: Request) -> Iterator[InputCost]:
    """The costs of `input_tokens`, when the program looks at no other tokens of the input."""
    found: dict[Span, InputCost] = {}
    for read in request.answer.reads:
        if read.part != "response":
            continue
        if read.kind in ("method", "stored", "collected", "yielded") or _is_out_of_sight(request, read):
            return
        if read.kind != "attribute" or read.detail != "usage":
            continue
        for part in request.project.answers.of_part(read.module, read.expr, "usage").reads:
            if part.part != "usage":
                continue
            if part.kind != "attribute":
                if part.kind in ("tested", "returned") or not _is_out_of_sight(request, part, strict=True):
                    continue
                return
            if str(part.detail).startswith(_CACHED):
                return
            if part.detail == _INPUT:
                uses = request.project.answers.uses(part.module)
                found.update((one.span, one) for one in _costs(request, uses, part.expr, 0))
    yield from found.values()


def _is_out_of_sight(request: Request, read: Read, *, strict: bool = False) -> bool:
    """Whether a call, or with `strict` anything else, takes it where it cannot be followed."""
    if read.kind == "passed" and isinstance(read.expr, CallOf):
        return not any(True for _ in request.project.names.called(Term(read.module, read.expr)))
    return strict and read.kind != "printed"


def _costs(request: Request, uses: Uses, expr: Expr, depth: int) -> Iterator[InputCost]:
    """The calculations around a number of tokens, in its function and those that it is handed to."""
    if depth > _DEEPEST:
        return
    answers = request.project.answers
    for module, place in _places(request, uses, expr):
        inner = answers.uses(module)
        top, factors = place, list[Binary]()
        while isinstance(around := inner.parent(top), Binary) and around.operator in ("*", "/"):
            factors.append(around)
            top = around
        if any(_prices(one) for one in factors) and not any(_is_share(one) for one in factors):
            yield InputCost(module, Span(module.path, top.start, top.end))
        elif isinstance(around, Binary) and around.operator == "+":
            yield from _costs(request, inner, around, depth + 1)


def _places(request: Request, uses: Uses, expr: Expr) -> Iterator[tuple[Module, Expr]]:
    """The expression itself, and every reading of the names that it is given."""
    yield uses.module, expr
    for read in request.project.answers.of_part(uses.module, expr, "tokens").reads:
        if read.part == "tokens" and read.kind == "stored" and isinstance(read.expr, Local):
            yield read.module, read.expr


def _is_share(factor: Binary) -> bool:
    """Whether a percentage is made, which is no cost."""
    return any(isinstance(one, Const) and one.value == _PERCENT for one in (factor.left, factor.right))


def _prices(factor: Binary) -> bool:
    """Whether tokens are multiplied, or counted in millions, as prices are given for them."""
    if factor.operator == "*":
        return True
    return isinstance(factor.right, Const) and factor.right.value == _PRICED_PER
