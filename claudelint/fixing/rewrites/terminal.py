"""A chat in a terminal: what was printed at the end is printed as it comes."""

from __future__ import annotations

import libcst as cst
import libcst.matchers as m

from claudelint.findings import Edit, Plan
from claudelint.fixing.rewrites.answer import Answer
from claudelint.fixing.rewrites.context import Refused, RewriteContext, count_names
from claudelint.fixing.rewrites.final_message import check_keywords
from claudelint.fixing.rewrites.printing import (
    Printing,
    block_loop,
    take_apart,
    text_print,
)
from claudelint.fixing.rewrites.statement import Request, may_wait, without


def stream_terminal(context: RewriteContext, plan: Plan) -> tuple[Edit, ...]:
    """Print the text of the stream as it arrives, and drop the print of the whole."""
    request = Request.find(context, plan)
    check_keywords(request, plan)
    answer = Answer.of(request)
    line, printing, assigned = _find(request, answer)
    dropped = [line, *(name for name in assigned if _is_idle(request, name, line))]
    gone = sum(count_names(node, answer.name) for node in (request.line, *dropped))
    keep_message = context.mentions(request.call, answer.name) > gone
    return (_stream(request, printing, keep_message), *(without(context, line) for line in dropped))


def _find(
    request: Request, answer: Answer
) -> tuple[cst.BaseStatement, Printing, list[cst.SimpleStatementLine]]:
    """The statement that prints the text, the print in parts, and assignments of the text before it."""
    block = request.block
    assigned: list[cst.SimpleStatementLine] = []
    for line in block[[id(line) for line in block].index(id(request.line)) + 1 :]:
        printing = _printing(request.context, line, answer)
        if printing is not None:
            return line, printing, assigned
        if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
            break
        statement = line.body[0]
        named = answer.with_text_named_by(line)
        if named is not None:
            answer = named
            assigned.append(line)
            continue
        is_text = isinstance(statement, cst.Assign) and answer.is_text(statement.value)
        if answer.is_changed_by(line) or not (is_text or may_wait(statement)):
            break
    raise Refused("the answer's text is not printed by a plain print right after the call")


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


def _stream(request: Request, printing: Printing, keep_message: bool) -> Edit:
    context = request.context
    stream = context.stream_name(request.call)
    text = context.fresh(request.call, "text", "chunk", "piece")
    loop = "async for" if request.is_async else "for"
    lines = [request.streamed(stream)]
    if printing.before is not None:
        lines.append(f"{context.indent}print({printing.before})")
    lines += [
        f"{context.indent}{loop} {text} in {stream}.text_stream:",
        f'{context.indent * 2}print({text}, end="", flush=True)',
        f"{context.indent}print({printing.after})",
    ]
    if keep_message:
        lines.append(context.indent + request.with_core(request.final_message(stream), context.indent))
    return context.edit(*request.span, (context.newline + request.indent).join(lines))
