"""How a program goes different ways by why an answer ended, and for which reasons it has no way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.turns import within
from claudelint.reading.module import Binary, CallOf, Const, Expr, Local, Module, Seq, Statement, Text, Unary

if TYPE_CHECKING:
    from claudelint.linking.names import Names
    from claudelint.linking.request import Request
    from claudelint.linking.uses import Uses

_EQUAL = frozenset({"==", "in", "is"})
_MOST_CALLERS = 64


@dataclass(frozen=True)
class StopBranches:
    """Branches for some stop reasons, with nothing for the others.

    `place` is the first decision; `reasons` those that have a branch, in order; `loops` when the others begin the
    loop around the request again.
    """

    module: Module
    place: Span
    reasons: tuple[str, ...]
    loops: bool


def stop_branches(request: Request) -> Iterator[StopBranches]:
    """The branches by the stop reason of an answer, when the end of a turn has one and the rest has no default.

    The callers of one wrapper are judged each by itself; functions of which one calls the other only together, so
    that nothing is said of them.
    """
    if request.asks_why_it_ended is not True:
        return
    found: dict[tuple[str, int], list[tuple[Uses, Expr]]] = {}
    for uses, expr in _asked(request):
        statement = uses.statement(expr)
        found.setdefault((uses.module.path, -1 if statement is None else statement.scope), []).append(
            (uses, expr)
        )
    above = {place: _callers_above(request, asked[0][0].module, place[1]) for place, asked in found.items()}
    for place, asked in found.items():
        if not any(place in above[other] or other in above[place] for other in found if other != place):
            branches = _branches_of(request, asked)
            if branches is not None:
                yield branches


def _callers_above(request: Request, module: Module, scope: int) -> set[tuple[str, int]]:
    """The functions that call a function, themselves or through others."""
    seen = {(module.path, scope)}
    pending = [(module, scope)]
    while pending and len(seen) < _MOST_CALLERS:
        for caller, call in request.project.graph.callers(*pending.pop()):
            place = (caller.path, caller.calls[call].scope)
            if place not in seen:
                seen.add(place)
                pending.append((caller, place[1]))
    return seen


def _branches_of(request: Request, found: list[tuple[Uses, Expr]]) -> StopBranches | None:
    """The branches of one function."""
    uses = found[0][0]
    module = uses.module
    tests = [
        _Test.of(uses, expr) for _, expr in found if not _is_only_told(request.project.names, uses, expr)
    ]
    known = [one for one in tests if one is not None]
    if len(known) != len(tests):
        return None
    reasons = tuple(dict.fromkeys(reason for one in known for reason in one.reasons))
    if "end_turn" not in reasons or len(reasons) < 2:
        return None
    known.sort(key=lambda one: module.statements[one.statement].start)
    last = known[-1].statement
    statements = {one.statement for one in known}
    if any(_has_default(module, one, statements) for one in statements) or _goes_on(module, last, statements):
        return None
    first = module.statements[known[0].statement]
    return StopBranches(
        module, Span(module.path, first.start, first.header_end), reasons, _is_in_loop(request, module, last)
    )


@dataclass(frozen=True)
class _Test:
    """A statement that goes a way of its own for some reasons."""

    statement: int
    reasons: tuple[str, ...]

    @staticmethod
    def of(uses: Uses, expr: Expr) -> _Test | None:
        """The decision that an expression is the subject of; None when it is used in another way."""
        index = uses.statement_index(expr)
        if index < 0:
            return None
        statement, around = uses.module.statements[index], uses.parent(expr)
        if statement.kind == "match" and around is None:
            cases = [one for one in uses.module.statements if one.parent == index and one.kind == "case"]
            if any(not one.expressions for one in cases):
                return None
            return _Test(index, tuple(reason for one in cases for reason in _texts(one.expressions)))
        if statement.kind != "if" or not isinstance(around, Binary) or around.operator not in _EQUAL:
            return None
        if around.left is not expr or isinstance(uses.parent(around), Unary):
            return None
        reasons = tuple(_texts((around.right,)))
        return _Test(index, reasons) if reasons else None


def _texts(exprs: tuple[Expr, ...]) -> Iterator[str]:
    for expr in exprs:
        if isinstance(expr, Const) and isinstance(expr.value, str):
            yield expr.value
        elif isinstance(expr, Seq):
            yield from _texts(expr.items)


def _asked(request: Request) -> Iterator[tuple[Uses, Expr]]:
    """Every reading of the stop reason, also by a name that it was given."""
    for read in request.answer.reads:
        if read.kind != "attribute" or read.part != "response" or read.detail != "stop_reason":
            continue
        uses = request.project.answers.uses(read.module)
        definitions = uses.defined_by.get(id(read.expr), ())
        if not definitions:
            yield uses, read.expr
        for definition in definitions:
            yield from ((uses, use) for use in uses.later_uses(definition) if isinstance(use, Local))


def _is_only_told(names: Names, uses: Uses, expr: Expr) -> bool:
    """Whether the reason is only written into a text, or printed, for somebody to read."""
    around = uses.parent(expr)
    if isinstance(around, Text):
        return True
    if not isinstance(around, CallOf):
        return False
    return names.call_name(uses.module, uses.module.calls[around.call]) == "builtins.print"


def _has_default(module: Module, decision: int, decisions: set[int]) -> bool:
    """Whether a decision has an `else` that is not another one of them."""
    other = [
        index
        for index, one in enumerate(module.statements)
        if one.parent == decision and one.branch == "orelse"
    ]
    return bool(other) and not (len(other) == 1 and other[0] in decisions)


def _goes_on(module: Module, last: int, decisions: set[int]) -> bool:
    """Whether something stands behind the last decision that is done for every other reason."""
    top = last
    while module.statements[top].parent in decisions and module.statements[top].branch == "orelse":
        top = module.statements[top].parent
    own: Statement = module.statements[top]
    return any(
        one.scope == own.scope
        and one.start >= own.end
        and (one.parent, one.branch) == (own.parent, own.branch)
        for one in module.statements
    )


def _is_in_loop(request: Request, module: Module, decision: int) -> bool:
    """Whether what follows on no branch is the next request."""
    return request.module is module and any(
        module.statements[index].kind in ("for", "while") and within(module, decision, index)
        for index in request.surroundings.enclosing
    )
