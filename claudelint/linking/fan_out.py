"""Whether requests that begin alike start side by side, before the first of them has been answered.

They do where a pool maps or is handed the function that sends them, where threads or tasks are made of it, and where
coroutines are gathered; in a loop, or several in one place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.launching import launch_of
from claudelint.linking.limits import is_one_at_a_time
from claudelint.linking.reuse import loop_name
from claudelint.linking.runners import runner_of
from claudelint.linking.terms import Term, is_test_code
from claudelint.linking.turns import (
    ends_at_success,
    exclude_each_other,
    length_at_most,
    most_turns,
    run_in_sequence,
    within,
)
from claudelint.linking.ways import Way, loops_around
from claudelint.reading.module import Attr, Await, Call, CallOf, Comprehension, Expr, Module, Seq, Star

if TYPE_CHECKING:
    from claudelint.linking.request import Request

# what waits for several coroutines at once, by its full name
_GATHERING = frozenset(
    {"asyncio.gather", "asyncio.wait", "asyncio.as_completed", "tqdm.asyncio.tqdm.gather",
     "tqdm.asyncio.tqdm_asyncio.gather", "tqdm.asyncio.tqdm.as_completed",
     "tqdm.asyncio.tqdm_asyncio.as_completed"}
)  # fmt: skip
# what makes a task of a coroutine; `create_task` is a method of loops and task groups, too
_STARTING = frozenset({"asyncio.create_task", "asyncio.ensure_future"})
_STARTING_METHODS = frozenset({"create_task", "ensure_future"})
# what hands a function on to something that nobody waits for where it stands
_HANDING_METHODS = frozenset({"submit", "run_in_executor", "apply_async", "start_soon"})
_HANDING = frozenset({"threading.Thread", "asyncio.to_thread"})

# a call on the way to a request: its module, its function and its index
_Step = tuple[Module, int, int]


@dataclass(frozen=True)
class FanOut:
    """Where requests start side by side; `words` finish "start together ..."."""

    place: Span
    words: str


def fan_outs_of(request: Request) -> Iterator[FanOut]:
    """The places where a request starts together with others that begin like it, as far as they are seen."""
    if request.is_in_test:
        return
    seen: set[Span] = set()
    for way in request.project.ways_of(request):
        if way.surface is not None and way.surface.kind == "test":
            continue
        for number, step in enumerate(way.steps):
            found = _at(request, way, step)
            if found is None or found.place in seen:
                continue
            seen.add(found.place)
            if is_one_at_a_time(request.project, way, number):
                continue
            if not _is_warmed(request, way.steps[number:], found):
                yield found


def _at(request: Request, way: Way, step: _Step) -> FanOut | None:
    module, _, index = step
    if is_test_code(module.path):
        return None
    names, call = request.project.names, module.calls[index]
    if (module, index) in way.maps:
        runner = runner_of(names.call_name(module, call), _method(call), call)
        given = [one.value for one in call.arguments if one.name is None and not one.star]
        most = length_at_most(names, Term(module, given[1])) if len(given) > 1 else None
        side_by_side = runner is not None and (runner.thread or _is_gathered(request, way, step))
        if not side_by_side or (most is not None and most < 2):
            return None
        place = Span(module.path, call.start, call.end)
        return FanOut(place, "for the items of this call")
    started = _started(request, way, step)
    if started is None:
        return None
    for loop in loops_around(module, index):
        most = most_turns(names, module, loop)
        if ends_at_success(module, loop) or (most is not None and most < 2):
            continue
        statement = module.statements[loop]
        place = Span(module.path, statement.start, statement.header_end)
        return FanOut(place, f"in the turns of this {loop_name(statement.kind)}")
    return _several(request, step, started)


def _is_gathered(request: Request, way: Way, step: _Step) -> bool:
    """Whether the coroutines that a `map` makes are started together."""
    module, _, index = step
    if not _returns_coroutine(request, step, way):
        return False
    uses = request.project.answers.uses(module)
    return launch_of(request.project.names, uses, module, -1, index, way) is not None


def _several(request: Request, step: _Step, started: CallOf | None) -> FanOut | None:
    """Several such calls in one place, or one after the other."""
    module, _, index = step
    calls = {index}
    for other in _alike(request):
        for way in request.project.ways_of(other):
            for one in way.steps:
                if one[0] is module and run_in_sequence(module, index, one[2]):
                    again = _started(other, way, one)
                    if again is not None and again == started:
                        calls.add(one[2])
    if len(calls) < 2:
        return None
    first = module.calls[min(calls, key=lambda one: module.calls[one].start)]
    place = Span(module.path, first.start, first.end)
    return FanOut(place, f"by this call and {len(calls) - 1} more")


# what is started


_NOTHING_AROUND = CallOf(0, 0, -1)


def _started(request: Request, way: Way, step: _Step) -> CallOf | None:
    """The call that gathers what a call on the way returns, or one of no place where it starts by itself.

    None where it is waited for before anything else is started.
    """
    module, _, index = step
    names, call = request.project.names, module.calls[index]
    uses = request.project.answers.uses(module)
    current = uses.of_call.get(index)
    if current is None:
        return None
    # a way ends where a function is handed to what runs it in the background
    is_handed = (module.path, index) in way.handed or (
        way.surface is not None and way.surface.kind == "background" and step == way.steps[-1]
    )
    if is_handed and names.call_name(module, call) not in _HANDING and _method(call) not in _HANDING_METHODS:
        return None
    if not is_handed and not _returns_coroutine(request, step, way):
        return None
    starts = is_handed and names.call_name(module, call) != "asyncio.to_thread"
    expr = uses.parent(current)
    while expr is not None:
        if isinstance(expr, Await):
            return None
        if isinstance(expr, CallOf):
            around = module.calls[expr.call]
            name = names.call_name(module, around)
            if name in _GATHERING:
                return expr
            starts = starts or name in _STARTING or _method(around) in _STARTING_METHODS
        elif not isinstance(expr, (Comprehension, Star, Seq, Attr)) or _takes_result(expr):
            return None
        expr = uses.parent(expr)
    return _NOTHING_AROUND if starts or _is_gathered_later(request, module, index) else None


def _takes_result(expr: Expr) -> bool:
    return isinstance(expr, Attr) and expr.name in ("result", "get")


def _returns_coroutine(request: Request, step: _Step, way: Way) -> bool:
    """Whether a call on the way only makes a coroutine: that of an async client, or of an async function."""
    number = way.steps.index(step)
    if number == 0:
        return request.client.kind.is_async
    module, scope, _ = way.steps[number - 1]
    while module.scopes[scope].kind == "lambda" and module.scopes[scope].parent >= 0:
        scope = module.scopes[scope].parent
    return module.scopes[scope].is_async


def _is_gathered_later(request: Request, module: Module, index: int) -> bool:
    """Whether the function of a call that keeps a coroutine waits for several at once, further on."""
    names, call = request.project.names, module.calls[index]
    return any(
        other.scope == call.scope and other.end > call.end and names.call_name(module, other) in _GATHERING
        for other in module.calls
    )


# what goes before


def _is_warmed(request: Request, outer: tuple[_Step, ...], found: FanOut) -> bool:
    """Whether a request that begins alike is sent, and waited for, before the others start."""
    for other in _alike(request):
        for way in request.project.ways_of(other):
            for module, scope, index in way.steps:
                for owner, around, later in outer:
                    if module is not owner or scope != around or index == later:
                        continue
                    step = (module, scope, index)
                    if _goes_before(module, index, later, found) and _is_waited_for(other, way, step):
                        return True
    return False


def _is_waited_for(request: Request, way: Way, step: _Step) -> bool:
    """Whether the code that makes a call on the way goes on when it, or all that is gathered with it, is done."""
    gathering = _started(request, way, step)
    if gathering is None or gathering is _NOTHING_AROUND:
        return gathering is None
    return isinstance(request.project.answers.uses(step[0]).parent(gathering), Await)


def _goes_before(module: Module, first: int, second: int, found: FanOut) -> bool:
    one, other = module.calls[first], module.calls[second]
    if one.end > other.start or exclude_each_other(module, first, second):
        return False
    loops = list(loops_around(module, second))
    in_loop = found.place.file == module.path and any(
        module.statements[loop].start == found.place.start and within(module, one.statement, loop)
        for loop in loops
    )
    return not in_loop


def _alike(request: Request) -> Iterator[Request]:
    """The requests that begin like a request, itself first."""
    project = request.project
    yield request
    seen = {id(request)}
    for other in (*project.sharing(request), *project.sharing_document(request)):
        if id(other) not in seen:
            seen.add(id(other))
            yield other


def _method(call: Call) -> str:
    return call.function.name if isinstance(call.function, Attr) else ""
