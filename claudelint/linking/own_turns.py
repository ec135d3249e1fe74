"""Turns of the assistant that a program makes of the text of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.terms import Term
from claudelint.reading.module import CallOf, Const, Expr, Map, Module, Mutated, Seq, Star

if TYPE_CHECKING:
    from claudelint.linking.answers import Read
    from claudelint.linking.request import Request
    from claudelint.linking.uses import Uses

_TEXTS = frozenset({"text", "texts"})
# what a stream hands over: its texts bit by bit, or the whole text
_STREAMED = {"text_stream": "texts", "get_final_text": "text"}


@dataclass(frozen=True)
class OwnTurn:
    """A turn of the assistant with `text` as its content.

    `message` is where the message is made, `written` what stands for it in the code that has the answer: the message
    itself, or the call of a function that is told the role; `module` and `scope` are those of `written`.
    """

    module: Module
    scope: int
    message: Span
    written: Expr
    text: Expr


def turn_around(uses: Uses, expr: Expr) -> tuple[Map, Expr, Expr] | None:
    """The message around an expression, what stands as its content, and its role."""
    inner, around = expr, uses.parent(expr)
    while isinstance(around, (Map, Seq, Star)):
        if isinstance(around, Map):
            entries = around.by_key
            role = entries.get("role")
            if role is not None:
                return (around, inner, role) if entries.get("content") is inner else None
        inner, around = around, uses.parent(around)
    return None


def told_turns(request: Request, read: Read, role: Expr, message: Span) -> Iterator[OwnTurn]:
    """The turns that a function makes of texts of the answer that it is handed, where it is told the role as well."""
    names = request.project.names
    for entry in request.answer.of_kind("passed"):
        if entry.part not in _TEXTS or not isinstance(entry.expr, CallOf) or entry.statement is None:
            continue
        text = _text_in(entry)
        if text is None:
            continue
        for (target, scope), context in names.called(Term(entry.module, entry.expr)):
            if target is not read.module or read.statement is None or read.statement.scope != scope:
                continue
            roles = names.origins(Term(target, role, context))
            if roles and all(isinstance(one.expr, Const) and one.expr.value == "assistant" for one in roles):
                yield OwnTurn(entry.module, entry.statement.scope, message, entry.expr, text)


def _text_in(entry: Read) -> Expr | None:
    """The one argument of a call that is no literal."""
    assert isinstance(entry.expr, CallOf)
    arguments = entry.module.calls[entry.expr.call].arguments
    others = [one.value for one in arguments if not isinstance(one.value, Const)]
    return others[0] if len(others) == 1 else None


def streamed_text_reads(request: Request) -> Iterator[Read]:
    """What is done with the text of a stream: as a whole, or bit by bit, added up or collected in a list."""
    answers = request.project.answers
    for read in request.answer.of_kind("attribute", "method"):
        part = _STREAMED.get(str(read.detail)) if read.part == "response" else None
        if part is None:
            continue
        found = answers.of_part(read.module, read.expr, part)
        yield from found.reads
        for one in found.of_kind("collected"):
            for use in _later_uses(answers.uses(one.module), one.expr):
                yield from answers.of_part(one.module, use, "texts").reads


def _later_uses(uses: Uses, addition: Expr) -> Iterator[Expr]:
    """The readings of a list after a call has added to it."""
    for index, definition in enumerate(uses.module.definitions):
        changed = definition.value
        if isinstance(changed, Mutated) and isinstance(addition, CallOf) and changed.call == addition.call:
            yield from uses.later_uses(index)
