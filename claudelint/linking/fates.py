"""What is done with the value of a call in the function that made it, before anything of it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.linking.names import Names
from claudelint.linking.uses import Uses
from claudelint.reading.children import children
from claudelint.reading.module import (
    Attr,
    Await,
    Binary,
    CallOf,
    Comprehension,
    Enter,
    Expr,
    Item,
    Join,
    Module,
    Part,
    Ref,
    Star,
    Text,
    Unary,
)

# built-in functions that only look at what they are given, and those that take the items out of it
_SHOWING = frozenset({"builtins.print", "builtins.str", "builtins.repr", "builtins.bool"})
_ITERATING = frozenset(
    {"builtins.list", "builtins.tuple", "builtins.set", "builtins.sorted", "builtins.enumerate", "builtins.sum",
     "builtins.iter", "builtins.next", "builtins.any", "builtins.all"}
)  # fmt: skip
_TESTING = frozenset({"if", "while", "assert", "match", "case"})


@dataclass(frozen=True)
class Fate:
    """One thing that is done with a value; `expr` is what holds it there, `statement` is where.

    `kind` is: dropped (a statement of its own), awaited, attribute (`name` is which), item, iterated, entered
    (by `with`), called, operated, tested, shown, or handed (returned, yielded, stored, passed on, so that
    anything may be done with it elsewhere). `is_async` is whether it is iterated or entered by `async`.
    """

    kind: str
    expr: Expr
    statement: int
    name: str = ""
    is_async: bool = False


def fates_of(names: Names, module: Module, uses: Uses, value: Expr) -> Iterator[Fate]:
    """Everything that is done with a value; nothing where it is assigned and never used."""
    pending, seen = [value], set[int]()
    while pending:
        expr = pending.pop()
        if id(expr) in seen:
            continue
        seen.add(id(expr))
        for index in uses.defined_by.get(id(expr), ()):
            pending.extend(uses.later_uses(index))
            definition = module.definitions[index]
            if module.statements[definition.statement].scope == 0 and _is_read_in_functions(
                module, definition.name
            ):
                yield Fate("handed", expr, definition.statement)
        parent = uses.parent(expr)
        if isinstance(parent, Join) and parent.test is not expr:
            pending.append(parent)
        elif parent is None:
            yield from _at_statement(module, uses, expr)
        else:
            yield _within(names, module, uses, expr, parent)


def _is_read_in_functions(module: Module, name: str) -> bool:
    """Whether functions read a name of the module, when nobody can say what it holds by then."""
    pending = [one for statement in module.statements if statement.scope > 0 for one in statement.expressions]
    seen: set[int] = set()
    while pending:
        expr = pending.pop()
        if id(expr) in seen:
            continue
        seen.add(id(expr))
        if isinstance(expr, Ref) and expr.name == name:
            return True
        pending.extend(children(module, expr))
    return False


def _at_statement(module: Module, uses: Uses, expr: Expr) -> Iterator[Fate]:
    """What the statement does with a value that is one of its own expressions."""
    index = uses.statement_index(expr)
    if index < 0:
        return
    statement = module.statements[index]
    values = [module.definitions[one].value for one in statement.definitions]
    if statement.kind == "expression":
        yield Fate("dropped", expr, index)
    elif statement.kind in _TESTING:
        yield Fate("tested", expr, index)
    elif statement.kind in ("for", "comprehension"):
        is_iterable = bool(statement.expressions) and statement.expressions[0] is expr
        yield Fate("iterated" if is_iterable else "tested", expr, index, is_async=statement.is_async)
    elif statement.kind == "with":
        yield Fate("entered", expr, index, is_async=statement.is_async)
    elif any(isinstance(one, Part) and one.value is expr for one in values):
        yield Fate("iterated", expr, index)
    elif any(binding.value is expr for binding in module.attributes) or not uses.defined_by.get(id(expr)):
        yield Fate("handed", expr, index)


def _within(names: Names, module: Module, uses: Uses, expr: Expr, parent: Expr) -> Fate:
    """What the expression around a value does with it."""
    index = uses.statement_index(expr)
    if isinstance(parent, Await):
        return Fate("awaited", expr, index)
    if isinstance(parent, Attr):
        return Fate("attribute", expr, index, parent.name)
    if isinstance(parent, Item) and parent.value is expr:
        return Fate("item", expr, index)
    if isinstance(parent, (Join, Unary)):
        return Fate("tested", expr, index)
    if isinstance(parent, Binary):
        return Fate("operated", expr, index)
    if isinstance(parent, Text):
        return Fate("shown", expr, index)
    if isinstance(parent, Enter):
        return Fate("entered", expr, index, is_async=module.statements[index].is_async)
    if isinstance(parent, CallOf):
        call = module.calls[parent.call]
        if call.function is expr:
            return Fate("called", expr, index)
        name = names.call_name(module, call)
        if name in _SHOWING:
            return Fate("shown", expr, index)
        if name in _ITERATING:
            return Fate("iterated", expr, index)
    if isinstance(parent, Star):
        return Fate("iterated", expr, index)
    return Fate("handed", expr, index)


def stands_in_comprehension(module: Module, uses: Uses, expr: Expr, kind: str = "") -> bool:
    """Whether an expression is worked out once for every item by a comprehension, or one of a kind."""
    current, parent = expr, uses.parent(expr)
    while parent is not None:
        if isinstance(parent, Comprehension) and parent.kind in (kind or parent.kind):
            return True
        current, parent = parent, uses.parent(parent)
    index = uses.statement_index(current)
    # a condition of a comprehension does not tell of which kind it is
    return (
        index >= 0 and module.statements[index].kind == "comprehension" and _is_condition(module, index, expr)
    )


def _is_condition(module: Module, statement: int, expr: Expr) -> bool:
    iterable = module.statements[statement].expressions[0]
    return not iterable.start <= expr.start < iterable.end
