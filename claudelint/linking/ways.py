"""The ways from where a run begins down to a call: the functions on them, and the loops around each step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from claudelint.findings import Span
from claudelint.linking.calls import CallGraph
from claudelint.linking.names import Names
from claudelint.linking.surfaces import Surface, Surfaces
from claudelint.linking.surroundings import LOOPS
from claudelint.reading.module import Attr, Lambda, Module

_MOST_PATHS = 64
_DEEPEST = 8
# what runs a function while nobody waits for it
_BACKGROUND = frozenset({"threading.Thread", "threading.Timer", "multiprocessing.Process"})
_BACKGROUND_METHODS = frozenset({"add_task", "delay", "apply_async", "add_job", "enqueue", "send_task"})
# what calls a function once for every item of something
_MAPS = frozenset(
    {"map", "imap", "imap_unordered", "starmap", "map_async", "starmap_async", "progress_apply"}
)


@dataclass(frozen=True, eq=False)
class Way:
    """A way from a surface, or from a function nobody is seen to call, down to a call.

    `steps` are the functions on the way with the call made in each, innermost first; `loops` are the
    loops around those calls, as (module, statement). `handed` are the calls on the way to which a function is
    handed, as (path, call), and `maps` those of them that call it once for every item of something.
    """

    surface: Surface | None
    steps: tuple[tuple[Module, int, int], ...]
    loops: tuple[tuple[Module, int], ...]
    handed: frozenset[tuple[str, int]] = frozenset()
    maps: tuple[tuple[Module, int], ...] = ()


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
            self._climb(module, call, Way(None, (), ()), found)
            self._ways[key] = tuple(found)
        return self._ways[key]

    def _climb(self, module: Module, call: int, way: Way, found: list[Way]) -> None:
        """Go on from a call to whatever runs the function it stands in."""
        if len(found) >= _MOST_PATHS:
            return
        scope = module.calls[call].scope
        if any(step[0] is module and step[1] == scope for step in way.steps):
            return
        loops = (*way.loops, *((module, index) for index in loops_around(module, call)))
        way = replace(way, steps=(*way.steps, (module, scope, call)), loops=loops)
        terminal = self.surfaces.terminal(module, loops)
        if terminal is not None:
            found.append(replace(way, surface=terminal))
            return
        if module.scopes[scope].kind == "lambda":
            holder = _holder(module, scope)
            if holder is not None:
                self._hand_over(module, holder, way, found)
                return
        scope = self._function(module, scope)
        surface = self.surfaces.of(module, scope)
        if surface is not None:
            found.append(replace(way, surface=surface))
            return
        called = list(self.graph.callers(module, scope)) if len(way.steps) < _DEEPEST else []
        handed = list(self.graph.handed(module, scope)) if len(way.steps) < _DEEPEST else []
        for caller, index in called:
            self._climb(caller, index, way, found)
        for caller, index in handed:
            if (caller, index) not in called:
                self._hand_over(caller, index, way, found)
        if not called and not handed:
            found.append(way)

    def _hand_over(self, module: Module, call: int, way: Way, found: list[Way]) -> None:
        """Go on from a call to which a function is handed."""
        function = module.calls[call].function
        name = self.names.call_name(module, module.calls[call])
        method = function.name if isinstance(function, Attr) else ""
        if name in _BACKGROUND or method in _BACKGROUND_METHODS:
            place = Span(module.path, module.calls[call].start, module.calls[call].end)
            step = (module, module.calls[call].scope, call)
            surface = Surface("background", place, False, False, "background task")
            found.append(replace(way, surface=surface, steps=(*way.steps, step)))
            return
        maps = (*way.maps, (module, call)) if self._is_map(module, call, name, method) else way.maps
        self._climb(module, call, replace(way, handed=way.handed | {(module.path, call)}, maps=maps), found)

    def _is_map(self, module: Module, call: int, name: str | None, method: str) -> bool:
        if name == "builtins.map" or method in _MAPS:
            return True
        # pandas: the function alone, or with an axis; a pool's apply gets the arguments as well
        positional = [argument for argument in module.calls[call].arguments if argument.name is None]
        return method in ("apply", "applymap") and len(positional) == 1 and name is None

    def _function(self, module: Module, scope: int) -> int:
        """The function a lambda stands in; what it does, it does for that function."""
        while module.scopes[scope].kind == "lambda" and module.scopes[scope].parent >= 0:
            scope = module.scopes[scope].parent
        return scope


def _holder(module: Module, scope: int) -> int | None:
    """The call that a lambda is handed to."""
    for index, call in enumerate(module.calls):
        for argument in call.arguments:
            if isinstance(argument.value, Lambda) and argument.value.scope == scope:
                return index
    return None


def loops_around(module: Module, call: int) -> Iterator[int]:
    """The loops around a call within its function, innermost first; a loop's iterable is not inside it."""
    found = module.calls[call]
    inner = -1
    index = found.statement
    while index >= 0:
        statement = module.statements[index]
        if statement.kind in LOOPS:
            iterable = statement.expressions[0] if statement.expressions else None
            in_iterable = (
                inner < 0
                and statement.kind != "while"
                and iterable is not None
                and iterable.start <= found.start
                and found.end <= iterable.end
            )
            in_else = inner >= 0 and module.statements[inner].branch == "orelse"
            if not in_iterable and not in_else:
                yield index
        inner, index = index, statement.parent
