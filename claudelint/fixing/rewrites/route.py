"""A web route that returns the bare text of an answer: it returns a response that is sent while it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import libcst as cst

from claudelint.editing import ensure_import, line_start
from claudelint.findings import Edit, Plan, Span
from claudelint.fixing.rewrites.answer import Answer, is_text_of_call
from claudelint.fixing.rewrites.context import Refused, RewriteContext, count_names, first_free, names_in
from claudelint.fixing.rewrites.final_message import check_keywords
from claudelint.fixing.rewrites.full_names import local_name
from claudelint.fixing.rewrites.handlers import Handler
from claudelint.fixing.rewrites.statement import Request, shifted

# the media types of Starlette's classes of responses; starlette 1.10.0 responses.py
_MEDIA_TYPES = {"PlainTextResponse": "text/plain", "HTMLResponse": "text/html"}


def stream_route(context: RewriteContext, plan: Plan) -> tuple[Edit, ...]:
    """Send the request in a generator of the pieces, and return a response over that."""
    request = Request.find(context, plan)
    check_keywords(request, plan)
    handler = Handler.of(request, str(plan.detail("framework")))
    returned = _Returned.of(request)
    response = _Response.of(context, handler.framework, str(plan.detail("response")), returned.value)
    if not returned.is_text(response.text):
        raise Refused("more than the text of the answer is returned")
    handler.check(response.call is None)
    handler.check_request(request)
    streaming = _Streaming.of(request, handler)
    start, end = request.span[0], context.places.of(returned.line.body[0])[1]
    name = first_free(("pieces", "answer_pieces", "text_pieces"), names_in(handler.function))
    returning = f"return {response.over(context, streaming.wrapped(f'{name}()'))}"
    text = streaming.generator(name) + context.newline * 2 + request.indent + returning
    return (
        *_space_above(request),
        context.edit(start, end, text),
        *_imports(context, (*streaming.imports, response.kind)),
        *handler.annotated(response.kind.name),
    )


def _space_above(request: Request) -> Iterator[Edit]:
    """An empty line above the generator, where it does not begin its block and nothing is told above it."""
    context, place = request.context, line_start(request.context.text, request.span[0])
    if request.block[0] is not request.line and not request.line.leading_lines:
        yield Edit(Span(context.source.path, place, place), context.newline)


@dataclass(frozen=True)
class _Returned:
    """What the route returns after the request, with what it calls the answer; None where it returns it at once."""

    request: Request
    answer: Answer | None
    line: cst.SimpleStatementLine
    value: cst.BaseExpression

    @classmethod
    def of(cls, request: Request) -> _Returned:
        if isinstance(request.statement, cst.Return) and request.statement.value is not None:
            return cls(request, None, request.line, request.statement.value)
        answer = Answer.of(request)
        block = request.block
        for line in block[[id(one) for one in block].index(id(request.line)) + 1 :]:
            named = answer.with_text_named_by(line)
            if named is not None:
                answer = named
                continue
            if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1:
                statement = line.body[0]
                if isinstance(statement, cst.Return) and statement.value is not None:
                    return cls(request, answer, line, statement.value)
            break
        raise Refused("the text is not returned right after the call")

    def is_text(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is the text of the answer."""
        if self.answer is None:
            return is_text_of_call(self.request, node)
        return self.answer.is_text(node)


