"""Which requests a line means: those it stands in, those it leads to by calls, and those that are near."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.findings import Span
from claudelint.linking.project import Project, Site
from claudelint.linking.terms import Term
from claudelint.reading.module import Attr, Call, CallOf, Expr, Module
from claudelint.reporting.explain.facts import Said
from claudelint.reporting.explain.sight import Sight
from claudelint.reporting.explain.whence import whence

_MOST_FUNCTIONS = 200
_METHODS = frozenset({"create", "stream", "parse", "count_tokens", "tool_runner"})
_OWNERS = frozenset({"messages", "batches"})
_BETWEEN = frozenset(
    {"messages", "batches", "beta", "with_raw_response", "with_streaming_response", *_METHODS}
)


@dataclass(frozen=True)
class Line:
    """A line of a module, or one position in it: the range that what is meant has to meet."""

    module: Module
    start: int
    end: int

    def meets(self, start: int, end: int) -> bool:
        """Whether a range stands on the line, in part at least; for a position, whether it is in there."""
        return start <= self.end and self.start < max(end, start + 1)


@dataclass(frozen=True)
class Meant:
    """A Site that a line means; `through` is the call on the line that leads to it, None where it stands there."""

    site: Site
    through: Call | None = None


def line_of(module: Module, row: int, column: int | None) -> Line:
    """The range of a row, or of a column in it, both counted from 1."""
    start = module.line_starts[row - 1]
    end = module.line_starts[row] - 1 if row < len(module.line_starts) else module.length
    return (
        Line(module, start, end) if column is None else Line(module, start + column - 1, start + column - 1)
    )


def sending(project: Project) -> Iterator[Site]:
    """The Sites for which a client was found in one context at least."""
    return (site for site in project.sites if project.requests_at(site))


def meant_by(project: Project, line: Line) -> tuple[Meant, ...]:
    """The innermost requests that a line stands in, else those that a call on it leads to."""
    standing = [
        site
        for site in sending(project)
        if site.module is line.module and line.meets(site.call.start, site.call.end)
    ]
    if standing:
        inner = [
            one
            for one in standing
            if not any(one.span != other.span and one.span.contains(other.span) for other in standing)
        ]
        return tuple(Meant(site) for site in inner)
    found: dict[Span, Meant] = {}
    for index, call in _calls_on(line):
        for site in _reached(project, Term(line.module, CallOf(call.start, call.end, index))):
            found.setdefault(site.span, Meant(site, call))
    return tuple(found.values())


def near(project: Project, line: Line) -> tuple[Site, ...]:
    """The requests of the file, the nearest first, and those that the function around the line leads to."""
    own = [site for site in sending(project) if site.module is line.module]
    own.sort(key=lambda site: max(line.start - site.call.end, site.call.start - line.end))
    scope = _scope_at(line)
    found = {site.span: site for site in own}
    for site in _below(project, line.module, scope) if scope > 0 else ():
        found.setdefault(site.span, site)
    return tuple(found.values())


def passed_over(sight: Sight, module: Module, line: Line | None) -> Iterator[Said]:
    """The calls (of a line) that look like requests and were not taken for any, each with the reason."""
    taken = {site.index for site in sending(sight.project) if site.module is module}
    for index, call in enumerate(module.calls):
        function = call.function
        if index in taken or not isinstance(function, Attr) or function.name not in _METHODS:
            continue
        if not isinstance(function.value, Attr) or function.value.name not in _OWNERS:
            continue
        if line is None or line.meets(call.start, call.end):
            yield Said(_why_not(sight, module, function), sight.at(module, call.start))


def _why_not(sight: Sight, module: Module, function: Attr) -> str:
    called = sight.written(Span(module.path, function.start, function.end))
    owner: Expr = function
    while isinstance(owner, Attr) and owner.name in _BETWEEN:
        owner = owner.value
    term = Term(module, owner)
    if sight.project.clients.endpoints(term):
        return f"`{called}` sends no request that claudelint looks at"
    said = whence(sight, term)
    known = f"`{called}` is not known to be a request: `{sight.code(term)}` {said.words}"
    return f"{known} ({said.place})"


# the ways down


def _calls_on(line: Line) -> Iterator[tuple[int, Call]]:
    """The calls on a line that call something; those that only reach over it count where nothing begins there."""
    calls = [(i, one) for i, one in enumerate(line.module.calls) if line.meets(one.start, one.end)]
    begun = [(i, one) for i, one in calls if line.start <= one.start <= line.end]
    yield from begun or calls


def _reached(project: Project, term: Term) -> Iterator[Site]:
    """The Sites that a call leads to."""
    for (module, scope), _ in project.names.called(term):
        yield from _below(project, module, scope)


def _below(project: Project, module: Module, scope: int) -> Iterator[Site]:
    """The Sites in a function and in whatever it calls."""
    by_path: dict[str, list[Site]] = {}
    for site in sending(project):
        by_path.setdefault(site.module.path, []).append(site)
    pending, seen = [(module, scope)], {(module.path, scope)}
    for at, index in pending:
        if len(seen) > _MOST_FUNCTIONS:
            return
        inside = _within(at, index)
        yield from (site for site in by_path.get(at.path, ()) if site.call.scope in inside)
        for number, call in enumerate(at.calls):
            if call.scope not in inside:
                continue
            for function, _ in project.names.called(Term(at, CallOf(call.start, call.end, number))):
                if (function[0].path, function[1]) not in seen:
                    seen.add((function[0].path, function[1]))
                    pending.append(function)


def _within(module: Module, scope: int) -> set[int]:
    """A function and the lambdas in it."""
    found = {scope}
    for index, one in enumerate(module.scopes):
        if one.kind == "lambda" and one.parent in found:
            found.add(index)
    return found


def _scope_at(line: Line) -> int:
    """The innermost function around a line; 0 where there is none."""
    around = [
        index
        for index, scope in enumerate(line.module.scopes)
        if scope.kind == "function" and scope.start <= line.end and line.start <= scope.end
    ]
    return max(around, key=lambda index: line.module.scopes[index].start, default=0)
