"""Which of several alternatives certainly meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

First = TypeVar("First")
Second = TypeVar("Second")


def clash_of(
    firsts: Sequence[First], seconds: Sequence[Second], rejects: Callable[[First, Second], bool]
) -> tuple[First, Second] | None:
    """The first of the pairs of `clashes_of`."""
    return next(clashes_of(firsts, seconds, rejects), None)


def clashes_of(
    firsts: Sequence[First], seconds: Sequence[Second], rejects: Callable[[First, Second], bool]
) -> Iterator[tuple[First, Second]]:
    """The pairs of which one rejects the other, and that certainly meet.

    Where there are several of both, a pair may never be sent: then every first has to reject the second, or the
    first every second.
    """
    for first in firsts:
        for second in seconds:
            if rejects(first, second) and (
                len(firsts) == 1
                or len(seconds) == 1
                or all(rejects(one, second) for one in firsts)
                or all(rejects(first, one) for one in seconds)
            ):
                yield first, second