@dataclass(frozen=True)
class _Response:
    """The response that is returned instead; `kind` is its class.

    `call` is the response that was made of the `text` before, None where the text itself was returned.
    """

    kind: _Import
    call: cst.Call | None
    text: cst.BaseExpression
    media_type: str | None

    @classmethod
    def of(
        cls, context: RewriteContext, framework: str, made_by: str, value: cst.BaseExpression
    ) -> _Response:
        """The response for what is returned, which is made by a class of the framework or "" for a bare text."""
        call = value if isinstance(value, cst.Call) and made_by else None
        text = value if call is None else _content(call)
        if framework == "Flask":
            # a bare text is sent as HTML, and so is what a response without a type is made of
            if call is not None:
                return cls(_Import(context.slice(call.func)), call, text, None)
            return cls(_Import.of(context, "Response", ("flask",), "flask"), call, text, None)
        module = "fastapi.responses" if framework == "FastAPI" else "starlette.responses"
        kind = _Import.of(context, "StreamingResponse", ("fastapi", "starlette"), module)
        made = "text/plain" if call is None else _MEDIA_TYPES.get(made_by.rpartition(".")[2])
        return cls(kind, call, text, made)

    def over(self, context: RewriteContext, pieces: str) -> str:
        """The expression for a response over the pieces."""
        arguments, given = [pieces], set()
        for one in self.call.args if self.call is not None else ():
            if one.value is self.text:
                continue
            if one.keyword is None:
                raise Refused("the response is made with arguments by position")
            given.add(one.keyword.value)
            arguments.append(f"{one.keyword.value}={context.slice(one.value)}")
        if self.media_type is not None and "media_type" not in given:
            arguments.append(f'media_type="{self.media_type}"')
        return f"{self.kind.name}({', '.join(arguments)})"


def _content(call: cst.Call) -> cst.BaseExpression:
    """What the body of a response is made of."""
    for index, one in enumerate(call.args):
        named = one.keyword is not None and one.keyword.value in ("content", "response")
        if named or (index == 0 and one.keyword is None and not one.star):
            return one.value
    raise Refused("more than the text of the answer is returned")


@dataclass(frozen=True)
class _Streaming:
    """The generator of the pieces: its type, where the route says types, and what Flask wraps it in where it has to."""

    request: Request
    type: _Import | None
    wrapper: _Import | None

    @classmethod
    def of(cls, request: Request, handler: Handler) -> _Streaming:
        context, kind, wrapper = request.context, None, None
        if handler.is_typed:
            wanted = "AsyncIterator" if request.is_async else "Iterator"
            kind = _Import.of(context, wanted, ("collections", "typing"), "collections.abc")
        if handler.needs_context(request):
            wrapper = _Import.of(context, "stream_with_context", ("flask",), "flask")
        return cls(request, kind, wrapper)

    @property
    def imports(self) -> tuple[_Import, ...]:
        """What the generator and what is around it need."""
        return tuple(one for one in (self.type, self.wrapper) if one is not None)

    def wrapped(self, pieces: str) -> str:
        """What the response is made of."""
        return f"{self.wrapper.name}({pieces})" if self.wrapper else pieces

    def generator(self, name: str) -> str:
        """The generator as the text of a function."""
        request, context = self.request, self.request.context
        stream = context.stream_name(request.call)
        text = context.fresh(request.call, "text", "chunk", "piece")
        gives = f" -> {self.type.name}[str]" if self.type else ""
        lines = [
            f"{'async ' if request.is_async else ''}def {name}(){gives}:",
            context.indent + shifted(request.streamed(stream), "", context.indent),
        ]
        if request.is_async:
            lines += [
                f"{context.indent * 2}async for {text} in {stream}.text_stream:",
                f"{context.indent * 3}yield {text}",
            ]
        else:
            lines.append(f"{context.indent * 2}yield from {stream}.text_stream")
        return (context.newline + request.indent).join(lines)


@dataclass(frozen=True)
class _Import:
    """A name of a package, as the file calls it; `module` is where to import it from where the file does not yet."""

    name: str
    module: str = ""

    @classmethod
    def of(cls, context: RewriteContext, wanted: str, packages: tuple[str, ...], module: str) -> _Import:
        known = local_name(context, wanted, packages)
        if known is not None:
            return cls(known)
        if count_names(context.tree, wanted):
            raise Refused(f"`{wanted}` stands for something else in this file")
        return cls(wanted, module)


def _imports(context: RewriteContext, wanted: Iterable[_Import]) -> Iterator[Edit]:
    """The edits that import what the file lacks: a statement for each, so that routes that share one agree."""
    for one in sorted(wanted, key=lambda one: one.name):
        if one.module:
            statement = f"from {one.module} import {one.name}"
            yield from ensure_import(context.text, context.source.path, statement)
