"""What decides whether a statement runs: the tests around it, those that may leave before it, and checks that raise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from claudelint.linking.names import Names
from claudelint.linking.terms import Context, Term
from claudelint.reading.module import Await, CallOf, Module, Statement

_TESTS = frozenset({"if", "while"})
_LEAVES = frozenset({"return", "raise", "continue", "break"})
# a check that calls a check that calls a check
_DEEPEST = 2
# the statements of each block, by its function, the statement around it and the branch of that
_Blocks = dict[tuple[int, int, str], list[int]]


class Guards:
    """Finds what decides whether statements of one project run."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._blocks: dict[int, _Blocks] = {}

    def of(self, module: Module, statement: int, context: Context | None) -> Iterator[Term]:
        """The conditions on which a statement runs: those of its function, and those of the checks it calls before."""
        yield from self._tests(module, statement, context)
        for check in self.checks_before(module, statement):
            yield from self._raising(Term(module, check, context), 0)

    def checks_before(self, module: Module, statement: int) -> Iterator[CallOf]:
        """The calls before a statement whose results nobody takes, in its block and the blocks around it."""
        for earlier in self._before(module, statement):
            call = _whole_call(module.statements[earlier])
            if call is not None:
                yield call

    def _tests(self, module: Module, statement: int, context: Context | None) -> Iterator[Term]:
        for one in _outwards(module, statement):
            inner = module.statements[one]
            outer = module.statements[inner.parent] if inner.parent >= 0 else None
            if outer is not None and outer.kind in _TESTS and inner.branch in ("body", "orelse"):
                yield Term(module, outer.expressions[0], context)
        for earlier in self._before(module, statement):
            if self._may_leave(module, earlier):
                yield Term(module, module.statements[earlier].expressions[0], context)

    def _before(self, module: Module, statement: int) -> Iterator[int]:
        """The statements that run before one, in its block and the blocks around it."""
        blocks = self._blocks_of(module)
        for one in _outwards(module, statement):
            inner = module.statements[one]
            for earlier in blocks.get((inner.scope, inner.parent, inner.branch), ()):
                if module.statements[earlier].start < inner.start:
                    yield earlier

    def _may_leave(self, module: Module, index: int) -> bool:
        """Whether a statement is a test that may end the block it stands in."""
        statement = module.statements[index]
        if statement.kind != "if":
            return statement.kind == "assert" and bool(statement.expressions)
        blocks = self._blocks_of(module)
        return any(
            module.statements[one].kind in _LEAVES
            for branch in ("body", "orelse")
            for one in blocks.get((statement.scope, index, branch), ())
        )

    def _raising(self, check: Term, depth: int) -> Iterator[Term]:
        """The tests in a function of the project that decide whether it raises."""
        for (module, scope), context in self.names.called(check):
            for index, statement in enumerate(module.statements):
                if statement.scope != scope:
                    continue
                if statement.kind == "raise":
                    yield from self._tests(module, index, context)
                inner = _whole_call(statement) if depth < _DEEPEST else None
                if inner is not None:
                    yield from self._raising(Term(module, inner, context), depth + 1)

    def _blocks_of(self, module: Module) -> _Blocks:
        known = self._blocks.get(id(module))
        if known is None:
            known = self._blocks[id(module)] = defaultdict(list)
            self.names.keep(module)
            for index, statement in enumerate(module.statements):
                known[statement.scope, statement.parent, statement.branch].append(index)
        return known


def _outwards(module: Module, statement: int) -> Iterator[int]:
    """A statement and those around it in its function, innermost first."""
    while statement >= 0:
        yield statement
        statement = module.statements[statement].parent


def _whole_call(statement: Statement) -> CallOf | None:
    """The call that a statement consists of."""
    if statement.kind != "expression" or not statement.expressions:
        return None
    value = statement.expressions[0]
    value = value.value if isinstance(value, Await) else value
    return value if isinstance(value, CallOf) else None
