"""A chat in a terminal: what was printed at the end is printed as it comes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import libcst as cst
import libcst.matchers as m

from claudelint.editing import comments, line_end, line_start, next_line
from claudelint.findings import Edit, Plan, Span
from claudelint.fixing.rewrites.context import Refused, RewriteContext, count_names
from claudelint.fixing.rewrites.final_message import check_chain, check_keywords
from claudelint.fixing.rewrites.printing import (
    Printing,
    block_loop,
    is_first_text,
    is_text_of,
    take_apart,
    text_print,
)
from claudelint.fixing.rewrites.statement import Request


def stream_terminal(context: RewriteContext, plan: Plan) -> tuple[Edit, ...]:
    """Print the text of the stream as it arrives, and drop the print of the whole."""
    request = Request.find(context, plan)
    check_keywords(request, plan)
    answer = _Answer.of(request)
    line, printing, assigned = _find(request, answer)
    dropped = [line, *(name for name in assigned if _is_idle(request, name, line))]
    gone = sum(count_names(node, answer.name) for node in (request.line, *dropped))
    keep_message = context.mentions(request.call, answer.name) > gone
    return (_stream(request, printing, keep_message), *(_without(context, line) for line in dropped))


@dataclass(frozen=True)
class _Answer:
    """The name that the request is assigned to: that of the response, or where only this is kept its text.

    `text` names the text, once it has a name.
    """

    name: str
    response: str | None
    text: str | None

    @classmethod
    def of(cls, request: Request) -> _Answer:
        check_chain(request)
        statement = request.statement
        target: cst.CSTNode | None = None
        if isinstance(statement, cst.AnnAssign):
            target = statement.target
        elif isinstance(statement, cst.Assign) and len(statement.targets) == 1:
            target = statement.targets[0].target
        if not isinstance(target, cst.Name) or not isinstance(statement, cst.Assign | cst.AnnAssign):
            raise Refused("the answer is not assigned to a name")
        if statement.value is request.core:
            return cls(target.value, target.value, None)
        if statement.value is not None and is_first_text(statement.value):
            return cls(target.value, None, target.value)
        raise Refused("something else than the answer or its text is assigned")

    def is_text(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is the text of the answer."""
        if self.text is not None and m.matches(node, m.Name(self.text)):
            return True
        return self.response is not None and is_text_of(node, self.response)

    @property
    def names(self) -> list[str]:
        return [name for name in (self.response, self.text) if name is not None]


def _find(
    request: Request, answer: _Answer
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
        if isinstance(statement, cst.Assign) and answer.is_text(statement.value):
            target = statement.targets[0].target
            if len(statement.targets) == 1 and isinstance(target, cst.Name):
                answer = replace(answer, text=target.value)
                assigned.append(line)
        elif not _may_wait(statement):
            break
    raise Refused("the answer's text is not printed by a plain print right after the call")


def _printing(context: RewriteContext, line: cst.BaseStatement, answer: _Answer) -> Printing | None:
    """The print that a statement is: a plain one, or that of every text block in a loop."""
    if answer.response is not None:
        loop = block_loop(line, answer.response)
        if loop is not None:
            text = m.Attribute(value=m.Name(loop[1]), attr=m.Name("text"))
            return take_apart(context, loop[0], lambda node: m.matches(node, text), [*answer.names, loop[1]])
    printed = text_print(line)
    return take_apart(context, printed, answer.is_text, answer.names) if printed else None


def _may_wait(statement: cst.BaseSmallStatement) -> bool:
    """Whether it makes no difference that the text is printed before this statement and not after."""
    if isinstance(statement, cst.Assign):
        return not m.findall(statement, m.OneOf(m.Call(), m.Await(), m.Yield()))
    append = m.Expr(value=m.Call(func=m.Attribute(attr=m.Name("append")), args=[m.Arg()]))
    return m.matches(statement, append)


def _is_idle(request: Request, assigned: cst.SimpleStatementLine, line: cst.BaseStatement) -> bool:
    """Whether the name that the text was given is used by the dropped print alone."""
    target = next(iter(m.findall(assigned, m.AssignTarget())))
    assert isinstance(target, cst.AssignTarget)
    assert isinstance(target.target, cst.Name)
    name = target.target.value
    return request.context.mentions(request.call, name) == count_names(line, name) + 1


def _stream(request: Request, printing: Printing, keep_message: bool) -> Edit:
    context = request.context
    stream = context.fresh(request.call, "stream", "response_stream", "message_stream")
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


def _without(context: RewriteContext, line: cst.BaseStatement) -> Edit:
    """An edit that removes the lines of a statement; its comments keep lines of their own."""
    text = context.text
    node: cst.CSTNode = line.body[0] if isinstance(line, cst.SimpleStatementLine) else line
    start, end = context.places.of(node)
    begin = line_start(text, start)
    kept = [comment for _, comment in comments(text, start, line_end(text, end))]
    left = "".join(text[begin:start] + comment + context.newline for comment in kept)
    return Edit(Span(context.source.path, begin, next_line(text, end)), left)
