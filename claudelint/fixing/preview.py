"""What a fix would change, as the few lines that a report shows."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from claudelint.editing import apply
from claudelint.findings import Edit
from claudelint.reading.source import Source

# between the changes of one fix that stand far apart
GAP = "..."


def fix_diff(source: Source, edits: Sequence[Edit]) -> list[str]:
    """The lines that edits of one file change: `-` before, `+` after, a blank before unchanged ones.

    Edits of other files are passed over. Lines carry no newline.
    """
    lines: list[str] = []
    own = sorted(edit for edit in edits if edit.span.file == source.path)
    for group in _neighbours(source, own):
        if lines:
            lines.append(GAP)
        lines += _changed(source, group)
    return lines


def _neighbours(source: Source, edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    """Edits whose lines touch, together."""
    group: list[Edit] = []
    for edit in edits:
        if group and source.row(edit.span.start) > max(source.row(other.span.end) for other in group) + 1:
            yield group
            group = []
        group.append(edit)
    if group:
        yield group


def _changed(source: Source, edits: Sequence[Edit]) -> Iterator[str]:
    first = source.row(edits[0].span.start)
    last = max(source.row(edit.span.end) for edit in edits)
    starts = source.line_starts
    begin, end = starts[first - 1], starts[last] if last < len(starts) else len(source.text)
    outside = len(source.text) - end
    text = apply(source.text, edits)
    before = _lines(source.text[begin:end])
    after = _lines(text[begin : len(text) - outside])
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, stop, new_start, new_stop in matcher.get_opcodes():
        if tag == "equal":
            yield from (f" {line}" for line in before[start:stop])
            continue
        yield from (f"-{line}" for line in before[start:stop])
        yield from (f"+{line}" for line in after[new_start:new_stop])


def _lines(text: str) -> list[str]:
    lines = re.split(r"\r\n|\r|\n", text)
    return lines if lines[-1] else lines[:-1]
