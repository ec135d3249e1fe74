"""A list of objects, one for each finding, with the keys that users of ruff know."""

from __future__ import annotations

import json
from typing import TypeAlias

from claudelint.findings import Finding, Fix, Safety, Span
from claudelint.reading.keys import hidden
from claudelint.reporting.options import ReportOptions
from claudelint.running.outcome import Outcome

Json: TypeAlias = "str | int | float | list[Json] | dict[str, Json] | None"


def json_report(outcome: Outcome, options: ReportOptions) -> str:
    """The findings as JSON; rows and columns count code points from 1, ends are exclusive."""
    return dump([_finding(outcome, finding) for finding in outcome.findings])


def dump(value: Json) -> str:
    """JSON as every report writes it: readable, and plain ASCII whatever the terminal's encoding."""
    return json.dumps(value, indent=2) + "\n"


def _finding(outcome: Outcome, finding: Finding) -> Json:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "filename": finding.span.file,
        **_range(outcome, finding.span),
        "cell": None,
        "fix": _fix(outcome, finding.fix),
        "related": [
            {
                "message": related.message,
                "filename": related.span.file,
                **_range(outcome, related.span),
            }
            for related in finding.related
        ],
        "url": finding.url,
    }


def _fix(outcome: Outcome, fix: Fix | None) -> Json:
    if fix is None:
        return None
    edits = () if fix.safety is Safety.SHOWN else fix.edits
    return {
        "applicability": fix.safety.value,
        "message": fix.title,
        "edits": [
            {"filename": edit.span.file, "content": hidden(edit.text), **_range(outcome, edit.span)}
            for edit in edits
        ],
    }


def _range(outcome: Outcome, span: Span) -> dict[str, Json]:
    source = outcome.sources[span.file]
    return {
        "location": _place(*source.location(span.start)),
        "end_location": _place(*source.location(span.end)),
    }


def _place(row: int, column: int) -> Json:
    return {"row": row, "column": column}
