"""The statement that a request's call stands in, and the same statement around something else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from claudelint.editing import (
    change_arguments,
    code_lines,
    comments,
    indent_at,
    line_end,
    line_start,
    next_line,
)
from claudelint.findings import Edit, Plan, Span
from claudelint.fixing.rewrites.context import Refused, RewriteContext, receiver
from claudelint.judging.directives import FILE_IGNORE, NOQA, Directive, directives
from claudelint.reading.module import Call

# values that stand for an argument that is not given
ABSENT = {"False", "None", "NOT_GIVEN", "not_given", "omit"}
_OPENING = re.compile(r"(?:\(|\s|\\|#[^\r\n]*)*$")
_CLOSING_PARENTHESIS = re.compile(r"\s*\)")
_CLOSING = re.compile(r"(?:\)|\s|\\|#[^\r\n]*)*$")


@dataclass(frozen=True)
class PlacedCall:
    """A call and the simple statement around it; `core` is the call, or the `await` of it."""

    context: RewriteContext
    call: cst.Call
    core: cst.BaseExpression
    statement: cst.BaseSmallStatement
    line: cst.SimpleStatementLine
    is_async: bool

    @classmethod
    def at(cls, context: RewriteContext, call: cst.Call, is_async: bool) -> PlacedCall:
        """The place of a call; raises Refused where its statement cannot be rewritten."""
        core = core_of(context, call, is_async)
        statement = next(
            (node for node in context.ancestors(call) if isinstance(node, cst.BaseSmallStatement)), None
        )
        if statement is None:
            raise Refused("the call stands in the header of a statement")
        line = context.parents.get(id(statement))
        if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
            raise Refused("other statements stand on the same line")
        return cls(context, call, core, statement, line, is_async)

    @property
    def span(self) -> tuple[int, int]:
        """Where the statement stands."""
        return self.context.places.of(self.statement)

    @property
    def indent(self) -> str:
        """The indentation of the statement."""
        start = self.span[0]
        return self.context.text[line_start(self.context.text, start) : start]

    @property
    def suppression(self) -> str:
        """The suppression behind the statement, for the line that the call moves to; "" where there is none."""
        return suppression_of(self.context, self.statement)

    @property
    def block(self) -> list[cst.BaseStatement]:
        """The statements of the block that this one stands in."""
        parent = self.context.parents[id(self.line)]
        if not isinstance(parent, cst.IndentedBlock | cst.Module):
            raise Refused("the statement stands in no block")
        return list(parent.body)

    def with_core(self, expression: str, deeper: str = "") -> str:
        """The statement with another expression in the place of the response, its lines indented deeper.

        Where the response is the whole value, parentheses around it go; comments in them are rescued by
        `RewriteContext.edit`.
        """
        text, (start, end) = self.context.text, self.span
        core_start, core_end = span_of_core(self.context, self.core, expression)
        before, after = text[start:core_start], text[core_end:end]
        if isinstance(self.context.parents[id(self.core)], cst.BaseSmallStatement):
            before = _OPENING.sub("", before)
            before += " " if before else ""
            after = _CLOSING.sub("", after)
        return shifted(before + expression + after, "", deeper)


@dataclass(frozen=True)
class Request(PlacedCall):
    """A call of `messages.create`, whose `core` is what the response comes out of."""

    method: cst.Attribute

    @classmethod
    def find(cls, context: RewriteContext, plan: Plan) -> Request:
        """The request of a plan; raises Refused where its statement cannot be rewritten."""
        call = context.call(plan)
        method = receiver(call)
        placed = PlacedCall.at(context, call, bool(plan.detail("asynchronous")))
        return cls(context, call, placed.core, placed.statement, placed.line, placed.is_async, method)

    def streamed(self, name: str) -> str:
        """The header of a `with` statement that streams this request."""
        context, spans = self.context, self.context.spans(self.call)
        attr_start, attr_end = context.places.of(self.method.attr)
        edits = [
            Edit(Span(context.source.path, attr_start, attr_end), "stream"),
            *_without_stream(context, self.call, spans),
        ]
        made = edited(context.text, spans.start, spans.end, edits)
        if len(context.text[spans.start : spans.open_end].splitlines()) > 1:
            made = f"({made})"
        else:
            # the call may stand deeper than its statement, within parentheses
            made = shifted(made, indent_at(context.text, spans.start), self.indent)
        keyword = "async with" if self.is_async else "with"
        return f"{keyword} {made} as {name}:{self.suppression}"

    def final_message(self, name: str) -> str:
        """The expression for the whole response of a stream."""
        return f"await {name}.get_final_message()" if self.is_async else f"{name}.get_final_message()"


def suppression_of(context: RewriteContext, statement: cst.CSTNode) -> str:
    """The suppression behind a statement, for the line that a call in it moves to; "" where there is none.

    It stays behind what is left of the statement, too; where it is not needed the one or the other is reported.
    """
    line = context.parents[id(statement)]
    comment = line.trailing_whitespace.comment if isinstance(line, cst.SimpleStatementLine) else None
    found = () if comment is None else directives(comment.value)
    return "".join(f"  {text}" for one in found if comment and (text := _own_part(one, comment.value)))


def core_of(context: RewriteContext, call: cst.Call, is_async: bool) -> cst.BaseExpression:
    """The call itself, or the `await` of it where it makes a coroutine; raises Refused where that is missing."""
    parent = next(context.ancestors(call))
    if is_async != isinstance(parent, cst.Await):
        raise Refused("the coroutine is not awaited here" if is_async else "the call is awaited")
    return parent if isinstance(parent, cst.Await) else call


def span_of_core(context: RewriteContext, core: cst.BaseExpression, expression: str) -> tuple[int, int]:
    """Where a response stands, with the parentheses of an `await` that what takes its place can do without."""
    start, end = context.places.of(core)
    if not isinstance(core, cst.Await) or not core.lpar or expression.startswith("await "):
        return start, end
    opening = context.text[:start].rstrip()
    closing = _CLOSING_PARENTHESIS.match(context.text, end)
    if not opening.endswith("(") or closing is None:
        return start, end
    return len(opening) - 1, closing.end()


def _own_part(directive: Directive, comment: str) -> str:
    """What a directive says that may be about a finding in the call before it; other linters' codes are not."""
    if directive.problem or directive.kind == FILE_IGNORE:
        return ""
    if directive.kind != NOQA or not directive.words:
        return comment[directive.start : directive.end]
    own = [word.text for word in directive.words if word.text.upper().startswith("CL")]
    return f"# noqa: {', '.join(own)}" if own else ""


