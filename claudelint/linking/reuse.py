"""Whether the beginning of a prompt is sent again and again, from evidence in the code; each piece has its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.turns import (
    exclude_each_other,
    goes_on,
    pauses,
    run_in_sequence,
    within,
)
from claudelint.linking.ways import Way
from claudelint.reading.module import Await, Module

if TYPE_CHECKING:
    from claudelint.linking.project import Request

    # the requests that have the beginning of one, that one among them
    Sharing = Callable[[Request], tuple[Request, ...]]

# surfaces that run once for everyone who comes
HANDLER_WORDS = {
    "web": "on every request to the {name}",
    "bot": "for every message that `{name}` handles",
    "streamlit": "on every run of the Streamlit page",
    "gradio": "on every call of `{name}`",
    "chainlit": "for every message that `{name}` handles",
    "tool": "on every call of the {name}",
    "task": "by every run of the task `{name}`",
    "function": "on every call of the function `{name}`",
}


@dataclass(frozen=True)
class Reuse:
    """One sign that the same beginning is sent more than once.

    `kind` is loop, turns, callers, shared, handler or object; `words` finish "is sent ...", `place` is what
    they speak of; `within_one_run` when the uses follow each other closely in one run of the program. `repeats` is
    the module and what is run again and again there, a loop or the call that maps.
    """

    kind: str
    words: str
    place: Span
    within_one_run: bool
    repeats: tuple[Module, Span] | None = None


def reuse_of(request: Request, sharing: Sharing) -> Reuse | None:
    """The best sign that the beginning of a prompt is sent again: uses within one run come first.

    `sharing` names the requests that have it.
    """
    if request.is_in_test:
        return None
    found = list(_signs(request, sharing))
    return min(found, key=lambda one: not one.within_one_run, default=None)


def _signs(request: Request, sharing: Sharing) -> Iterator[Reuse]:
    ways = _ways(request, sharing)
    if request.kind == "tool_runner":
        yield Reuse("turns", "with every turn of the tool runner", request.span, True)
    for way in ways:
        yield from _loops(request, way)
    yield from _shared(request, ways, sharing)
    yield from _callers(request, ways)
    for way in ways:
        surface = way.surface
        if surface is not None and surface.kind in HANDLER_WORDS:
            yield Reuse(
                "handler", HANDLER_WORDS[surface.kind].format(name=surface.name), surface.place, False
            )
    yield from _object(request, ways)


def _ways(request: Request, sharing: Sharing) -> tuple[Way, ...]:
    """The ways on which this beginning is sent: those of every context that does not change it."""
    same = sharing(request)
    alike = [one for one in request.siblings if one is request or one in same]
    if len(alike) == len(request.siblings):
        ways = request.ways
    else:
        ways = tuple(dict.fromkeys(way for one in alike for way in one.same_way))
    return tuple(way for way in ways if way.surface is None or way.surface.kind != "test")


# loops


def _loops(request: Request, way: Way) -> Iterator[Reuse]:
    project = request.project
    for module, loop in way.loops:
        statement = module.statements[loop]
        if not goes_on(project.names, module, loop):
            continue
        place = Span(module.path, statement.start, statement.header_end)
        words = (
            f"on every turn of the {loop_name(statement.kind)} {project.place_words(place, request.module)}"
        )
        is_chat = way.surface is not None and way.surface.kind == "terminal" and way.surface.loop == loop
        closely = not is_chat and not pauses(project.names, project.values, module, loop)
        whole = Span(module.path, statement.start, statement.end)
        yield Reuse(
            "loop", words, place, closely and _one_by_one(request, way, module, loop), (module, whole)
        )
    for module, index in way.maps:
        call = module.calls[index]
        place = Span(module.path, call.start, call.end)
        words = f"for every item of the call {project.place_words(place, request.module)}"
        is_plain = project.names.call_name(module, call) == "builtins.map"
        yield Reuse("loop", words, place, is_plain, (module, place))


def loop_name(kind: str) -> str:
    """What a loop is called in a message."""
    return "comprehension" if kind == "comprehension" else "loop"


def _one_by_one(request: Request, way: Way, module: Module, loop: int) -> bool:
    """Whether the turns of a loop wait for their answers, so that the second finds what the first stored."""
    for owner, _, index in way.steps:
        if owner is not module or not within(module, module.calls[index].statement, loop):
            continue
        if (owner.path, index) in way.handed:
            return False
        if request.client.kind.is_async:
            uses = request.project.answers.uses(module)
            expr = uses.of_call.get(index)
            if expr is None or not isinstance(uses.parent(expr), Await):
                return False
    return True


# several calls


def _shared(request: Request, ways: tuple[Way, ...], sharing: Sharing) -> Iterator[Reuse]:
    """Other calls with the same beginning, for the same model."""
    for other in sharing(request):
        if other.site is request.site:
            continue
        words = f"by this call and the one {request.project.place_words(other.span, request.module)}"
        here, there = request.site, other.site
        if here.module is there.module and run_in_sequence(here.module, here.index, there.index):
            yield Reuse("shared", words, other.span, True)
        elif _meet(ways, _ways(other, sharing)):
            yield Reuse("shared", words, other.span, False)


def _meet(ways: Iterable[Way], others: Iterable[Way]) -> bool:
    """Whether one run may make both calls: their ways begin in one place and do not exclude each other."""
    for way in ways:
        for other in others:
            start, end = way.steps[-1], other.steps[-1]
            if start[0] is not end[0]:
                continue
            if start[1] == end[1] and (
                start[2] == end[2] or not exclude_each_other(start[0], start[2], end[2])
            ):
                return True
            classes = {start[0].scopes[step[1]].parent for step in (start, end)}
            if len(classes) == 1 and start[0].scopes[classes.pop()].kind == "class":
                return True
    return False


def _callers(request: Request, ways: tuple[Way, ...]) -> Iterator[Reuse]:
    """Several calls of the function that sends the request, or of one that leads to it."""
    by_tail: dict[tuple[tuple[str, int], ...], dict[tuple[str, int], tuple[Module, int]]] = {}
    for way in ways:
        for level in range(1, len(way.steps)):
            tail = tuple((module.path, index) for module, _, index in way.steps[:level])
            module, _, index = way.steps[level]
            by_tail.setdefault(tail, {})[module.path, index] = (module, index)
    for callers in by_tail.values():
        found = list(callers.values())
        pairs = [(one, other) for number, one in enumerate(found) for other in found[number + 1 :]]
        pairs = [pair for pair in pairs if not _exclude(*pair)]
        if not pairs:
            continue
        one, other = next((pair for pair in pairs if _in_sequence(*pair)), pairs[0])
        call = other[0].calls[other[1]]
        place = Span(other[0].path, call.start, call.end)
        words = f"by {len(found)} calls, such as {request.project.place_words(place, request.module)}"
        yield Reuse("callers", words, place, _in_sequence(one, other))


def _exclude(one: tuple[Module, int], other: tuple[Module, int]) -> bool:
    return one[0] is other[0] and exclude_each_other(one[0], one[1], other[1])


def _in_sequence(one: tuple[Module, int], other: tuple[Module, int]) -> bool:
    return one[0] is other[0] and run_in_sequence(one[0], one[1], other[1])


# objects


def _object(request: Request, ways: tuple[Way, ...]) -> Iterator[Reuse]:
    """A method that others call as often as they like, of an object whose client outlives the call."""
    for way in ways:
        module, scope, _ = way.steps[-1]
        function = module.scopes[scope]
        if way.surface is not None or function.parent < 0 or module.scopes[function.parent].kind != "class":
            continue
        if function.name == "__init__" or request.client.scope in {(m.path, s) for m, s, _ in way.steps}:
            continue
        place = Span(module.path, function.start, function.end)
        owner = module.scopes[function.parent].name
        yield Reuse("object", f"on every call of `{owner}.{function.name}`", place, False)
