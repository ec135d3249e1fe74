"""What is found and what is offered: plain data that every other room may hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

import msgspec


class Severity(Enum):
    """How bad a finding is; the order of the members is the order of weight, worst first."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"

    @property
    def rank(self) -> int:
        """0 for the worst, so that a smaller rank weighs more."""
        return _SEVERITY_RANK[self]

    def reaches(self, threshold: Severity) -> bool:
        """Whether this severity is at or above the threshold."""
        return self.rank <= threshold.rank


_SEVERITY_RANK = {severity: rank for rank, severity in enumerate(Severity)}


class Safety(Enum):
    """How far a fix may be trusted; the value is the word used in reports."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    SHOWN = "display"


class Span(msgspec.Struct, frozen=True, order=True, gc=False):
    """A range of code points in the text of a file, without its byte order mark; the end is exclusive."""

    file: str
    start: int
    end: int

    def contains(self, other: Span) -> bool:
        """Whether the other span lies within this one, in the same file."""
        return self.file == other.file and self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether two spans share a position; empty spans overlap what they stand inside of."""
        if self.file != other.file:
            return False
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replaces the text of a span; an empty span inserts."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A structural rewrite, named and located, that LibCST turns into edits when they are needed.

    `kind` names a rewrite of `claudelint.fixing.rewrites`, `span` is the call it is about, and
    `details` are further plain values that the rewrite asks for by name.
    """

    kind: str
    span: Span
    details: tuple[tuple[str, str | int | bool], ...] = ()

    def detail(self, name: str) -> str | int | bool | None:
        """The named value, or None."""
        return dict(self.details).get(name)


@dataclass(frozen=True, slots=True)
class Fix:
    """An offered change: its title, its edits or the plan of them, and how far it may be trusted.

    `guards` are the places of which only one fix a round may be applied: the request's call and any
    definition that several requests share. `after` are the codes of rules whose fix of the same place, where
    there is one, is applied first.
    """

    title: str
    safety: Safety
    edits: tuple[Edit, ...] = ()
    plan: Plan | None = None
    guards: tuple[Span, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains a finding."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a rule yields: a place, a message, and where it helps a fix, related places, another severity."""

    span: Span
    message: str
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A report stamped with its rule; `span` is primary and orders the output."""

    code: str
    name: str
    severity: Severity
    message: str
    span: Span
    url: str
    fix: Fix | None = None
    related: tuple[Related, ...] = field(default=())

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """File, place, code, message: the same order on every run."""
        return (self.span.file, self.span.start, self.span.end, self.code, self.message)


@dataclass(frozen=True, slots=True)
class SuppressedCode:
    """One code or name in a suppression comment, as written.

    `code` is the code of the rule it names, None when there is no such rule; `foreign` when it belongs
    to another linter. `suggestion` is the nearest existing word for an unknown one.
    """

    text: str
    span: Span
    code: str | None
    foreign: bool = False
    used: bool = False
    ran: bool = False
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class SuppressionComment:
    """A suppression: what it names, whether it was needed, and what would remove the part that was not.

    `kind` is "ignore", "file-ignore" or "noqa". Without codes it covers every rule; `used` and `ran` are
    then those of the whole. A comment with a `problem` suppresses nothing.
    """

    span: Span
    kind: str
    codes: tuple[SuppressedCode, ...] = ()
    reason: str = ""
    own_line: bool = False
    used: bool = False
    ran: bool = False
    problem: str = ""
    removal: tuple[Edit, ...] = ()

    @property
    def unused_codes(self) -> tuple[SuppressedCode, ...]:
        """Codes of rules that ran and found nothing that this comment would cover."""
        return tuple(code for code in self.codes if code.code is not None and code.ran and not code.used)
