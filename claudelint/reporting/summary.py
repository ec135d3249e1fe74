"""The closing lines: what was found, what was mended, and what could be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from claudelint.reporting.options import ReportOptions
from claudelint.running.outcome import Change, Outcome

if TYPE_CHECKING:
    from claudelint.findings import Finding

_WORDS = {
    "error": ("error", "errors"),
    "warning": ("warning", "warnings"),
    "advice": ("piece of advice", "pieces of advice"),
}


def summary(outcome: Outcome, options: ReportOptions) -> Iterator[str]:
    """The closing lines of a check, for standard error."""
    if outcome.changes:
        yield f"Fixed {_problems(applied(outcome.changes))} in {_files(len(outcome.changes))}.\n"
    yield f"{_found(outcome)}\n"
    fixes = fix_line(outcome.findings, options)
    if fixes:
        yield fixes + "\n"
    if outcome.unsettled:
        rules = " and ".join(outcome.unsettled)
        yield f"Fixing stopped: the fixes of {rules} keep undoing each other.\n"


def would_fix(outcome: Outcome) -> str:
    """The closing line of a diff."""
    if not outcome.changes:
        return "Nothing to fix.\n"
    return f"Would fix {_problems(applied(outcome.changes))} in {_files(len(outcome.changes))}.\n"


def applied_fixes(outcome: Outcome) -> Iterator[str]:
    """What was mended, file by file."""
    for change in outcome.changes:
        yield f"{change.before.path}:\n"
        for code, title, count in change.applied:
            yield f"  {count} × {code} ({title})\n"


def fix_line(findings: tuple[Finding, ...], options: ReportOptions) -> str:
    """How many findings `--fix` can mend, and how many more with unsafe fixes; empty when there are none.

    Fixes are counted by what they declare. A rewrite that has not been tried may still be refused: where there are
    such, the number is told as the most that it can be.
    """
    safe, unsafe = _offered(findings, "safe"), _offered(findings, "unsafe")
    if options.unsafe:
        both = _offered(findings, "safe", "unsafe")
        return f"[*] {both} fixable with `--fix --unsafe-fixes`." if both else ""
    if safe and unsafe:
        return f"[*] {safe} fixable with `--fix`, {unsafe} more with `--unsafe-fixes`."
    if safe:
        return f"[*] {safe} fixable with `--fix`."
    return f"{unsafe} fixable with `--fix --unsafe-fixes`." if unsafe else ""


def _offered(findings: tuple[Finding, ...], *safety: str) -> str:
    """The number of fixes of some kinds of safety, in words; empty when there are none."""
    fixes = [one.fix for one in findings if one.fix is not None and one.fix.safety.value in safety]
    untried = any(fix.plan is not None and not fix.edits for fix in fixes)
    return f"up to {len(fixes)}" if untried else str(len(fixes) or "")


def applied(changes: tuple[Change, ...]) -> int:
    """How many fixes were applied."""
    return sum(count for change in changes for _, _, count in change.applied)


def _found(outcome: Outcome) -> str:
    counts = Counter(finding.severity.value for finding in outcome.findings)
    found = [
        f"{counts[severity]} {words[counts[severity] != 1]}"
        for severity, words in _WORDS.items()
        if counts[severity]
    ]
    if not found:
        what = "No problems"
    elif len(found) == 1:
        what = found[0]
    else:
        what = f"{', '.join(found[:-1])} and {found[-1]}"
    verb = "Found " if found else ""
    remaining = " left" if outcome.changes else ""
    return f"{verb}{what}{remaining} in {_files(outcome.files)} ({_requests(outcome.requests)})."


def _problems(number: int) -> str:
    return "1 problem" if number == 1 else f"{number} problems"


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number} files"


def _requests(number: int) -> str:
    return "1 request" if number == 1 else f"{number} requests"
