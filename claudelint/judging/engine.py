"""Puts the rules to the project's subjects and makes findings of their reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from claudelint.findings import Finding, Fix, Related, Report, Safety, Span, SuppressionComment
from claudelint.judging.settings import OptionValue
from claudelint.linking.project import Construction, File, Loop, Path, Project, Request, Requirements
from claudelint.rule import Rule

_MOST_CONTEXTS_SHOWN = 5


@dataclass(frozen=True)
class FilePolicy:
    """What holds for one file: the rules that are judged there with their options, and those ignored."""

    rules: tuple[tuple[Rule, Mapping[str, OptionValue]], ...]
    ignored: frozenset[str] = frozenset()
    unfixable: frozenset[str] = frozenset()

    @cached_property
    def rules_by_subject(self) -> Mapping[object, tuple[tuple[Rule, Mapping[str, OptionValue]], ...]]:
        """The rules by the kind of subject that they are put to."""
        found: dict[object, list[tuple[Rule, Mapping[str, OptionValue]]]] = {}
        for rule, options in self.rules:
            found.setdefault(rule.on, []).append((rule, options))
        return {kind: tuple(rules) for kind, rules in found.items()}


PolicyOf = Callable[[str], FilePolicy]
Subject = Request | Path | Loop | Construction | File | Requirements


def judge(project: Project, policy_of: PolicyOf) -> list[Finding]:
    """The findings of every rule but those about suppressions, merged and in order; none is suppressed yet.

    What was only read to understand the judged files is judged with them; the caller passes over what was
    found there.
    """
    found: dict[tuple[str, Span], list[tuple[Finding, Subject]]] = {}
    for subject in _subjects(project):
        policy = policy_of(_path_of(subject))
        for rule, options in policy.rules_by_subject.get(type(subject), ()):
            for report in rule.check(subject, **options):
                finding = _finding(rule, report, policy)
                found.setdefault((finding.code, finding.span), []).append((finding, subject))
    merged = [_merged(group) for group in found.values()]
    kept = (one for one in merged if one.code not in policy_of(one.span.file).ignored)
    return sorted(kept, key=lambda one: one.sort_key)


def judge_suppressions(comments: Iterable[SuppressionComment], policy_of: PolicyOf) -> list[Finding]:
    """The findings about suppression comments, which are known when all others have been suppressed."""
    found: list[Finding] = []
    for comment in comments:
        policy = policy_of(comment.span.file)
        for rule, options in policy.rules:
            if rule.on is SuppressionComment and rule.code not in policy.ignored:
                found.extend(_finding(rule, report, policy) for report in rule.check(comment, **options))
    return sorted(found, key=lambda one: one.sort_key)


def _subjects(project: Project) -> Iterator[Subject]:
    for module in project.judged:
        yield File(module, project)
    yield from project.requests
    yield from project.paths
    yield from project.loops
    yield from project.constructions
    yield from project.requirements


def _path_of(subject: Subject) -> str:
    if isinstance(subject, Requirements):
        return subject.path
    return subject.request.module.path if isinstance(subject, Path) else subject.module.path


def _finding(rule: Rule, report: Report, policy: FilePolicy) -> Finding:
    fix = report.fix
    if fix is not None and rule.code in policy.unfixable:
        fix = replace(fix, safety=Safety.SHOWN)
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=report.severity or rule.severity,
        message=report.message,
        span=report.span,
        url=rule.url,
        fix=fix,
        related=report.related,
    )


def _merged(group: list[tuple[Finding, Subject]]) -> Finding:
    """One finding for one place: the worst first, the contexts of all as related places."""
    ordered = sorted(group, key=lambda pair: pair[0].severity.rank)
    first = ordered[0][0]
    related = list(first.related)
    for finding, _ in ordered[1:]:
        for one in finding.related:
            if one not in related:
                related.append(one)
        if finding.message != first.message:
            also = Related(
                finding.related[0].span if finding.related else finding.span, f"also: {finding.message}"
            )
            if also not in related:
                related.append(also)
    for _, subject in ordered:
        caller = _context_of(subject)
        if caller is not None and all(one.span != caller.span for one in related):
            related.append(caller)
    fixes = {finding.fix for finding, _ in group}
    fix = first.fix if len(fixes) == 1 else _shown(ordered)
    return replace(first, related=tuple(related[:_MOST_CONTEXTS_SHOWN]), fix=fix)


def _shown(ordered: list[tuple[Finding, Subject]]) -> Fix | None:
    """Contexts that want different fixes leave the choice to the reader."""
    fix = next((finding.fix for finding, _ in ordered if finding.fix is not None), None)
    return None if fix is None else replace(fix, safety=Safety.SHOWN, edits=(), plan=None)


def _context_of(subject: Subject) -> Related | None:
    request = subject if isinstance(subject, Request) else None
    if request is None or request.context is None:
        return None
    for frame in request.context.calls:
        return Related(Span(frame.caller.path, frame.call.start, frame.call.end), "called here")
    return None
