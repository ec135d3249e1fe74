"""A page of Streamlit: what was shown when all of it was there is shown by `st.write_stream`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile

import libcst as cst
import libcst.matchers as m

from claudelint.editing import line_end, line_start
from claudelint.findings import Edit, Plan, Span
from claudelint.fixing.rewrites.answer import Answer, is_text_of_call
from claudelint.fixing.rewrites.context import Refused, RewriteContext, count_names
from claudelint.fixing.rewrites.effects import Path, changed_paths, meet, read_paths
from claudelint.fixing.rewrites.final_message import check_keywords
from claudelint.fixing.rewrites.full_names import full_name
from claudelint.fixing.rewrites.reading_on import is_read_later
from claudelint.fixing.rewrites.statement import Request, edited, may_wait, own_node, shifted, without

_SPINNER = "streamlit.spinner"


def stream_page(context: RewriteContext, plan: Plan) -> tuple[Edit, ...]:
    """Open the stream where the request was sent, and show its pieces where the text was shown."""
    request = Request.find(context, plan)
    check_keywords(request, plan)
    if request.is_async:
        raise Refused("`st.write_stream` reads the stream of a sync client")
    showing = _Showing.find(context, plan)
    if any(node is showing.call for node in context.ancestors(request.core)):
        return (_shown_at_once(request, showing),)
    region = _Region.of(request, showing)
    return (_streamed(region, _Course.of(region)),)


@dataclass(frozen=True)
class _Showing:
    """The call that shows the text, alone in its statement; `shown` is what it is handed."""

    call: cst.Call
    method: cst.Attribute
    shown: cst.BaseExpression

    @classmethod
    def find(cls, context: RewriteContext, plan: Plan) -> _Showing:
        start, end = plan.detail("shown_start"), plan.detail("shown_end")
        call = next((node for place, node in context.calls.items() if place == (start, end)), None)
        if call is None or not isinstance(call.func, cst.Attribute) or call.func.lpar:
            raise Refused("what shows the text is not called as a method of `st`")
        if len(call.args) != 1 or call.args[0].keyword is not None or call.args[0].star:
            raise Refused("more than the text is handed to what shows it")
        line = context.parents.get(id(context.parents[id(call)]))
        suite = isinstance(line, cst.SimpleStatementLine | cst.SimpleStatementSuite) and len(line.body) == 1
        if not isinstance(context.parents[id(call)], cst.Expr) or not suite:
            raise Refused("what shows the text is a part of a longer statement")
        return cls(call, call.func, call.args[0].value)

    def edit(self, context: RewriteContext, stream: str, names: Sequence[str] = ()) -> Edit:
        """The call as one that shows the pieces of a stream and gives the text its names."""
        start, end = context.places.of(self.call)
        receiver = context.text[start : context.places.of(self.method.attr)[0]]
        given = "".join(f"{name} = " for name in names)
        return Edit(
            Span(context.source.path, start, end), f"{given}{receiver}write_stream({stream}.text_stream)"
        )


def _shown_at_once(request: Request, showing: _Showing) -> Edit:
    """The text is shown by the statement that sends the request."""
    context = request.context
    if not is_text_of_call(request, showing.shown):
        raise Refused("more than the text of the answer is shown")
    stream = context.stream_name(request.call)
    shown = showing.edit(context, stream).text
    text = request.streamed(stream) + context.newline + request.indent + context.indent + shown
    return context.edit(*request.span, text)


@dataclass(frozen=True)
class _Region:
    """The statements from the request to the one that shows the text, or holds the call that does.

    `inner` follow the request in its block; where that is the block of a spinner, `spinner` is the statement, and
    `outer` follow it. The last of all is the one that shows the text.
    """

    request: Request
    showing: _Showing
    inner: tuple[cst.BaseStatement, ...]
    spinner: cst.With | None
    outer: tuple[cst.BaseStatement, ...]

    @classmethod
    def of(cls, request: Request, showing: _Showing) -> _Region:
        context = request.context
        around = [showing.call, *context.ancestors(showing.call)]
        within: cst.BaseStatement = request.line
        spinner = None
        while True:
            after = _following(context, within)
            found = next(
                (index for index, line in enumerate(after) if any(line is one for one in around)), None
            )
            if found is not None:
                _check_way(context, showing, after[found])
                break
            if spinner is not None:
                raise Refused("the text is shown outside the `with` around the call")
            within = spinner = _spinner(context, within)
        outer = after[: found + 1]
        if spinner is None:
            return cls(request, showing, outer, None, ())
        return cls(request, showing, tuple(_following(context, request.line)), spinner, outer)

    @property
    def lines(self) -> tuple[cst.BaseStatement, ...]:
        """The statements after the request."""
        return (*self.inner, *self.outer)

    @property
    def last(self) -> cst.BaseStatement:
        """The statement that shows the text."""
        return self.lines[-1]

    @property
    def indent(self) -> str:
        """The indentation of the last statement."""
        context = self.request.context
        start = context.places.of(own_node(self.last))[0]
        return context.text[line_start(context.text, start) : start]


def _following(context: RewriteContext, line: cst.BaseStatement) -> tuple[cst.BaseStatement, ...]:
    """The statements after one in its block."""
    block = context.parents[id(line)]
    if not isinstance(block, cst.IndentedBlock | cst.Module):
        raise Refused("the statement stands in no block")
    body = [one for one in block.body if isinstance(one, cst.BaseStatement)]
    return tuple(body[[id(one) for one in body].index(id(line)) + 1 :])


def _spinner(context: RewriteContext, line: cst.BaseStatement) -> cst.With:
    """The statement around the request that the text is shown after: a spinner, which holds no place on the page."""
    around = context.parents.get(id(context.parents[id(line)]))
    if (
        isinstance(around, cst.With)
        and around.asynchronous is None
        and all(
            isinstance(item.item, cst.Call) and full_name(context, item.item.func) == _SPINNER
            for item in around.items
        )
    ):
        return around
    if isinstance(around, cst.Try | cst.TryStar | cst.ExceptHandler | cst.Else | cst.Finally):
        raise Refused("the text is shown outside the `try` that catches the errors of the call")
    if isinstance(around, cst.With):
        raise Refused("the text is shown outside the `with` around the call")
    raise Refused("the text is not shown in the block of the call")


def _check_way(context: RewriteContext, showing: _Showing, last: cst.BaseStatement) -> None:
    """Raise Refused where the statement may not show the text, or not once, or catches errors of the stream."""
    for node in context.ancestors(showing.call):
        if isinstance(node, cst.BaseCompoundStatement):
            if not isinstance(node, cst.With):
                raise Refused("whether the text is shown is decided after the call")
            body = node.body.body
            if len(body) != 1:
                raise Refused("other statements stand beside the one that shows the text")
        if node is last:
            return


@dataclass(frozen=True)
class _Course:
    """What becomes of the statements between the request and the showing of its text.

    `dropped` only gave the text a name, `waiting` come after the stream, and the others stay where they are within
    it. `names` are those the text needs, and `keeps_message` is whether the response is read besides.
    """

    dropped: tuple[cst.BaseStatement, ...]
    waiting: tuple[cst.BaseStatement, ...]
    names: tuple[str, ...]
    keeps_message: bool

    @classmethod
    def of(cls, region: _Region) -> _Course:
        answer = Answer.of(region.request)
        texts = [answer.text] if answer.text is not None else []
        dropped: list[cst.BaseStatement] = []
        waiting: list[cst.BaseStatement] = []
        response = answer.response
        for line in region.lines[:-1]:
            named = answer.with_text_named_by(line)
            if named is not None and named.text is not None:
                answer = named
                texts.append(named.text)
                dropped.append(line)
            elif any(count_names(line, name) for name in {*answer.names, *texts}):
                if not _can_wait(line) or (region.spinner is not None and line in region.inner):
                    raise Refused("the answer is read before it is shown")
                if answer.is_changed_by(line):
                    raise Refused("the answer is changed before it is shown")
                waiting.append(line)
            elif waiting:
                raise Refused("what is done with the answer stands before something else than its showing")
        if not answer.is_text(region.showing.shown):
            raise Refused("more than the text of the answer is shown")
        _check_waiting(region, waiting)
        context = region.request.context

        def is_read(name: str) -> bool:
            return any(count_names(line, name) for line in waiting) or is_read_later(
                context, region.last, name
            )

        names = tuple(dict.fromkeys(name for name in texts if is_read(name)))
        if response in texts and waiting:
            raise Refused("the answer and its text have one name")
        keeps_message = response is not None and response not in texts and is_read(response)
        return cls(tuple(dropped), tuple(waiting), names, keeps_message)


def _can_wait(line: cst.BaseStatement) -> bool:
    return isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 and may_wait(line.body[0])


def _check_waiting(region: _Region, waiting: Sequence[cst.BaseStatement]) -> None:
    """Raise Refused where the statement that shows the text depends on one that it is moved before."""
    context = region.request.context
    # a function of a module is not another one after something in the module has changed
    read = {path for path in read_paths(list(_headers(region))) if not _is_module(context, path)}
    if meet(read, changed_paths(waiting)) is not None:
        raise Refused("where the text is shown depends on what is done before")


def _is_module(context: RewriteContext, path: Path) -> bool:
    return len(path) == 1 and full_name(context, cst.Name(path[0])) != ""


def _headers(region: _Region) -> Iterator[cst.CSTNode]:
    yield region.showing.method.value
    for node in m.findall(region.last, m.With()):
        if isinstance(node, cst.With):
            yield from node.items


def _streamed(region: _Region, course: _Course) -> Edit:
    """The region in a `with` that opens the stream; what waits follows it."""
    request, context = region.request, region.request.context
    stream = context.stream_name(request.call)
    start, done = request.span
    last_start, last_end = context.places.of(own_node(region.last))
    end = line_end(context.text, last_end)
    edits = [region.showing.edit(context, stream, course.names)]
    edits += [_dropped(context, line) for line in course.dropped]
    deeper = request.indent + context.indent
    cut = end if not course.waiting else _end_before(region, course.waiting[0])
    turn = cut if region.spinner is None else min(cut, _line_end(context, region.spinner))
    inside = shifted(_edited(context, done, turn, edits), "", context.indent)
    inside += shifted(_edited(context, turn, cut, edits), region.indent, deeper)
    lines = [request.streamed(stream) + _without_space_above(inside)]
    if course.waiting:
        lines.append(deeper + shifted(_edited(context, last_start, end, edits), region.indent, deeper))
    if course.keeps_message:
        lines.append(deeper + request.with_core(request.final_message(stream), context.indent))
    waiting = _edited(context, cut, line_start(context.text, last_start), edits) if course.waiting else ""
    return context.edit(start, end, context.newline.join(lines) + waiting.rstrip())


def _without_space_above(text: str) -> str:
    """The text after the header of a block without the empty lines below that."""
    first, *rest = text.splitlines(keepends=True) or [""]
    return first + "".join(dropwhile(lambda line: not line.strip(), rest))


def _edited(context: RewriteContext, start: int, end: int, edits: Sequence[Edit]) -> str:
    within = [edit for edit in edits if start <= edit.span.start and edit.span.end <= end]
    return edited(context.text, start, end, within)


def _line_end(context: RewriteContext, line: cst.BaseStatement) -> int:
    return line_end(context.text, context.places.of(own_node(line))[1])


def _end_before(region: _Region, line: cst.BaseStatement) -> int:
    """The end of the last line before a statement that waits, without the comments above it."""
    before: cst.BaseStatement = region.request.line
    for one in region.lines:
        if one is line:
            break
        before = one
    if region.spinner is not None and line is region.outer[0]:
        before = region.spinner
    return _line_end(region.request.context, before)


def _dropped(context: RewriteContext, line: cst.BaseStatement) -> Edit:
    """An edit that removes a statement from the end of the line before to that of its own; its comments stay."""
    edit = without(context, line)
    before = context.text[: edit.span.start].rstrip("\r\n")
    left = "".join(context.newline + one for one in edit.text.splitlines())
    start = (
        len(before)
        if context.text[len(before) : edit.span.start].count(context.newline) == 1
        else edit.span.start
    )
    return Edit(Span(edit.span.file, start, _line_end(context, line)), left)
