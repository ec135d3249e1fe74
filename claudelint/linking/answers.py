"""What becomes of a response: its reads, through variables, returns and the project's functions."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from claudelint.findings import Span
from claudelint.linking.calls import CallGraph
from claudelint.linking.names import Names
from claudelint.linking.uses import Uses
from claudelint.reading.module import (
    Expr,
    Module,
    Statement,
)


class Read(msgspec.Struct, frozen=True):
    """One thing that is done with a response or a part of it.

    `part` is what is read: "response", "content", "block" (taken by position), "element" (met in a loop over
    the content), "elements" (some of them), "text" or "texts", "match" (of a pattern in a text) or "matches".
    `kind` says what is done:
    positional, attribute, compared, printed, returned, yielded, parsed, converted, looked_up, collected, iterated,
    type_tested, tested, passed, stored, appended_back (as a turn of the assistant).
    """

    kind: str
    part: str
    module: Module
    span: Span
    expr: Expr
    statement: Statement | None
    detail: str | int | None = None
    literals: tuple[str | int | float | bool, ...] = ()


@dataclass(frozen=True)
class Answer:
    """All reads of a response; `complete` is false when it was handed to code that is not in sight."""

    reads: tuple[Read, ...]
    complete: bool

    def of_kind(self, *kinds: str) -> list[Read]:
        """The reads of these kinds, in the order in which they were found."""
        return [read for read in self.reads if read.kind in kinds]


class Answers:
    """Follows responses; one index of uses for each module."""

    def __init__(self, names: Names, graph: CallGraph) -> None:
        self.names = names
        self.graph = graph
        self._uses: dict[str, Uses] = {}
        self._known: dict[tuple[str, int], Answer] = {}

    def uses(self, module: Module) -> Uses:
        """The index of a module."""
        found = self._uses.get(module.path)
        if found is None or found.module is not module:
            found = self._uses[module.path] = Uses(module)
        return found

    def of_call(self, module: Module, call: int) -> Answer:
        """What becomes of the value of a call."""
        key = (module.path, call)
        known = self._known.get(key)
        if known is None:
            from claudelint.linking.following import Following

            following = Following(self)
            following.start(module, call)
            known = self._known[key] = Answer(tuple(following.reads), following.complete)
        return known

    def of_part(self, module: Module, expr: Expr, part: str) -> Answer:
        """What becomes of an expression that is taken for a part of a response, such as a text in it."""
        from claudelint.linking.following import Following

        following = Following(self)
        following.start_at(module, expr, part)
        return Answer(tuple(following.reads), following.complete)
