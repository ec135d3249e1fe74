"""Each finding with its source, the places that explain it, its fix and the address of its page."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from claudelint.findings import Edit, Finding, Fix, Safety
from claudelint.reading.keys import hidden
from claudelint.reading.source import Source
from claudelint.reporting.diff import split_lines
from claudelint.reporting.frame import frame, place
from claudelint.reporting.options import ReportOptions
from claudelint.reporting.style import Style, printable
from claudelint.running.outcome import Outcome

_CONTEXT = 2
# edits further apart than this many lines are shown apart
_NEAR = 3
# unchanged lines shown around a change in the diff of a fix
_AROUND_CHANGE = 1
_SAFETY = {Safety.SAFE: "fix", Safety.UNSAFE: "unsafe fix", Safety.SHOWN: "suggestion"}


def full(outcome: Outcome, options: ReportOptions) -> Iterator[str]:
    """The findings one after the other, an empty line after each."""
    style = Style(options.color)
    for finding in outcome.findings:
        yield "".join(_finding(outcome, finding, style)) + "\n"


def _finding(outcome: Outcome, finding: Finding, style: Style) -> Iterator[str]:
    head = style.severity(finding.severity, f"{finding.severity.value}[{finding.code}]")
    yield f"{head} {style.bold(finding.name)}: {printable(finding.message)}\n"
    source = outcome.sources[finding.span.file]
    yield f"  {style.dim('-->')} {place(source, finding.span)}\n"
    mark = style.severity(finding.severity, "^")
    yield from frame(source, finding.span, style, mark, context=_CONTEXT)
    for related in finding.related:
        origin = outcome.sources[related.span.file]
        yield f"  {style.dim('note:')} {printable(related.message)}: {place(origin, related.span)}\n"
        yield from frame(origin, related.span, style, style.accent("-"), context=0)
    if finding.fix is not None:
        yield from _fix(outcome, finding.fix, style)
    yield f"  {style.dim('see:')} {finding.url}\n"


def _fix(outcome: Outcome, fix: Fix, style: Style) -> Iterator[str]:
    note = {
        Safety.SAFE: " (`--fix`)",
        Safety.UNSAFE: " (`--fix --unsafe-fixes`)",
        Safety.SHOWN: "",
    }[fix.safety]
    yield f"  {style.dim(_SAFETY[fix.safety] + ':')} {printable(fix.title)}{note}\n"
    for file, edits in groupby(sorted(fix.edits), key=lambda edit: edit.span.file):
        source = outcome.sources.get(file)
        if source is not None:
            yield from _edits(source, list(edits), style)


def _edits(source: Source, edits: Sequence[Edit], style: Style) -> Iterator[str]:
    """The lines that the edits of one file touch, before and after."""
    for group in _near_each_other(source, edits):
        first = source.row(group[0].span.start)
        last = max(source.row(edit.span.end) for edit in group)
        start = source.line_starts[first - 1]
        end = source.line_starts[last] if last < len(source.line_starts) else len(source.text)
        before, after = source.shown[start:end], _applied(source, group, start, end)
        yield f"  {style.dim(f'{source.path}:{first}')}\n"
        old, new = split_lines(before), split_lines(hidden(after))
        # the first two lines name files and the third the place: both stand above
        for line in islice(difflib.unified_diff(old, new, n=_AROUND_CHANGE), 3, None):
            if line.startswith("@@"):
                yield f"    {style.dim('...')}\n"
                continue
            text = printable(f"{line[0]} {line[1:]}".rstrip("\r\n"))
            if line.startswith("+"):
                yield f"    {style.added(text)}\n"
            elif line.startswith("-"):
                yield f"    {style.removed(text)}\n"
            elif line.startswith(" "):
                yield f"    {text}\n"


def _near_each_other(source: Source, edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    group: list[Edit] = []
    last_row = 0
    for edit in edits:
        if group and source.row(edit.span.start) > last_row + _NEAR:
            yield group
            group = []
        group.append(edit)
        last_row = max(last_row, source.row(edit.span.end))
    if group:
        yield group


def _applied(source: Source, edits: Sequence[Edit], start: int, end: int) -> str:
    parts: list[str] = []
    position = start
    for edit in edits:
        parts += [source.shown[position : edit.span.start], edit.text]
        position = max(position, edit.span.end)
    parts.append(source.shown[position:end])
    return "".join(parts)
