"""The ways from where a run begins down to a call: the functions on them, and the loops around each step."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from claudelint.findings import Span
from claudelint.linking.calls import CallGraph
from claudelint.linking.dependencies import dependant_of
from claudelint.linking.frameworks import PER_ITEM
from claudelint.linking.function_tables import calls_each_of_a_table
from claudelint.linking.invocations import Invocation
from claudelint.linking.names import Names
from claudelint.linking.surfaces import Surface, Surfaces
from claudelint.linking.surroundings import LOOPS
from claudelint.linking.terms import is_test_code
from claudelint.reading.module import Module

_MOST_PATHS = 64
_DEEPEST = 8


class Way(msgspec.Struct, frozen=True, eq=False):
    """A way from a surface, or from a function nobody is seen to call, down to a call.

    `steps` are the functions on the way with the call made in each, innermost first; `loops` are the
    loops around those calls, as (module, statement). `handed` are the calls on the way to which a function is
    handed, as (path, call), and `maps` those of them that call it once for every item of something.
    `on_event_loop` says whether the call runs where nothing else of an event loop runs meanwhile: True when
    async code calls it, itself or through plain functions; False when it runs in a thread, or nothing on the
    way is async; None when that cannot be told.
    """

    surface: Surface | None
    steps: tuple[tuple[Module, int, int], ...]
    loops: tuple[tuple[Module, int], ...]
    handed: frozenset[tuple[str, int]] = frozenset()
    maps: tuple[tuple[Module, int], ...] = ()
    on_event_loop: bool | None = None

    @property
    def leads_through_tests(self) -> bool:
        """Whether test code makes one of its calls."""
        return any(is_test_code(module.path) for module, _, _ in self.steps)


class _Climb(msgspec.Struct, frozen=True):
    """A way that is not at its end: whether the event loop is settled, and who alone may be next."""

    way: Way
    settled: bool = False
    callers: frozenset[tuple[str, int]] | None = None

    def settle(self, on_event_loop: bool | None) -> _Climb:
        """The same, with this said of the event loop unless something nearer to the call has said it."""
        if self.settled:
            return self
        return replace(self, settled=True, way=replace(self.way, on_event_loop=on_event_loop))

    def end(self, surface: Surface | None) -> Way:
        """The way with its beginning; what nothing async has called runs on no event loop."""
        settled = self if surface is None else self.settle(False)
        return replace(settled.way, surface=surface)


class Ways:
    """Finds the ways to calls; answers are remembered."""

    def __init__(self, names: Names, graph: CallGraph, surfaces: Surfaces) -> None:
        self.names = names
        self.graph = graph
        self.surfaces = surfaces
        self._ways: dict[tuple[str, int], tuple[Way, ...]] = {}

    def to(self, module: Module, call: int) -> tuple[Way, ...]:
        """All ways to a call, up to a bound; the same objects each time."""
        key = (module.path, call)
        if key not in self._ways:
            found: list[Way] = []
            self._climb(module, call, _Climb(Way(None, (), ())), found)
            self._ways[key] = tuple(found)
        return self._ways[key]

    def _climb(self, module: Module, call: int, climb: _Climb, found: list[Way]) -> None:
        """Go on from a call to whatever runs the function it stands in."""
        scope = module.calls[call].scope
        if len(found) >= _MOST_PATHS or any(
            step[0] is module and step[1] == scope for step in climb.way.steps
        ):
            return
        way = climb.way
        loops = (*way.loops, *((module, index) for index in loops_around(module, call)))
        climb = replace(climb, way=replace(way, steps=(*way.steps, (module, scope, call)), loops=loops))
        terminal = self.surfaces.terminal(module, loops)
        if terminal is not None:
            on_loop = module.scopes[self._function(module, scope)].is_async
            found.append(climb.settle(on_loop).end(terminal))
            return
        while module.scopes[scope].kind in ("lambda", "class"):
            # a class body runs where it stands; a lambda nobody is seen to call counts for its function
            if module.scopes[scope].kind == "lambda":
                surface = self.surfaces.of(module, scope)
                if surface is not None:
                    found.append(climb.end(surface))
                    return
                if self._go_on(module, scope, climb, found):
                    return
            scope = module.scopes[scope].parent
        if module.scopes[scope].is_async:
            climb = climb.settle(True)
        surface = self.surfaces.of(module, scope)
        if surface is not None:
            found.append(climb.end(surface))
            return
        if not self._go_on(module, scope, climb, found):
            found.append(climb.end(None))

    def _go_on(self, module: Module, scope: int, climb: _Climb, found: list[Way]) -> bool:
        """Follow everything that runs a function; whether anything does."""
        if len(climb.way.steps) >= _DEEPEST:
            return False
        wanted, climb = climb.callers, replace(climb, callers=None)
        every = self.graph.invocations(module, scope)
        if wanted is not None:
            # the function was reached through a parameter: only those that handed it over lead here
            every = tuple(one for one in every if (one.module.path, one.index) in wanted) or every
        for one in every:
            self._follow(one, climb, found)
        return bool(every)

    def _follow(self, one: Invocation, climb: _Climb, found: list[Way]) -> None:
        if one.kind in ("runner", "unknown"):
            self._hand_over(one, climb, found)
            return
        if one.thread:
            climb = climb.settle(False)
        callers = one.handed or None
        self._climb(one.module, one.index, replace(climb, callers=callers), found)

    def _hand_over(self, one: Invocation, climb: _Climb, found: list[Way]) -> None:
        """Go on from a call to which a function is handed."""
        module, index, runner = one.module, one.index, one.runner
        call = module.calls[index]
        owner = dependant_of(self.names, module, index) if runner is None else None
        if owner is not None or (runner is not None and runner.thread):
            # FastAPI, too, runs plain functions that others depend on in a thread
            climb = climb.settle(False)
        elif runner is None:
            climb = climb.settle(None)
        way = climb.way
        if runner is not None and runner.background:
            place = Span(module.path, call.start, call.end)
            surface = Surface("background", place, False, False, "background task", runs=PER_ITEM)
            way = replace(climb.end(surface), steps=(*way.steps, (module, call.scope, index)))
            found.append(way)
            return
        maps = (*way.maps, (module, index)) if runner is not None and runner.maps else way.maps
        handed = way.handed | {(module.path, index)}
        climb = replace(climb, way=replace(way, handed=handed, maps=maps), callers=one.handed or None)
        if owner is not None:
            self._depended_on(module, owner, climb, found)
            return
        self._climb(module, index, climb, found)

    def _depended_on(self, module: Module, scope: int, climb: _Climb, found: list[Way]) -> None:
        surface = self.surfaces.of(module, scope)
        if surface is not None:
            found.append(climb.end(surface))
        elif not self._go_on(module, scope, climb, found):
            found.append(climb.end(None))

    def _function(self, module: Module, scope: int) -> int:
        """The function a lambda stands in; what it does, it does for that function."""
        while module.scopes[scope].kind == "lambda" and module.scopes[scope].parent >= 0:
            scope = module.scopes[scope].parent
        return scope


def loops_around(module: Module, call: int) -> Iterator[int]:
    """The loops around a call within its function, innermost first; a loop's iterable is not inside it.

    A loop that calls each function of a table once is none: it repeats nothing.
    """
    found = module.calls[call]
    inner = -1
    index = found.statement
    while index >= 0:
        statement = module.statements[index]
        if statement.kind in LOOPS:
            iterable = statement.expressions[0] if statement.expressions else None
            in_iterable = (
                statement.kind != "while"
                and iterable is not None
                and iterable.start <= found.start
                and found.end <= iterable.end
            )
            in_else = inner >= 0 and module.statements[inner].branch == "orelse"
            if not in_iterable and not in_else and not calls_each_of_a_table(module, statement, found):
                yield index
        inner, index = index, statement.parent
