"""A call that sends requests as facts: its contexts, the ways to it, and what becomes of its answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from claudelint.findings import Finding, Span
from claudelint.linking.answers import Read
from claudelint.linking.project import Request, Site, Way
from claudelint.linking.sdk import TargetSdk
from claudelint.linking.terms import Context
from claudelint.reporting.explain.cases import case_of, same_values
from claudelint.reporting.explain.facts import (
    Case,
    FindingFacts,
    ReadFacts,
    SdkFacts,
    SiteFacts,
    SiteLine,
    WayFacts,
)
from claudelint.reporting.explain.sight import Sight, function_name
from claudelint.reporting.explain.sites import Meant
from claudelint.reporting.explain.worth import quoted
from claudelint.reporting.settings import sdk_words

_LONGEST_MODEL = 40
_READS = {
    "positional": "taken by position",
    "attribute": "read",
    "compared": "compared",
    "printed": "printed",
    "returned": "returned",
    "parsed": "parsed",
    "converted": "converted",
    "looked_up": "looked up",
    "collected": "collected",
    "iterated": "looped over",
    "type_tested": "type is tested",
    "passed": "passed on",
    "stored": "stored",
    "tested": "tested",
    "text_method": "changed",
    "method": "method is called",
    "item": "item is taken",
}


def site_facts(meant: Meant, findings: Iterable[Finding], sight: Sight) -> SiteFacts:
    """All that is understood of a Site, or of it in the contexts of one call that leads to it."""
    site, project = meant.site, sight.project
    sight = replace(sight, own=site.module.path)
    requests = project.requests_at(site)
    first = requests[0]
    return SiteFacts(
        place=sight.at(site.module, site.call.start),
        end=sight.at(site.module, site.call.end),
        call=_called(site, sight),
        function=function_name(site.module, site.call.scope),
        sdk=_sdk(first.sdk),
        cases=tuple(_cases(meant, requests, sight)),
        ways=tuple(_way(way, sight) for way in first.ways if _leads_through(way, meant)),
        answer=tuple(dict.fromkeys(_read(read, first, sight) for read in first.answer.reads)),
        answer_complete=first.answer.complete if _is_followed(first) else None,
        findings=tuple(_finding(one, sight) for one in findings if _concerns(one, site.span)),
    )


def site_line(site: Site, sight: Sight) -> SiteLine:
    """A Site in a list."""
    requests = sight.project.requests_at(site)
    models = list(dict.fromkeys(id for request in requests for id in request.model_ids))
    more = f" and {len(models) - 1} more" if len(models) > 1 else ""
    return SiteLine(
        sight.at(site.module, site.call.start),
        _called(site, sight),
        requests[0].kind if requests else "",
        function_name(site.module, site.call.scope),
        f"{quoted(models[0], _LONGEST_MODEL)}{more}" if models else "",
    )


def _called(site: Site, sight: Sight) -> str:
    function = site.call.function
    return sight.written(Span(site.module.path, function.start, function.end))


def _sdk(sdk: TargetSdk) -> SdkFacts:
    return SdkFacts(sdk_words(sdk), sdk.major, sdk.assumed, sdk.passed_over)


# contexts


def _cases(meant: Meant, requests: tuple[Request, ...], sight: Sight) -> Iterator[Case]:
    """The requests with the contexts in which each has the same values."""
    contexts = _contexts(meant.site, sight)
    cases = [(request, _contexts_of(request, contexts)) for request in requests]
    chosen = [
        (request, through)
        for request, own in cases
        if (through := tuple(one for one in own if _passes(one, meant, request)))
    ]
    for request, own in chosen or cases:
        yield case_of(request, own, sight)


def _contexts(site: Site, sight: Sight) -> tuple[Context, ...]:
    call = site.call
    watched = [call.function, *(argument.value for argument in call.arguments)]
    found = sight.project.contexts.of(site.module, call.scope, watched)
    return tuple(one for one in found if one is not None)


def _contexts_of(request: Request, contexts: tuple[Context, ...]) -> tuple[Context, ...]:
    if request.context is None:
        return ()
    exprs = tuple(argument.value for argument in request.call.arguments)
    function = (request.call.function,)
    rest = tuple(
        one
        for one in contexts
        if one is not request.context
        and same_values(request, exprs, one)
        and same_values(request, function, one)
    )
    return (request.context, *rest)


def _passes(context: Context, meant: Meant, request: Request) -> bool:
    """Whether a context goes through the call that is meant, if any is, or is a part of a way that does."""
    if meant.through is None:
        return True
    calls = [frame.call for frame in context.calls]
    ways = [way for way in request.ways if _leads_through(way, meant)]
    on_way = ({id(module.calls[call]) for module, _, call in way.steps} for way in ways)
    return meant.through in calls or any(all(id(one) in steps for one in calls) for steps in on_way)


def _leads_through(way: Way, meant: Meant) -> bool:
    through = meant.through
    return through is None or any(module.calls[call] is through for module, _, call in way.steps)


# ways, answer, findings


def _way(way: Way, sight: Sight) -> WayFacts:
    surface = way.surface
    steps = tuple(
        sight.step(module, module.calls[call].start, scope) for module, scope, call in reversed(way.steps)
    )
    loops = [
        *(sight.at(module, module.statements[index].start) for module, index in way.loops),
        *(sight.at(module, module.calls[call].start) for module, call in way.maps),
    ]
    if surface is None:
        return WayFacts(
            "", "", steps[0].place, False, False, "", False, steps, tuple(loops), way.on_event_loop
        )
    is_module = surface.place.start == surface.place.end
    return WayFacts(
        surface.name,
        surface.kind,
        steps[0].place if is_module else sight.place(surface.place),
        surface.person_waits,
        surface.can_stream,
        surface.runs,
        surface.by_name,
        steps,
        tuple(loops),
        way.on_event_loop,
    )


def _is_followed(request: Request) -> bool:
    return request.kind in ("create", "parse", "stream") and not request.site.reference


def _read(read: Read, request: Request, sight: Sight) -> ReadFacts:
    words = _READS.get(read.kind, read.kind.replace("_", " "))
    if read.kind == "positional":
        unguarded = any(one.span.contains(read.span) for one in request.positional_reads)
        words += ", unguarded" if unguarded else ""
    if read.kind == "passed" and read.detail != "a call":
        words = f"passed to `{read.detail}`"
    return ReadFacts(read.kind, sight.written(read.span), words, sight.place(read.span))


def _concerns(finding: Finding, site: Span) -> bool:
    """Whether a finding stands at the request, around it, or names it as a place that explains it."""
    return finding.span.overlaps(site) or any(one.span.overlaps(site) for one in finding.related)


def _finding(finding: Finding, sight: Sight) -> FindingFacts:
    return FindingFacts(finding.code, finding.name, finding.message, sight.place(finding.span))
