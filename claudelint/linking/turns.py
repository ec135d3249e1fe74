"""How a loop goes: how many turns it takes, where it is left early, and what runs one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.linking.names import Names
from claudelint.linking.surroundings import LOOPS
from claudelint.linking.terms import Term
from claudelint.linking.value_kinds import Known
from claudelint.linking.values import Values
from claudelint.reading.module import (
    Attr,
    CallOf,
    Comprehension,
    Const,
    Expr,
    Item,
    Map,
    Module,
    Opaque,
    Param,
    Seq,
    Star,
    Statement,
)

# callables that hand on the items of their first argument, and methods that hand on those of a dict
_SAME_LENGTH = frozenset(
    {"builtins.enumerate", "builtins.sorted", "builtins.reversed", "builtins.list", "builtins.tuple",
     "builtins.iter", "tqdm.tqdm", "tqdm.auto.tqdm", "rich.progress.track"}
)  # fmt: skip
_DICT_VIEWS = frozenset({"items", "keys", "values"})
# a pause as long as a cache lives, in seconds
_LONG_PAUSE = 240
_DEEPEST = 6
# a loop of so few turns that is left early asks again, it does not go on
_FEW_TURNS = 6


@dataclass(frozen=True)
class Exit:
    """A way out of a loop: `conditions` decide it, `after_failure` when it stands in a handler."""

    statement: int
    conditions: tuple[Expr, ...]
    after_failure: bool


def within(module: Module, statement: int, ancestor: int) -> bool:
    """Whether a statement is another one or stands in it."""
    while statement >= 0:
        if statement == ancestor:
            return True
        statement = module.statements[statement].parent
    return False


def exits_of(module: Module, loop: int) -> Iterator[Exit]:
    """Every `break` and `return` that leaves a loop."""
    return _ways_out(module, loop, ("break", "return"))


def skips_of(module: Module, loop: int) -> Iterator[Exit]:
    """Every `continue` that ends a turn of a loop."""
    return _ways_out(module, loop, ("continue",))


def _ways_out(module: Module, loop: int, kinds: tuple[str, ...]) -> Iterator[Exit]:
    for index, statement in enumerate(module.statements):
        if statement.kind not in kinds or not within(module, statement.parent, loop):
            continue
        conditions: list[Expr] = []
        after_failure = False
        inner = index
        leaves = True
        while inner != loop:
            outer = module.statements[inner].parent
            around = module.statements[outer]
            if outer != loop and around.kind in LOOPS and statement.kind != "return":
                leaves = False
                break
            if outer == loop and module.statements[inner].branch == "orelse":
                leaves = False
                break
            if around.kind in ("if", "match", "case"):
                conditions.extend(around.expressions or (Opaque(0, 0, "pattern"),))
            after_failure = after_failure or around.kind == "except"
            inner = outer
        if leaves:
            yield Exit(index, tuple(conditions), after_failure)


def ends_at_success(module: Module, loop: int) -> bool:
    """Whether nothing but a failure begins another turn: such a loop tries again, it does not go on."""
    return any(not one.conditions and not one.after_failure for one in exits_of(module, loop))


def goes_on(names: Names, module: Module, loop: int) -> bool:
    """Whether a loop takes another turn after a success."""
    if ends_at_success(module, loop):
        return False
    most = most_turns(names, module, loop)
    if most is not None and most < 2:
        return False
    left_early = any(not one.after_failure for one in exits_of(module, loop))
    return not (left_early and most is not None and most <= _FEW_TURNS)


def most_turns(names: Names, module: Module, loop: int) -> int | None:
    """How many turns a loop takes at most, when its iterable tells."""
    statement = module.statements[loop]
    if statement.kind == "while" or not statement.expressions:
        return None
    return length_at_most(names, Term(module, statement.expressions[0]))


def length_at_most(names: Names, term: Term, depth: int = 0) -> int | None:
    """How many items an iterable has at most: displays, ranges, slices, and what hands their items on.

    A parameter has as many as the longest that is passed for it, where every call in sight passes such a one.
    """
    lengths = [_length(names, origin, depth) for origin in names.origins(term)] if depth < _DEEPEST else []
    known = [length for length in lengths if length is not None]
    return max(known) if known and len(known) == len(lengths) else None


def _length(names: Names, origin: Term, depth: int) -> int | None:
    expr = origin.expr
    if isinstance(expr, Seq):
        return None if any(isinstance(item, Star) for item in expr.items) else len(expr.items)
    if isinstance(expr, Map):
        return None if any(entry.key is None for entry in expr.entries) else len(expr.entries)
    if isinstance(expr, Item) and isinstance(expr.index, Opaque) and expr.index.kind == "slice":
        return _slice(names, origin, expr, depth)
    if isinstance(expr, Comprehension):
        return _comprehension(names, origin, expr, depth)
    if isinstance(expr, Param):
        return _parameter(names, origin, expr, depth)
    if not isinstance(expr, CallOf):
        return None
    call = origin.module.calls[expr.call]
    values = [argument.value for argument in call.arguments if argument.name is None and not argument.star]
    if isinstance(call.function, Attr) and call.function.name in _DICT_VIEWS and not values:
        return length_at_most(names, origin.at(call.function.value), depth + 1)
    name = names.call_name(origin.module, call, origin.context)
    if name == "builtins.range":
        return _range(names, origin, values)
    if name in _SAME_LENGTH and values:
        return length_at_most(names, origin.at(values[0]), depth + 1)
    if name == "builtins.zip":
        lengths = [length_at_most(names, origin.at(value), depth + 1) for value in values]
        return min((length for length in lengths if length is not None), default=None)
    return None


def _comprehension(names: Names, origin: Term, expr: Comprehension, depth: int) -> int | None:
    """As many as what it runs over, less what its conditions leave out; unknown for one within another `for`."""
    statements = origin.module.statements
    first = statements[expr.statement]
    if any(
        one.parent == expr.statement and (one.start, one.end) == (first.start, first.end)
        for one in statements
    ):
        return None
    return length_at_most(names, origin.at(first.expressions[0]), depth + 1)


def _parameter(names: Names, origin: Term, expr: Param, depth: int) -> int | None:
    given = names.callers.given_for(origin.module, expr.scope, expr.name)
    if not given.by_all:
        return None
    lengths = [length_at_most(names, one, depth + 1) for one in given.terms]
    known = [length for length in lengths if length is not None]
    return max(known) if known and len(known) == len(lengths) else None


def _slice(names: Names, origin: Term, expr: Item, depth: int) -> int | None:
    whole = length_at_most(names, origin.at(expr.value), depth + 1)
    bounds = slice_bounds(expr.index)
    if bounds is None or bounds[1] is None:
        return whole
    first, last = (None if one is None else _number(names, origin.at(one)) for one in bounds)
    if last is not None:
        stop = last - (first or 0)
        if stop > 0:
            return stop if whole is None else min(stop, whole)
    return whole


def slice_bounds(index: Expr) -> tuple[Expr | None, Expr | None] | None:
    """Where a slice starts and stops, each None where it is left out; None for what is no slice."""
    if not isinstance(index, Opaque) or index.kind != "slice":
        return None
    if len(index.parts) != 1:
        return (index.parts[0], index.parts[1]) if index.parts else (None, None)
    # `[:n]` ends with its bound, `[n:]` does not
    (bound,) = index.parts
    return (None, bound) if bound.end == index.end - 1 else (bound, None)


def _range(names: Names, origin: Term, values: list[Expr]) -> int | None:
    numbers: list[int] = []
    for value in values:
        number = _number(names, origin.at(value))
        if number is None:
            return None
        numbers.append(number)
    return len(range(*numbers[:3])) if 0 < len(numbers) <= 3 and 0 not in numbers[2:] else None


def _number(names: Names, term: Term) -> int | None:
    """The one whole number that an expression is, such as an option's default."""
    constants = [one.expr.value for one in names.origins(term) if isinstance(one.expr, Const)]
    return constants[0] if len(constants) == 1 and type(constants[0]) is int else None


