"""Answers that go back into the conversation as their text alone, and what is lost of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.added_messages import added_messages
from claudelint.linking.own_turns import OwnTurn, streamed_text_reads, told_turns, turn_around
from claudelint.linking.result_messages import is_text
from claudelint.linking.surroundings import LOOPS
from claudelint.linking.turns import within
from claudelint.linking.value_kinds import Sequence, Value, is_nothing
from claudelint.reading.module import Attr, Binary, Const, Expr, Item, Local, Map, Module, Scope

if TYPE_CHECKING:
    from claudelint.linking.answers import Read
    from claudelint.linking.request import Request
    from claudelint.linking.uses import Uses

_TEXTS = frozenset({"text", "texts"})
_WHOLE = frozenset({"response", "content", "block", "element", "elements"})
_HANDED_ON = frozenset({"appended_back", "passed", "stored", "collected", "yielded"})
_DUMPS = frozenset({"to_param", "model_dump", "to_dict", "dict", "model_dump_json", "json"})


@dataclass(frozen=True)
class FlattenedTurn:
    """A turn of the assistant that is sent back as text only.

    `turn` is the message, `text` what stands as its content. `content` is the code of the content of the response
    where a name still holds it at the turn. `loses_tool_calls`: the answer can hold calls of tools, and nothing
    else keeps them; `answers_tools`: results of tools are sent back; `loses_thinking`: the model certainly thinks.
    """

    module: Module
    turn: Span
    text: Span
    content: Span | None
    loses_tool_calls: bool
    answers_tools: bool
    loses_thinking: bool


def flattened_turns(request: Request) -> Iterator[FlattenedTurn]:
    """The turns of the assistant made of an answer's text that some request sends back."""
    answer = request.answer
    tools = offers_own_tools(request) and not _is_kept(answer.reads)
    thinking = request.thinks is True
    if not tools and not thinking:
        return
    seen: set[int] = set()
    for read in (*answer.reads, *streamed_text_reads(request)):
        if read.part not in _TEXTS or read.kind != "stored" or read.statement is None:
            continue
        uses = request.project.answers.uses(read.module)
        for own in _own_turns(request, uses, read):
            if id(own.written) not in seen:
                seen.add(id(own.written))
                yield from _flattened(request, own, tools=tools, thinking=thinking)


def _flattened(request: Request, own: OwnTurn, *, tools: bool, thinking: bool) -> Iterator[FlattenedTurn]:
    """What a turn of the assistant loses that is made of an answer's text alone, where it is sent back."""
    reads, written = request.answer.reads, own.written
    uses = request.project.answers.uses(own.module)
    if not _goes_back(request, own.message):
        return
    answers_tools = _sends_results(uses, _outermost(own.module, own.scope))
    loses = tools and (answers_tools or not _tells_tools_apart(uses, reads))
    if not loses and not thinking:
        return
    is_literal = isinstance(written, Map) and not _in_loop_over_content(uses, written, reads)
    content = _content_at(uses, written, reads) if is_literal else None
    yield FlattenedTurn(
        own.module,
        Span(own.module.path, written.start, written.end),
        Span(own.module.path, own.text.start, own.text.end),
        None if content is None else Span(own.module.path, content.start, content.end),
        loses,
        answers_tools,
        thinking,
    )


def _is_kept(reads: tuple[Read, ...]) -> bool:
    """Whether more than the text of an answer is handed on somewhere, which may be the turn that is sent back."""
    return any(
        (read.part in ("response", "content", "elements") and read.kind in _HANDED_ON)
        or (read.part in _WHOLE and read.kind == "method" and read.detail in _DUMPS)
        for read in reads
    )


def _own_turns(request: Request, uses: Uses, read: Read) -> Iterator[OwnTurn]:
    """The message of the assistant that a text stands in: written with its role, or by a function that is told it."""
    found = turn_around(uses, read.expr)
    if found is None or read.statement is None:
        return
    turn, text, role = found
    message = Span(read.module.path, turn.start, turn.end)
    if isinstance(role, Const):
        if role.value == "assistant":
            yield OwnTurn(read.module, read.statement.scope, message, turn, text)
        return
    yield from told_turns(request, read, role, message)


