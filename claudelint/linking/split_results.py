"""Results of tools that go back in a message each, though the calls came in one turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.result_messages import ResultMessage, is_text, result_message
from claudelint.linking.surroundings import LOOPS
from claudelint.linking.turns import exits_of, within
from claudelint.linking.value_kinds import Known
from claudelint.reading.module import (
    Attr,
    CallOf,
    Comprehension,
    Element,
    Expr,
    Local,
    Map,
    Module,
    Part,
    Seq,
)

if TYPE_CHECKING:
    from claudelint.linking.answers import Read
    from claudelint.linking.request import Request
    from claudelint.linking.uses import Uses


@dataclass(frozen=True)
class SplitResults:
    """A message of the user with the result of one tool, made once for every call of an answer.

    `message` is the message, or the call that has it made and added, `loop` the header of the loop. `collectable` where the loop does nothing else with the
    list: then `call` is the call that adds the message, `receiver` the list, `result` the block, `whole_loop` the
    loop, and `names` the names that are taken near it.
    """

    module: Module
    message: Span
    loop: Span
    collectable: Collectable | None


@dataclass(frozen=True)
class Collectable:
    """What a loop that only adds such messages is made of."""

    call: Span
    receiver: Span
    result: Span
    whole_loop: Span
    names: frozenset[str]


def split_results(request: Request) -> Iterator[SplitResults]:
    """The messages with one result each that are made in a loop over the calls of one answer."""
    if _calls_one_at_a_time(request):
        return
    answers = request.project.answers
    passed = request.answer.of_kind("passed")
    seen: set[int] = set()
    for read in request.answer.of_kind("attribute"):
        if read.part not in ("element", "block") or read.detail != "id":
            continue
        found = result_message(answers, read, passed)
        if found is None or id(found.place) in seen:
            continue
        seen.add(id(found.place))
        module, uses = found.module, answers.uses(found.module)
        loop = _loop_of(uses, found)
        if loop is None or not _repeats(uses, found.place, loop, request.answer.reads):
            continue
        statement = module.statements[loop]
        yield SplitResults(
            module,
            Span(module.path, found.place.start, found.place.end),
            Span(module.path, statement.start, statement.header_end),
            None if found.display is None else _collectable(uses, found.display, loop),
        )


def _calls_one_at_a_time(request: Request) -> bool:
    """Whether the model is told to call no tools side by side, or may be."""
    values = request.under("tool_choice", "disable_parallel_tool_use")
    return any(isinstance(one, Known) and one.value is True for one in values)


def _loop_of(uses: Uses, found: ResultMessage) -> int | None:
    """The loop over the calls, when the message is made in it."""
    module, element = found.module, found.element
    if not isinstance(element, Local):
        return None
    for index in element.definitions:
        value = module.definitions[index].value
        value = value.value if isinstance(value, Part) else value
        if isinstance(value, Element) and module.statements[value.statement].kind in LOOPS:
            parent = uses.parent(found.place)
            if isinstance(parent, Comprehension) and parent.statement == value.statement:
                return value.statement
            if within(module, uses.statement_index(found.place), value.statement):
                return value.statement
    return None


def _repeats(uses: Uses, message: Expr, loop: int, reads: tuple[Read, ...]) -> bool:
    """Whether several turns of the loop may add such a message, one behind the other."""
    module, own = uses.module, uses.statement_index(message)
    statement = module.statements[own]
    for way_out in exits_of(module, loop):
        last = module.statements[way_out.statement]
        if (last.parent, last.branch) == (statement.parent, statement.branch):
            return False
    whole = {id(one.expr) for one in reads if one.kind == "appended_back" and one.part == "content"}
    # each result may stand behind its own call; all calls in front of each result is another matter
    return all(
        id(turn) in whole
        for turn in _assistant_turns(uses, loop)
    )  # fmt: skip


def _assistant_turns(uses: Uses, loop: int) -> Iterator[Map]:
    for display in uses.dicts:
        if is_text(display.by_key.get("role"), "assistant") and within(
            uses.module, uses.statement_index(display), loop
        ):
            yield display


def _collectable(uses: Uses, message: Map, loop: int) -> Collectable | None:
    module = uses.module
    added, statement = uses.parent(message), module.statements[loop]
    if not isinstance(added, CallOf) or statement.kind != "for" or any(True for _ in exits_of(module, loop)):
        return None
    call = module.calls[added.call]
    receiver = call.function.value if isinstance(call.function, Attr) else None
    is_append = (
        isinstance(call.function, Attr) and call.function.name == "append" and len(call.arguments) == 1
    )
    if not is_append or receiver is None or uses.parent(added) is not None:
        return None
    content = message.by_key.get("content")
    if module.statements[call.statement].kind != "expression" or not isinstance(content, Seq):
        return None
    result = content.items[0]
    if any(one.parent == loop and one.branch == "orelse" for one in module.statements):
        return None
    if _readings_within(uses, receiver, loop) != 1:
        return None
    names = frozenset(_names_near(module, statement.scope))
    return Collectable(
        Span(module.path, call.start, call.end),
        Span(module.path, receiver.start, receiver.end),
        Span(module.path, result.start, result.end),
        Span(module.path, statement.start, statement.end),
        names,
    )


def _names_near(module: Module, own: int) -> Iterator[str]:
    """The names that are bound in a function, in those around it and in those within it."""
    around = set(_outwards(module, own))
    near = around | {scope for scope in range(len(module.scopes)) if own in _outwards(module, scope)}
    for definition in module.definitions:
        scope = module.statements[definition.statement].scope if definition.statement >= 0 else own
        if scope in near:
            yield definition.name
    for scope in near:
        yield from (one.name for one in module.scopes[scope].parameters)


def _outwards(module: Module, scope: int) -> Iterator[int]:
    """A scope and those around it."""
    while scope >= 0:
        yield scope
        scope = module.scopes[scope].parent


def _readings_within(uses: Uses, receiver: Expr, loop: int) -> int:
    """How often a list is looked at, or changed, in a loop; by its name or as an attribute."""
    if isinstance(receiver, Attr):
        found: list[Expr] = list(uses.of_attribute.get(receiver.name, ()))
    elif isinstance(receiver, Local):
        found = list(uses.of_name.get(receiver.name, ()))
    else:
        return 0
    module = uses.module
    # what the loop goes through is worked out before its first turn
    inside = ((one, uses.statement_index(one)) for one in found)
    return len({one.start for one, index in inside if index != loop and within(module, index, loop)})
