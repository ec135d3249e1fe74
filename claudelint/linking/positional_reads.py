"""Readings of an answer by position, which say nothing of what kind of block stands there."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.answers import Answer, Read
from claudelint.linking.surroundings import catches_at
from claudelint.linking.terms import Term
from claudelint.reading import module as plain
from claudelint.reading.module import Attr, CallOf, Join, Module

if TYPE_CHECKING:
    from claudelint.linking.project import Project


@dataclass(frozen=True)
class PositionalRead:
    """An unguarded `content[index]`: `span` reaches to `.text` when that follows, `subject` is the content."""

    module: Module
    span: Span
    index: int
    is_text: bool
    subject: Span | None
    catches_attribute_error: bool


def positional_reads(project: Project, answer: Answer) -> Iterator[PositionalRead]:
    """The unguarded positional reads of an answer; a type test in the same function, or asked of one, guards them."""
    tested = {
        (read.module.path, read.statement.scope)
        for read in answer.of_kind("type_tested")
        if read.statement is not None and read.part in ("block", "content", "response")
    }
    guarded = tested | set(_asking(project, answer, tested))
    for read in answer.of_kind("positional"):
        if read.statement is None or (read.module.path, read.statement.scope) in guarded:
            continue
        if not isinstance(read.expr, plain.Item) or not isinstance(read.detail, int):
            continue
        uses = project.answers.uses(read.module)
        parent = uses.parent(read.expr)
        is_text = isinstance(parent, Attr) and parent.name == "text"
        if not is_text and parent is not None:
            continue
        end = parent.end if isinstance(parent, Attr) else read.expr.end
        content = read.expr.value
        yield PositionalRead(
            read.module,
            Span(read.module.path, read.expr.start, end),
            read.detail,
            is_text,
            Span(read.module.path, content.start, content.end),
            catches_at(project.names, read.module, uses.statement_index(read.expr), ("AttributeError",)),
        )


def _asking(project: Project, answer: Answer, tested: Set[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Where a condition asks one of these functions, which test the type of what they are handed."""
    for read in answer.of_kind("passed") if tested else ():
        if read.statement is None or not isinstance(read.expr, CallOf) or not _decides(project, read):
            continue
        if any(
            (module.path, scope) in tested
            for (module, scope), _ in project.names.called(Term(read.module, read.expr))
        ):
            yield read.module.path, read.statement.scope


def _decides(project: Project, read: Read) -> bool:
    """Whether a call is a condition, or a part of one."""
    uses = project.answers.uses(read.module)
    expr = read.expr
    while (around := uses.parent(expr)) is not None:
        if isinstance(around, Join) and around.test is expr:
            return True
        expr = around
    return read.statement is not None and read.statement.kind in ("if", "while", "assert")