def edited(text: str, start: int, end: int, edits: Iterable[Edit]) -> str:
    """A stretch of the text after edits that lie within it."""
    made = text[start:end]
    for edit in sorted(edits, reverse=True):
        made = made[: edit.span.start - start] + edit.text + made[edit.span.end - start :]
    return made


def shifted(text: str, old: str, new: str) -> str:
    """The text with one indentation for another on every line but the first and those inside strings."""
    pieces: list[str] = []
    done = 0
    for start in code_lines(text):
        pieces.append(text[done:start])
        done = start
        if text[start : start + 1] in ("", "\r", "\n"):
            continue
        if text.startswith(old, start):
            pieces.append(new)
            done = start + len(old)
    pieces.append(text[done:])
    return "".join(pieces)


def may_wait(statement: cst.BaseSmallStatement) -> bool:
    """Whether it makes no difference that the text is shown before this statement and not after."""
    if isinstance(statement, cst.Assign):
        return not m.findall(statement, m.OneOf(m.Call(), m.Await(), m.Yield()))
    append = m.Expr(value=m.Call(func=m.Attribute(attr=m.Name("append")), args=[m.Arg()]))
    return m.matches(statement, append)


def without(context: RewriteContext, line: cst.BaseStatement) -> Edit:
    """An edit that removes the lines of a statement; its comments keep lines of their own."""
    text = context.text
    start, end = context.places.of(own_node(line))
    begin = line_start(text, start)
    kept = [comment for _, comment in comments(text, start, line_end(text, end))]
    left = "".join(text[begin:start] + comment + context.newline for comment in kept)
    return Edit(Span(context.source.path, begin, next_line(text, end)), left)


def keyword_of(statement: cst.BaseCompoundStatement) -> str:
    """What a statement begins with, as `for`."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", type(statement).__name__).lower()


def own_node(line: cst.BaseStatement) -> cst.CSTNode:
    """The node of a statement whose place is that of the statement, without the comments above it."""
    return line.body[0] if isinstance(line, cst.SimpleStatementLine) else line


def _without_stream(context: RewriteContext, call: cst.Call, spans: Call) -> tuple[Edit, ...]:
    """Edits that drop `stream=False`; raises Refused where a stream may be asked for."""
    dropped = []
    for argument, spanned in zip(call.args, spans.arguments, strict=True):
        if argument.star == "" and spanned.name is None:
            raise Refused("arguments are given by position")
        if spanned.name != "stream":
            continue
        if context.slice(argument.value).rpartition(".")[2] not in ABSENT:
            raise Refused("whether to stream is decided at run time")
        dropped.append(spanned)
    return change_arguments(context.text, context.source.path, spans, remove=dropped) if dropped else ()
