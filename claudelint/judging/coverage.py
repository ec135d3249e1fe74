"""Which findings a suppression comment covers, by where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claudelint.findings import Span
from claudelint.reading.module import Call, Module, Statement, Suppression
from claudelint.reading.source import Source

# forms that are kept as statements though they are expressions
_PSEUDO = frozenset({"comprehension", "lambda"})


@dataclass(frozen=True, slots=True)
class Region:
    """A range of positions in which a finding has to start."""

    start: int
    end: int

    def holds(self, position: int) -> bool:
        """Whether the position lies inside."""
        return self.start <= position < self.end


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one comment covers: findings that start in a region, or whose innermost call is one of these."""

    regions: tuple[Region, ...]
    calls: frozenset[tuple[int, int]] = frozenset()

    def holds(self, span: Span, places: Places) -> bool:
        """Whether a finding at the span is covered."""
        if any(region.holds(span.start) for region in self.regions):
            return True
        return bool(self.calls) and places.innermost_call(span.start, span.end) in self.calls


class Places:
    """The calls and statements of a module, as the comments in it see them."""

    def __init__(self, module: Module, source: Source) -> None:
        self._source = source
        self._calls = module.calls
        self._statements = [statement for statement in module.statements if statement.kind not in _PSEUDO]
        self._innermost: dict[tuple[int, int], tuple[int, int] | None] = {}

    def coverage(self, comment: Suppression) -> Coverage:
        """What a comment that is not about the whole file covers."""
        return self._below(comment) if comment.own_line else self._beside(comment)

    def innermost_call(self, start: int, end: int) -> tuple[int, int] | None:
        """The smallest call around a range, as its start and end."""
        place = (start, end)
        if place not in self._innermost:
            self._innermost[place] = self._find_innermost(start, end)
        return self._innermost[place]

    def _find_innermost(self, start: int, end: int) -> tuple[int, int] | None:
        around = ((call.start, call.end) for call in self._calls if call.start <= start and end <= call.end)
        return min(around, key=lambda call: call[1] - call[0], default=None)

    def _beside(self, comment: Suppression) -> Coverage:
        """A comment behind code: the innermost calls with a token on the line, else the statement there.

        What starts on the line is covered in any case. Of a call that encloses another one of the line,
        only what is not part of a further call is covered, so that a comment on one of several calls in a
        list or in `gather(...)` leaves the others alone.
        """
        row = self._source.row(comment.start)
        line = Region(self._source.line_starts[row - 1], comment.start)
        code = [
            line.start + column
            for column, char in enumerate(self._source.text[line.start : line.end])
            if not char.isspace()
        ]
        owners = list(_owners(code, self._calls))
        regions = [line]
        innermost = [
            call for call in owners if not any(other is not call and _within(other, call) for other in owners)
        ]
        regions += [Region(call.start, call.end) for call in innermost]
        if not owners or self._ends_header(code):
            regions += self._statement_at(code[-1] if code else comment.start)
        return Coverage(tuple(regions), frozenset((call.start, call.end) for call in owners))

    def _ends_header(self, code: list[int]) -> bool:
        """Whether the line ends with the colon of a compound statement's header."""
        return bool(code) and any(
            statement.header_end == code[-1] + 1 and statement.header_end < statement.end
            for statement in self._statements
        )

    def _below(self, comment: Suppression) -> Coverage:
        """A comment alone on its line: the next statement, or what it stands inside of."""
        around = self.innermost_call(comment.start, comment.end)
        if around is not None:
            return Coverage((Region(*around),))
        inside = self._statement_at(comment.start)
        if inside:
            return Coverage(tuple(inside))
        after = [statement for statement in self._statements if statement.start >= comment.end]
        following = min(after, key=lambda statement: statement.start, default=None)
        if following is None:
            return Coverage(())
        return Coverage((Region(comment.end, _header(following).end),))

    def _statement_at(self, position: int) -> list[Region]:
        """The simple statement or compound header around a position, the innermost one."""
        around = [region for region in map(_header, self._statements) if region.holds(position)]
        return sorted(around, key=lambda region: region.end - region.start)[:1]


def _owners(code: Iterable[int], calls: Iterable[Call]) -> Iterator[Call]:
    """The calls that are innermost for one of the positions, the smallest ones first."""
    left = set(code)
    if not left:
        return
    first, last = min(left), max(left)
    touched = [call for call in calls if call.start <= last and first < call.end]
    for call in sorted(touched, key=lambda call: (call.end - call.start, call.start)):
        own = {position for position in left if call.start <= position < call.end}
        if own:
            left -= own
            yield call


def _within(inner: Call, outer: Call) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _header(statement: Statement) -> Region:
    return Region(statement.start, max(statement.header_end, statement.start + 1))