def pauses(names: Names, values: Values, module: Module, loop: int) -> bool:
    """Whether a turn of a loop may sleep about as long as a cache lives."""
    for call in module.calls:
        if names.call_name(module, call) not in ("time.sleep", "asyncio.sleep", "anyio.sleep"):
            continue
        if not within(module, call.statement, loop) or not call.arguments:
            continue
        length = values.of(Term(module, call.arguments[0].value))
        numbers = [one.value for one in length.alternatives() if isinstance(one, Known)]
        if not numbers or not all(isinstance(one, (int, float)) and one < _LONG_PAUSE for one in numbers):
            return True
    return False


def run_in_sequence(module: Module, first: int, second: int) -> bool:
    """Whether two calls stand in one straight line of statements, so that both are made."""
    one, other = sorted((module.calls[first], module.calls[second]), key=lambda call: call.start)
    if one.scope != other.scope:
        return False
    before, after = module.statements[one.statement], module.statements[other.statement]
    if before is after:
        return True
    return before.kind != "return" and (before.parent, before.branch) == (after.parent, after.branch)


def exclude_each_other(module: Module, first: int, second: int) -> bool:
    """Whether two calls stand on different branches of one decision, so that only one of them is made."""
    chains = [_branches(module, module.calls[index].statement) for index in (first, second)]
    return any(
        statement in chains[1] and chains[1][statement] != branch for statement, branch in chains[0].items()
    )


def _branches(module: Module, statement: int) -> dict[int, tuple[str, int]]:
    """The decisions around a statement and the branch of each that it stands in."""
    found: dict[int, tuple[str, int]] = {}
    while statement >= 0:
        inner: Statement = module.statements[statement]
        if inner.parent >= 0 and module.statements[inner.parent].kind in ("if", "match"):
            case = statement if module.statements[inner.parent].kind == "match" else -1
            found[inner.parent] = (inner.branch, case)
        statement = inner.parent
    return found
