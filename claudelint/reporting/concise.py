"""One line for each finding."""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.reporting.options import ReportOptions
from claudelint.reporting.style import Style
from claudelint.running.outcome import Outcome


def concise(outcome: Outcome, options: ReportOptions) -> Iterator[str]:
    """`path:row:column: code [*] message`; `[*]` marks what `--fix` would mend."""
    style = Style(options.color)
    for finding in outcome.findings:
        row, column = outcome.sources[finding.span.file].location(finding.span.start)
        place = f"{style.bold(finding.span.file)}:{row}:{column}:"
        code = style.severity(finding.severity, finding.code)
        mark = style.accent(" [*]") if options.applies(finding.fix) else ""
        yield f"{place} {code}{mark} {finding.message}\n"
