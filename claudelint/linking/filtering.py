"""Dicts made of the entries of another one: `{k: v for k, v in params.items() if k != "stream"}`."""

from __future__ import annotations

from dataclasses import replace

from claudelint.linking.terms import Term
from claudelint.linking.texts import Worth
from claudelint.linking.value_kinds import Known, MapEntry, Mapping, Sequence, Unknown, Value
from claudelint.reading.module import (
    Attr,
    Binary,
    CallOf,
    Comprehension,
    Const,
    Element,
    Expr,
    Item,
    Local,
    Module,
    Part,
    Seq,
)


def filtered(worth: Worth, term: Term, expr: Comprehension) -> Value | None:
    """The entries that a dict comprehension keeps; None when it does more than leave some out."""
    module = term.module
    iterated = module.statements[expr.statement].expressions
    if iterated and isinstance(expr.value, Item):
        return _picked(worth, term, expr, expr.value)
    source = _dict_of_items(module, iterated[0]) if iterated else None
    if source is None or expr.key is None or not _is_part(module, expr.key, 0, expr.statement):
        return None
    base = worth(term.at(source))
    if not isinstance(base, Mapping):
        return None
    conditions = [one for one in iterated[1:] if one is not expr.key and one is not expr.value]
    keeps_values = _is_part(module, expr.value, 1, expr.statement)
    entries: dict[str, MapEntry] = {}
    for name, entry in base.entries.items():
        if not keeps_values:
            return Mapping(term.span, {}, True, term)
        verdicts = [_holds(module, one, expr.statement, name, entry.value) for one in conditions]
        if False not in verdicts:
            entries[name] = replace(entry, certain=entry.certain and None not in verdicts)
    return Mapping(term.span, entries, base.open, term, base.rest)


def _picked(worth: Worth, term: Term, expr: Comprehension, value: Item) -> Value | None:
    """`{k: params[k] for k in ("system", "tools") if k in params}`."""
    module = term.module
    keys = module.statements[expr.statement].expressions[0]
    if not isinstance(keys, (Seq, Local)) or expr.key is None:
        return None
    if not _is_element(module, expr.key, expr.statement) or not _is_element(
        module, value.index, expr.statement
    ):
        return None
    base, listed = worth(term.at(value.value)), worth(term.at(keys))
    if not isinstance(base, Mapping) or not isinstance(listed, Sequence) or listed.open:
        return None
    entries: dict[str, MapEntry] = {}
    for item in listed.items:
        if not isinstance(item, Known) or not isinstance(item.value, str):
            return None
        entry = base.entries.get(item.value)
        if entry is not None:
            entries[item.value] = entry
        elif base.open:
            unknown = Unknown(
                term.span, "the dict it is picked from may hold more than is in sight", base.rest
            )
            entries[item.value] = MapEntry(unknown, False, term.span)
    return Mapping(term.span, entries, False, term)


def _is_element(module: Module, expr: Expr, statement: int) -> bool:
    """Whether an expression is what the comprehension takes in turn."""
    if not isinstance(expr, Local) or len(expr.definitions) != 1:
        return False
    value = module.definitions[expr.definitions[0]].value
    return isinstance(value, Element) and value.statement == statement


def _dict_of_items(module: Module, expr: Expr) -> Expr | None:
    if not isinstance(expr, CallOf):
        return None
    call = module.calls[expr.call]
    is_items = isinstance(call.function, Attr) and call.function.name == "items" and not call.arguments
    return call.function.value if is_items and isinstance(call.function, Attr) else None


def _is_part(module: Module, expr: Expr, index: int, statement: int) -> bool:
    """Whether an expression is the key (0) or the value (1) that the comprehension takes in turn."""
    if not isinstance(expr, Local) or len(expr.definitions) != 1:
        return False
    value = module.definitions[expr.definitions[0]].value
    return (
        isinstance(value, Part)
        and value.index == index
        and isinstance(value.value, Element)
        and value.value.statement == statement
    )


def _holds(module: Module, test: Expr, statement: int, name: str, value: Value) -> bool | None:
    """Whether an entry passes a condition; None when that cannot be told."""
    if _is_part(module, test, 1, statement):
        return bool(value.value) if isinstance(value, Known) else None
    if not isinstance(test, Binary):
        return None
    if _is_part(module, test.left, 1, statement):
        if not isinstance(test.right, Const) or test.right.value is not None or not isinstance(value, Known):
            return None
        is_none = value.value is None
        return {"is": is_none, "==": is_none, "is not": not is_none, "!=": not is_none}.get(test.operator)
    if not _is_part(module, test.left, 0, statement):
        return None
    if isinstance(test.right, Const):
        return {"==": name == test.right.value, "!=": name != test.right.value}.get(test.operator)
    if isinstance(test.right, Seq) and all(isinstance(item, Const) for item in test.right.items):
        listed = name in [item.value for item in test.right.items if isinstance(item, Const)]
        return {"in": listed, "not in": not listed}.get(test.operator)
    return None
