"""Workflow commands of GitHub Actions, which show as annotations of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Finding, Severity
from claudelint.reporting.options import ReportOptions
from claudelint.running.outcome import Outcome

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}


def github(outcome: Outcome, options: ReportOptions) -> Iterator[str]:
    """One command for each finding."""
    for finding in outcome.findings:
        yield _command(outcome, finding)


def _command(outcome: Outcome, finding: Finding) -> str:
    source = outcome.sources[finding.span.file]
    row, column = source.location(finding.span.start)
    end_row, end_column = source.location(finding.span.end)
    properties = {
        "title": f"claudelint ({finding.code})",
        "file": finding.span.file,
        "line": str(row),
        "endLine": str(end_row),
    }
    if row == end_row:
        # GitHub takes columns only within one line
        properties |= {"col": str(column), "endColumn": str(end_column)}
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    text = f"{finding.span.file}:{row}:{column}: {finding.code} {finding.message}"
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(text)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
