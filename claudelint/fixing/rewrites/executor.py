"""The `with` of an executor that is of no use once its requests are those of a batch."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst

from claudelint.editing import indent_at, line_start, next_line
from claudelint.findings import Edit
from claudelint.fixing.rewrites import effects
from claudelint.fixing.rewrites.context import RewriteContext, count_names
from claudelint.fixing.rewrites.statement import edited, shifted


def without_executor(
    context: RewriteContext, call: cst.Call, statement: cst.CSTNode, edits: Sequence[Edit]
) -> tuple[Edit, ...]:
    """The edits without the `with` of an executor that only this call uses; the same ones where there is none.

    `call` is that of the executor's method, `statement` the one in the `with` that it stands in.
    """
    executor = call.func.value if isinstance(call.func, cst.Attribute) else None
    line = context.parents[id(statement)] if isinstance(statement, cst.BaseSmallStatement) else statement
    around = context.parents.get(id(context.parents[id(line)]))
    if not isinstance(executor, cst.Name) or not isinstance(around, cst.With) or len(around.items) != 1:
        return tuple(edits)
    named = around.items[0].asname
    is_alone = count_names(around, executor.value) == 2 and around.asynchronous is None
    if named is None or effects.path_of(named.name) != (executor.value,) or not is_alone:
        return tuple(edits)
    text = context.text
    start, first = context.places.of(around)[0], around.body.body[0]
    last: cst.CSTNode = around.body.body[-1]
    if isinstance(last, cst.SimpleStatementLine):
        last = last.body[-1]
    end = context.places.of(last)[1]
    body = next_line(text, _header_end(text, start, line_start(text, context.places.of(_simple(first))[0])))
    outer = text[line_start(text, start) : start]
    within = [edit for edit in edits if start <= edit.span.start and edit.span.end <= end]
    inner = edited(text, body, end, within)
    moved = shifted(inner, indent_at(text, context.places.of(_simple(first))[0]), outer).lstrip()
    return (context.edit(start, end, moved), *(edit for edit in edits if edit not in within))


def _simple(statement: cst.CSTNode) -> cst.CSTNode:
    return statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else statement


def _header_end(text: str, start: int, end: int) -> int:
    """The end of the last line of a header, before comments and empty lines that follow it."""
    found = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?\r?\n)*\Z").search(text[start:end])
    kept = text[start:end][: found.start()] if found else text[start:end]
    return start + len(kept.rstrip("\r\n"))
