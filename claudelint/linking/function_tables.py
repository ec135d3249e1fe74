"""Loops that go through a table of functions and call each of them once."""

from __future__ import annotations

from claudelint.reading.children import children
from claudelint.reading.module import (
    Call,
    Expr,
    Function,
    Item,
    Lambda,
    Local,
    Map,
    Module,
    Ref,
    Seq,
    Statement,
)


def calls_each_of_a_table(module: Module, loop: Statement, call: Call) -> bool:
    """Whether a call in a loop is of the function of the turn, so that no function is called twice.

    That is where the loop runs over a display of functions, or its keys, and calls its item, or what stands there.
    """
    function, own = call.function, frozenset(loop.definitions)
    if not loop.expressions:
        return False
    if isinstance(function, Local) and not own.isdisjoint(function.definitions):
        return any(_holds_functions(module, one) for one in _names_in(module, loop.expressions[0]))
    if not isinstance(function, Item) or not isinstance(function.index, Local):
        return False
    table = function.value
    if own.isdisjoint(function.index.definitions) or not isinstance(table, (Local, Ref)):
        return False
    named = any(one.name == table.name for one in _names_in(module, loop.expressions[0]))
    return named and _holds_functions(module, table)


def _names_in(module: Module, expr: Expr) -> list[Local | Ref]:
    found: list[Local | Ref] = []
    pending = [expr]
    while pending:
        one = pending.pop()
        if isinstance(one, (Local, Ref)):
            found.append(one)
        pending.extend(children(module, one))
    return found


def _holds_functions(module: Module, name: Local | Ref) -> bool:
    """Whether a name stands for a display of nothing but functions."""
    values = _values_of(module, name)
    return bool(values) and all(isinstance(one, (Map, Seq)) and _are_functions(module, one) for one in values)


def _are_functions(module: Module, display: Map | Seq) -> bool:
    held = [one.value for one in display.entries] if isinstance(display, Map) else list(display.items)
    return bool(held) and all(_is_function(module, one) for one in held)


def _is_function(module: Module, expr: Expr) -> bool:
    if isinstance(expr, (Function, Lambda)):
        return True
    values = _values_of(module, expr) if isinstance(expr, (Local, Ref)) else []
    return bool(values) and all(isinstance(one, Function) for one in values)


def _values_of(module: Module, name: Local | Ref) -> list[Expr]:
    indices = name.definitions if isinstance(name, Local) else module.scopes[0].names.get(name.name, ())
    return [module.definitions[index].value for index in indices]
