"""What becomes of an object that a call makes: kept for the next time, handed to others, or closed."""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.linking.names import Names
from claudelint.linking.terms import Term
from claudelint.linking.uses import Uses
from claudelint.reading.module import (
    Attr,
    CallOf,
    Class,
    Comprehension,
    Expr,
    Function,
    Join,
    Map,
    Module,
    Seq,
    Updated,
)

_DECISIONS = frozenset({"if", "match", "case", "except"})
_CLOSING = frozenset({"close", "aclose", "__exit__", "__aexit__"})
# packages whose functions take a client and hand back what is used in its place
_TAKERS = ("anthropic.", "instructor.", "langsmith.", "builtins.print", "builtins.isinstance")


def is_decided(module: Module, statement: int) -> bool:
    """Whether a statement runs only under a condition, or not after an early return of its function."""
    own = module.statements[statement]
    current = statement
    while current >= 0:
        one = module.statements[current]
        if one.kind in _DECISIONS or one.branch in ("orelse", "handler"):
            return True
        current = one.parent
    return any(
        one.kind == "return" and one.scope == own.scope and one.start < own.start and one.parent >= 0
        for one in module.statements
    )


def is_kept_if_missing(module: Module, uses: Uses, call: int) -> bool:
    """Whether the value of a call is made only where there is none yet: `if self.client is None: ...`."""
    expr = uses.of_call.get(call)
    if expr is None:
        return False
    if isinstance(uses.parent(expr), Join):
        # `client = client or Anthropic()`
        return True
    statement = module.calls[call].statement
    if statement < 0 or not is_decided(module, statement):
        return False
    return outlives(module, uses, call) or _is_default(module, statement)


def outlives(module: Module, uses: Uses, call: int) -> bool:
    """Whether the value of a call is stored where it is found after its function has returned."""
    statement = module.calls[call].statement
    own = {index for index, one in enumerate(module.definitions) if one.statement == statement}
    if any(one.statement == statement and not one.changed for one in module.attributes):
        return True
    if any(
        index in uses.of_outer_scope or isinstance(module.definitions[index].value, Updated) for index in own
    ):
        return True
    return not own.isdisjoint(uses.stored)


def _is_default(module: Module, statement: int) -> bool:
    """Whether a statement sets a parameter of its function: `if client is None: client = Anthropic()`."""
    parameters = {one.name for one in module.scopes[module.statements[statement].scope].parameters}
    return any(one.name in parameters for one in module.definitions if one.statement == statement)


def is_handed_away(names: Names, module: Module, uses: Uses, call: int) -> bool:
    """Whether the value of a call goes into a container, or to something out of sight that may keep it."""
    expr: Expr | None = uses.of_call.get(call)
    if expr is None:
        return False
    statement = module.calls[call].statement
    if any(isinstance(one.value, Updated) and one.statement == statement for one in module.definitions):
        return True
    if any(isinstance(one.value, Updated) and one.statement == statement for one in module.attributes):
        return True
    return any(_takes(names, module, uses, one) for one in (expr, *_readings(module, uses, statement)))


def _readings(module: Module, uses: Uses, statement: int) -> Iterator[Expr]:
    """The readings of the variables that a statement sets."""
    for index, definition in enumerate(module.definitions):
        if definition.statement == statement:
            yield from uses.later_uses(index)


def _takes(names: Names, module: Module, uses: Uses, expr: Expr) -> bool:
    """Whether what stands around an expression may keep its value."""
    parent = uses.parent(expr)
    if isinstance(parent, (Comprehension, Seq, Map)):
        return not isinstance(parent, Seq) or parent.kind != "tuple"
    if not isinstance(parent, CallOf):
        return False
    function = module.calls[parent.call].function
    if function is expr:
        return False
    targets = names.origins(Term(module, function))
    if targets and all(isinstance(one.expr, (Function, Class)) for one in targets):
        return False
    name = names.call_name(module, module.calls[parent.call])
    return name is None or not name.startswith(_TAKERS)


def is_closed(module: Module, uses: Uses, call: int) -> bool:
    """Whether the function that makes an object closes it, or leaves it to a `with`."""
    for reading in _readings(module, uses, module.calls[call].statement):
        parent = uses.parent(reading)
        if isinstance(parent, Attr) and parent.name in _CLOSING:
            return True
        statement = uses.statement(reading)
        if statement is not None and statement.kind == "with" and parent is None:
            return True
    return False
