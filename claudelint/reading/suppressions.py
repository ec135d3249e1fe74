"""The comments that ask for silence, as they stand in a file."""

from __future__ import annotations

from collections.abc import Sequence

from claudelint.reading.keys import hidden
from claudelint.reading.module import Suppression
from claudelint.reading.positions import Places


def suppressions(places: Places, text: str, line_starts: Sequence[int]) -> list[Suppression]:
    """The comments of a file that may speak to claudelint, with their places."""
    found: list[Suppression] = []
    starts = frozenset(line_starts)
    for counted, comment in places.comments:
        lowered = comment.lower()
        if "claudelint" not in lowered and "noqa" not in lowered:
            continue
        start = places.offset(counted)
        before = start
        while before not in starts and text[before - 1] in " \t\f":
            before -= 1
        found.append(Suppression(start, start + len(comment), hidden(comment), before in starts))
    return found
