"""Unified diffs of what the fixes change."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from claudelint.reading.keys import hidden
from claudelint.reporting.style import Style
from claudelint.running.outcome import Change

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_NO_NEWLINE = "\\ No newline at end of file\n"


def diff(changes: Sequence[Change], color: bool = False) -> Iterator[str]:
    """The changes as one patch, which `patch -p0` applies unless a key stands in it: keys are not printed."""
    style = Style(color)
    for change in changes:
        before, after = split_lines(hidden(change.before.text)), split_lines(hidden(change.text))
        path = change.before.path
        lines = difflib.unified_diff(before, after, path, path)
        for number, line in enumerate(lines):
            yield style.bold(line.rstrip()) + "\n" if number < 2 else _shown(line, style)


def split_lines(text: str) -> list[str]:
    """The lines of a text with their newlines, split where Python splits source code."""
    return _LINE.findall(text)


def _shown(line: str, style: Style) -> str:
    body = line.rstrip("\r\n")
    newline = line[len(body) :]
    if line.startswith("@@"):
        body = style.accent(body)
    elif line.startswith("+"):
        body = style.added(body)
    elif line.startswith("-"):
        body = style.removed(body)
    return body + newline if newline else f"{body}\n{_NO_NEWLINE}"
