"""How often a client is built: once, or anew in each turn of a loop or each run of what a framework calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.names import Names
from claudelint.linking.reuse import HANDLER_WORDS, loop_name
from claudelint.linking.stability import is_steady
from claudelint.linking.storing import is_closed, is_handed_away, is_kept_if_missing
from claudelint.linking.surroundings import surroundings_of
from claudelint.linking.terms import Term, is_test_code
from claudelint.linking.turns import goes_on
from claudelint.linking.ways import Way, loops_around
from claudelint.reading.module import CallOf, Function, Module

if TYPE_CHECKING:
    from claudelint.linking.constructions import Construction
    from claudelint.linking.surfaces import Surface

# how often a surface runs that serves one after the other
_AGAIN = frozenset({"per request", "per message", "per item"})
# each call of these makes an event loop of its own, which an async client cannot outlive
_LOOP_MAKERS = frozenset(
    {"asyncio.run", "anyio.run", "trio.run", "asgiref.sync.async_to_sync", "nest_asyncio.run"}
)
# objects that hold an object that holds a client
_DEEPEST = 3
_LOOP_METHODS = frozenset({"run_until_complete"})


@dataclass(frozen=True)
class Rebuilding:
    """A sign that a client is built anew: `words` finish "is built anew ...", `place` is what they speak of."""

    words: str
    place: Span


@dataclass(frozen=True)
class _Made:
    """A call that makes an object."""

    module: Module
    call: int


def rebuilding_of(construction: Construction) -> Rebuilding | None:
    """How a client that could be shared is built again and again; None where nothing says so."""
    if construction.is_copy or is_test_code(construction.module.path) or construction.open_ended:
        return None
    project = construction.project
    if construction.span not in project.sending_clients:
        # no request is seen to be sent by it
        return None
    loops: list[Rebuilding] = []
    handlers = _handlers(construction, construction.module, construction.index, loops, 0)
    # a handler tells more than a loop; one client for each key or host is as it should be
    of_handlers = [*handlers]
    return next(iter(of_handlers if _is_alike(construction) else loops), None) or next(iter(loops), None)


def _is_alike(construction: Construction, loop: tuple[Module, int] | None = None) -> bool:
    """Whether the clients have the same arguments, whenever they are built, or within one run of a loop."""
    within = None
    if loop is not None:
        module, index = loop
        scope = module.scopes[module.statements[index].scope]
        within = Term(module, Function(scope.start, scope.end, module.statements[index].scope))
    names = construction.project.names
    values = [Term(construction.module, one.value) for one in construction.call.arguments]
    return all(is_steady(names, value, within) for value in values)


def _handlers(
    construction: Construction, module: Module, call: int, loops: list[Rebuilding], depth: int
) -> Iterator[Rebuilding]:
    """The handlers that lead to a call, on ways that keep no client; the loops on the ways go into the list."""
    project = construction.project
    for way in project.ways.to(module, call):
        if way.leads_through_tests or (way.surface is not None and way.surface.kind == "test"):
            continue
        if not _lasts_one_run(construction, way, loops):
            continue
        surface = way.surface
        if surface is not None and surface.kind == "background":
            background, scope, _ = way.steps[-1]
            surface = project.surfaces.of(background, scope)
        if surface is not None and surface.runs in _AGAIN and surface.kind in HANDLER_WORDS:
            yield Rebuilding(_handler_words(surface), surface.place)
        elif surface is None and depth < _DEEPEST:
            for made in _objects(construction, way):
                yield from _handlers(construction, made.module, made.call, loops, depth + 1)


def _objects(construction: Construction, way: Way) -> Iterator[_Made]:
    """The calls that make an object, where a way begins in its constructor."""
    module, scope, _ = way.steps[-1]
    owner = module.scopes[scope].parent
    if module.scopes[scope].name != "__init__" or owner < 0 or module.scopes[owner].kind != "class":
        return
    for term in construction.project.graph.constructions(module, owner):
        if isinstance(term.expr, CallOf):
            yield _Made(term.module, term.expr.call)


def _handler_words(surface: Surface) -> str:
    return HANDLER_WORDS[surface.kind].format(name=surface.name)


def _lasts_one_run(construction: Construction, way: Way, loops: list[Rebuilding]) -> bool:
    """Whether nothing on a way keeps the client for the next time; the loops met before go into the list."""
    project = construction.project
    for number, (module, scope, call) in enumerate(way.steps):
        if _makes_event_loop(construction, module, call) or _is_kept(construction, module, call, not number):
            return False
        mapped = [one for one in way.maps if one == (module, call)]
        if mapped and _is_alike(construction):
            made = module.calls[call]
            place = Span(module.path, made.start, made.end)
            words = f"for every item of the call {project.place_words(place, construction.module)}"
            loops.append(Rebuilding(words, place))
        for index in loops_around(module, call):
            if goes_on(project.names, module, index) and _is_alike(construction, (module, index)):
                loops.append(_of_loop(construction, module, index))
        is_last = number == len(way.steps) - 1
        if _is_cached(project.names, module, scope, is_last and way.surface is not None):
            return False
    return True


def _of_loop(construction: Construction, module: Module, index: int) -> Rebuilding:
    statement = module.statements[index]
    place = Span(module.path, statement.start, statement.header_end)
    where = construction.project.place_words(place, construction.module)
    return Rebuilding(f"in each turn of the {loop_name(statement.kind)} {where}", place)


def _is_kept(construction: Construction, module: Module, call: int, is_first: bool) -> bool:
    """Whether what a call makes is found again next time; `is_first`: the client, or the object that holds it."""
    project = construction.project
    uses = project.answers.uses(module)
    if surroundings_of(module, call, uses).role == "with":
        return True
    if is_kept_if_missing(module, uses, call):
        return True
    return is_first and (is_handed_away(project.names, module, uses, call) or is_closed(module, uses, call))


def _makes_event_loop(construction: Construction, module: Module, call: int) -> bool:
    """Whether the call is what a new event loop runs: the async clients of two loops have to be two."""
    if not construction.client.kind.is_async:
        return False
    names = construction.project.names
    inner = module.calls[call]
    for outer in module.calls:
        if outer.scope != inner.scope or not (outer.start < inner.start and inner.end <= outer.end):
            continue
        method = getattr(outer.function, "name", "")
        if method in _LOOP_METHODS or names.call_name(module, outer) in _LOOP_MAKERS:
            return True
    return False


def _is_cached(names: Names, module: Module, scope: int, is_handler: bool) -> bool:
    """Whether a decorator keeps what a function returns, or may: what the project's own ones do is not known."""
    for decorator in module.scopes[scope].decorators:
        term = Term(module, decorator)
        if isinstance(decorator, CallOf):
            term = Term(module, module.calls[decorator.call].function)
        name = names.qualified(term)
        if name is not None and "cache" in name.rpartition(".")[2]:
            return True
        if not is_handler and any(isinstance(one.expr, Function) for one in names.origins(term)):
            return True
    return False
