"""How often what a request marks for the cache may be sent in one run of a script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from claudelint.linking.frameworks import ONCE
from claudelint.linking.turns import goes_on
from claudelint.linking.ways import Way
from claudelint.reading.module import Module

if TYPE_CHECKING:
    from claudelint.linking.request import Request


def uses_per_run(request: Request) -> int | None:
    """How often at most; None where it is no script, where a loop sends it, or where others may be sent as well."""
    if request.is_in_test or request.kind not in ("create", "stream", "parse") or request.growth is not None:
        return None
    starts, count = set[str](), 0
    for other in _may_share(request):
        for way in request.project.ways_of(other):
            if way.leads_through_tests:
                continue
            start = _script(request, way)
            if start is None:
                return None
            starts.add(start.path)
            count += 1
    return count if len(starts) == 1 else None


def _may_share(request: Request) -> Iterator[Request]:
    """The requests that may write or read the same: those with markers, unless they certainly begin differently."""
    for other in request.project.requests:
        if other.is_in_test or other.carries_marker is False or other.kind == "count_tokens":
            continue
        if other is request or not _differ(request, other):
            yield other


def _differ(request: Request, other: Request) -> bool:
    """Whether two prompts are certainly not alike as far as the first marker, or for different models."""
    if request.model_ids and other.model_ids and not {*request.model_ids} & {*other.model_ids}:
        return True
    one, two = request.prefix.known_start(), other.prefix.known_start()
    shorter = min(len(one), len(two)) - 1
    return one[:shorter] != two[:shorter]


def _script(request: Request, way: Way) -> Module | None:
    """The module whose script a way begins with, when it is gone once in a run."""
    surface = way.surface
    names = request.project.names
    if surface is None or surface.kind != "script" or surface.runs != ONCE or way.maps:
        return None
    return None if any(goes_on(names, *loop) for loop in way.loops) else way.steps[-1][0]