def _goes_back(request: Request, place: Span) -> bool:
    """Whether the messages grow with every request, or another request of the project sends this message."""
    if request.growth is not None and not _goes_back_whole(request.answer.reads):
        return True
    names = request.project.names
    if any(place == message.span for kept in request.kept_lists for message in added_messages(names, kept)):
        return True
    return any(
        message.value.place == place
        for other in request.project.requests
        for conversation in other.conversations
        for message in conversation.messages
    )


def _goes_back_whole(reads: tuple[Read, ...]) -> bool:
    """Whether a turn of the assistant is made of the content as it came."""
    return any(
        read.kind == "appended_back" and read.part in ("response", "content", "elements") for read in reads
    )


def _outermost(module: Module, scope: int) -> Scope:
    """The function or class of the module that a scope stands in; the module itself for its own statements."""
    while module.scopes[scope].parent > 0:
        scope = module.scopes[scope].parent
    return module.scopes[scope]


def _sends_results(uses: Uses, scope: Scope) -> bool:
    """Whether a result of a tool is written in a scope."""
    return any(scope.start <= one.start < scope.end and _is_result(one) for one in uses.dicts)


def _is_result(display: Map) -> bool:
    return is_text(display.by_key.get("type"), "tool_result")


def _tells_tools_apart(uses: Uses, reads: tuple[Read, ...]) -> bool:
    """Whether the program looks whether the answer holds a call of a tool, so that this turn may hold none."""
    for read in reads:
        if read.kind == "attribute" and read.detail == "stop_reason":
            return True
        if read.kind == "type_tested" and read.part in ("element", "block"):
            parent = uses.parent(read.expr)
            if isinstance(parent, Binary) and any(
                isinstance(one, Const) and one.value == "tool_use" for one in (parent.left, parent.right)
            ):
                return True
    return False


def _in_loop_over_content(uses: Uses, turn: Expr, reads: tuple[Read, ...]) -> bool:
    """Whether the turn is made once for every block of the answer."""
    module, statement = uses.module, uses.statement_index(turn)
    loops = {
        uses.statement_index(read.expr) for read in reads if read.kind == "iterated" and read.module is module
    }
    return any(
        loop >= 0 and module.statements[loop].kind in LOOPS and within(module, statement, loop)
        for loop in loops
    )


def _content_at(uses: Uses, turn: Expr, reads: tuple[Read, ...]) -> Expr | None:
    """An expression for the content of the response, or the response, whose name still holds it at the turn."""
    module, here = uses.module, uses.statement(turn)
    for read in reversed(reads):
        if read.module is not module or read.statement is None or here is None:
            continue
        if read.statement.scope != here.scope or read.expr.start > turn.end:
            continue
        content = _subject(read)
        name = content.value if isinstance(content, Attr) else content
        if isinstance(name, Local) and not _is_bound_between(module, name, here.scope, turn):
            return content
    return None


def _subject(read: Read) -> Expr | None:
    if read.kind == "positional" and isinstance(read.expr, Item):
        return read.expr.value
    return read.expr if read.kind == "iterated" and read.part == "content" else None


def _is_bound_between(module: Module, name: Local, scope: int, turn: Expr) -> bool:
    return any(
        one.name == name.name and one.statement >= 0
        and module.statements[one.statement].scope == scope
        and name.end <= one.start < turn.start
        for one in module.definitions
    )  # fmt: skip


def offers_own_tools(request: Request) -> bool:
    """Whether tools are certainly given that are not all known to be run by a server."""
    argument = request.arguments.get("tools")
    if argument is None or not argument.certain or any(_offers_nothing(one) for one in argument.options):
        return False
    return any(
        not toolset.complete or any(not tool.runs_on_server for tool in toolset.tools)
        for toolset in request.toolsets
    )


def _offers_nothing(value: Value) -> bool:
    return is_nothing(value) or (isinstance(value, Sequence) and not value.items and not value.open)
