"""Turns of the assistant that are put together from the blocks of an answer and leave redacted thinking out.

A list is made of those blocks whose type passes a test, by a comprehension or block by block in a loop. Which types
pass is worked out from the tests; thinking that passes while redacted thinking does not is what is looked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.added_messages import added_messages, content_of, role_of
from claudelint.linking.block_types import passes
from claudelint.linking.growth import GROWING
from claudelint.linking.terms import Term
from claudelint.linking.turns import skips_of, within
from claudelint.reading.module import (
    Comprehension,
    Expr,
    Local,
    Module,
    Mutated,
)

if TYPE_CHECKING:
    from claudelint.linking.names import Names
    from claudelint.linking.request import Request

_MOST_STEPS = 200


@dataclass(frozen=True)
class DroppedThinking:
    """A turn that is sent back without redacted thinking: `turn` is its content, `test` what leaves blocks out."""

    module: Module
    turn: Span
    test: Span


def dropped_thinking(request: Request, kept: str, dropped: str) -> Iterator[DroppedThinking]:
    """The turns into which blocks of one type of the answer get, and blocks of another one do not."""
    names, seen = request.project.names, set[Span]()
    contents = list(_contents(request))
    for read in request.answer.reads:
        if read.part != "content" or read.kind != "iterated" or read.statement is None:
            continue
        module = read.module
        loop = request.project.answers.uses(module).statement_index(read.expr)
        for content in contents:
            if content.module is not module or content.span in seen:
                continue
            found = _Turn(names, module, loop).test_of(content.expr, kept, dropped)
            if found is not None:
                seen.add(content.span)
                yield DroppedThinking(module, content.span, found)


def _contents(request: Request) -> Iterator[Term]:
    """What stands as the content of the turns of the assistant that are kept."""
    names = request.project.names
    for kept in request.kept_lists:
        for message in added_messages(names, kept):
            content = content_of(message)
            if content is not None and role_of(message) != "user":
                yield message.at(content)


class _Turn:
    """A loop over the content of an answer, in which the content of a message may be put together."""

    def __init__(self, names: Names, module: Module, loop: int) -> None:
        self.names, self.module, self.loop = names, module, loop

    def test_of(self, content: Expr, kept: str, dropped: str) -> Span | None:
        """The test that keeps blocks of one type and leaves those of another one out; None where none does."""
        if self.module.statements[self.loop].kind == "comprehension":
            return self._of_comprehension(content, kept, dropped)
        return self._of_loop(content, kept, dropped)

    def _of_comprehension(self, content: Expr, kept: str, dropped: str) -> Span | None:
        origins = self.names.origins(Term(self.module, content))
        if not any(
            isinstance(one.expr, Comprehension)
            and one.module is self.module
            and one.expr.statement == self.loop
            for one in origins
        ):
            return None
        tests = self.module.statements[self.loop].expressions[1:-1]
        if not tests or not all(self._passes(one, kept) is True for one in tests):
            return None
        failing = next((one for one in tests if self._passes(one, dropped) is False), None)
        return None if failing is None else Span(self.module.path, failing.start, failing.end)

    def _of_loop(self, content: Expr, kept: str, dropped: str) -> Span | None:
        module = self.module
        added = [
            index
            for index in self._additions(content)
            if within(module, module.calls[index].statement, self.loop)
        ]
        if not added:
            return None
        verdicts = {index: (self._runs(index, kept), self._runs(index, dropped)) for index in added}
        if any(one[1] is not False for one in verdicts.values()):
            return None
        keeping = next((index for index, one in verdicts.items() if one[0] is True), None)
        if keeping is None:
            return None
        call = module.calls[keeping]
        return Span(module.path, call.start, call.end)

    def _additions(self, content: Expr) -> Iterator[int]:
        """The calls that add to a list of blocks."""
        pending, seen = [content], set[int]()
        while pending and len(seen) < _MOST_STEPS:
            expr = pending.pop()
            if isinstance(expr, Mutated):
                if expr.method in GROWING:
                    yield expr.call
                pending.append(expr.base)
            elif isinstance(expr, Local):
                new = [index for index in expr.definitions if index not in seen]
                seen.update(new)
                pending.extend(self.module.definitions[index].value for index in new)

    def _runs(self, call: int, kind: str) -> bool | None:
        """Whether a call in the loop is made for a block of a type."""
        module, statement = self.module, self.module.calls[call].statement
        verdict: bool | None = True
        while statement != self.loop:
            inner = module.statements[statement]
            outer = module.statements[inner.parent]
            if outer.kind == "if":
                found = self._passes(outer.expressions[0], kind)
                if inner.branch == "orelse":
                    found = None if found is None else not found
                if found is False:
                    return False
                verdict = None if found is None else verdict
            elif inner.parent != self.loop:
                verdict = None
            statement = inner.parent
        for skip in skips_of(module, self.loop):
            if module.statements[skip.statement].start > module.calls[call].start:
                continue
            passed = [self._passes(one, kind) for one in skip.conditions]
            if passed and all(one is True for one in passed):
                return False
            if not any(one is False for one in passed):
                verdict = None
        return verdict

    def _passes(self, test: Expr, kind: str) -> bool | None:
        return passes(self.names, self.module, self.loop, test, kind)
