"""Readings of an answer by position, which say nothing of what kind of block stands there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.answers import Answer
from claudelint.linking.surroundings import catches_at
from claudelint.reading import module as plain
from claudelint.reading.module import Attr, Module

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
    """The unguarded positional reads of an answer; a type test in the same function guards them."""
    guarded = {
        (read.module.path, read.statement.scope)
        for read in answer.of_kind("type_tested")
        if read.statement is not None and read.part in ("block", "content", "response")
    }
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
