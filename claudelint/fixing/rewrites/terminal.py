"""A chat in a terminal: what was printed at the end is printed as it comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import libcst as cst
import libcst.matchers as m

from claudelint.editing import line_end
from claudelint.findings import Edit, Plan
from claudelint.fixing.rewrites.answer import Answer, is_text_of_call
from claudelint.fixing.rewrites.context import Refused, RewriteContext, count_names
from claudelint.fixing.rewrites.effects import changed_paths, meet, read_paths
from claudelint.fixing.rewrites.final_message import check_keywords
from claudelint.fixing.rewrites.printing import (
    Printing,
    block_loop,
    take_apart,
    text_print,
)
from claudelint.fixing.rewrites.statement import Request, may_wait, shifted, without


def stream_terminal(context: RewriteContext, plan: Plan) -> tuple[Edit, ...]:
    """Print the text of the stream as it arrives, and drop the print of the whole."""
    request = Request.find(context, plan)
    check_keywords(request, plan)
    printed = text_print(request.line)
    if printed is not None:
        printing = take_apart(context, printed, partial(is_text_of_call, request), [])
        if printing is None:
            raise Refused("more than the text of the answer is printed")
        return (_stream(request, printing, [], keep_message=False),)
    answer = Answer.of(request)
    found = _Found.of(request, answer)
    dropped = [found.line, *(name for name in found.assigned if _is_idle(request, name, found.line))]
    gone = sum(count_names(node, answer.name) for node in (request.line, *dropped))
    keep_message = context.mentions(request.call, answer.name) > gone
    streaming = _stream(request, found.printing, found.inside, keep_message)
    return (streaming, *(without(context, line) for line in dropped))


@dataclass(frozen=True)
class _Found:
    """The statement that prints the text, and the print in parts.

    `assigned` gave the text names before it, and `inside` are the statements right after the call that have nothing
    to do with the answer: they stay before the text, with the stream open.
    """

    line: cst.BaseStatement
    printing: Printing
    assigned: Sequence[cst.SimpleStatementLine]
    inside: Sequence[cst.SimpleStatementLine]

    @classmethod
    def of(cls, request: Request, answer: Answer) -> _Found:
        block = request.block
        assigned: list[cst.SimpleStatementLine] = []
        inside: list[cst.SimpleStatementLine] = []
        waiting: list[cst.SimpleStatementLine] = []
        for line in block[[id(line) for line in block].index(id(request.line)) + 1 :]:
            printing = _printing(request.context, line, answer)
            if printing is not None:
                if meet(read_paths([line]), changed_paths(waiting)) is not None:
                    raise Refused("what is printed with the text depends on what is done before")
                return cls(line, printing, assigned, inside)
            if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
                break
            named = answer.with_text_named_by(line)
            if named is not None:
                answer = named
                assigned.append(line)
            elif not assigned and not waiting and _is_apart(line, answer):
                inside.append(line)
            elif _is_waiting(line.body[0], answer):
                waiting.append(line)
            else:
                break
        raise Refused("the answer's text is not printed by a plain print right after the call")


def _is_apart(line: cst.SimpleStatementLine, answer: Answer) -> bool:
    """Whether a statement is a short one that has nothing to do with the answer."""
    if any(count_names(line, name) for name in answer.names):
        return False
    is_plain = isinstance(line.body[0], cst.AugAssign) and not m.findall(line, m.Call() | m.Await())
    if text_print(line) is not None:
        is_plain = len(m.findall(line, m.Call() | m.Await())) == 1
    return is_plain or may_wait(line.body[0])


def _is_waiting(statement: cst.BaseSmallStatement, answer: Answer) -> bool:
    """Whether the text may as well be printed before a statement that keeps the answer, or the like."""
    is_text = isinstance(statement, cst.Assign) and answer.is_text(statement.value)
    return not answer.is_changed_by(statement) and (is_text or may_wait(statement))


def _printing(context: RewriteContext, line: cst.BaseStatement, answer: Answer) -> Printing | None:
    """The print that a statement is: a plain one, or that of every text block in a loop."""
    if answer.response is not None:
        loop = block_loop(line, answer.response)
        if loop is not None:
            text = m.Attribute(value=m.Name(loop[1]), attr=m.Name("text"))
            return take_apart(context, loop[0], lambda node: m.matches(node, text), [*answer.names, loop[1]])
    printed = text_print(line)
    return take_apart(context, printed, answer.is_text, answer.names) if printed else None


def _is_idle(request: Request, assigned: cst.SimpleStatementLine, line: cst.BaseStatement) -> bool:
    """Whether the name that the text was given is used by the dropped print alone."""
    target = next(iter(m.findall(assigned, m.AssignTarget())))
    assert isinstance(target, cst.AssignTarget)
    assert isinstance(target.target, cst.Name)
    name = target.target.value
    return request.context.mentions(request.call, name) == count_names(line, name) + 1


def _stream(
    request: Request, printing: Printing, inside: Sequence[cst.SimpleStatementLine], keep_message: bool
) -> Edit:
    context, (start, end) = request.context, request.span
    stream = context.stream_name(request.call)
    text = context.fresh(request.call, "text", "chunk", "piece")
    loop = "async for" if request.is_async else "for"
    header = request.streamed(stream)
    if inside:
        done, end = end, line_end(context.text, context.places.of(inside[-1].body[0])[1])
        header += shifted(context.text[done:end], "", context.indent)
    lines = [header]
    if printing.before is not None:
        lines.append(f"{context.indent}print({printing.before})")
    lines += [
        f"{context.indent}{loop} {text} in {stream}.text_stream:",
        f'{context.indent * 2}print({text}, end="", flush=True)',
        f"{context.indent}print({printing.after})",
    ]
    if keep_message:
        lines.append(context.indent + request.with_core(request.final_message(stream), context.indent))
    return context.edit(start, end, (context.newline + request.indent).join(lines))
