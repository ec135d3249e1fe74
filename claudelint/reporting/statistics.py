"""How often each rule found something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from claudelint.reporting.options import ReportOptions
from claudelint.running.outcome import Outcome


def statistics(outcome: Outcome, options: ReportOptions) -> Iterator[str]:
    """A line for each rule, the most frequent first; `[*]` when some of its findings can be mended."""
    rows = _rows(outcome, options)
    number_width = max((len(str(count)) for _, _, count, _ in rows), default=0)
    code_width = max((len(code) for code, _, _, _ in rows), default=0)
    marked = any(fixable for _, _, _, fixable in rows)
    for code, name, count, fixable in rows:
        mark = ("[*] " if fixable else "    ") if marked else ""
        yield f"{count:>{number_width}}  {code:<{code_width}}  {mark}{name}\n"


def statistics_json(outcome: Outcome, options: ReportOptions) -> str:
    """The same as a list of objects."""
    from claudelint.reporting.json import dump

    return dump(
        [
            {"code": code, "name": name, "count": count, "fixable": fixable}
            for code, name, count, fixable in _rows(outcome, options)
        ]
    )


def _rows(outcome: Outcome, options: ReportOptions) -> list[tuple[str, str, int, int]]:
    counts = Counter((finding.code, finding.name) for finding in outcome.findings)
    fixable = Counter(finding.code for finding in outcome.findings if options.applies(finding.fix))
    rows = [(code, name, count, fixable[code]) for (code, name), count in counts.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0]))
