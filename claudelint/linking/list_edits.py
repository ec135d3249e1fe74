"""What is done to the beginning of a list of messages: messages cut off, put in front, or written anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.findings import Span
from claudelint.linking.terms import Term
from claudelint.linking.turns import slice_bounds
from claudelint.reading.module import (
    Attr,
    Binary,
    Const,
    Element,
    Expr,
    Item,
    Local,
    Module,
    Mutated,
    Opaque,
    Param,
    Ref,
    Unary,
    Updated,
)


@dataclass(frozen=True)
class Edit:
    """A change to what stands before the newest messages.

    `kind` is "cut" where messages are taken away, "inserted" where one is put in front of others, "written" where
    `value` is put in the place of something; without a value it is something else each time. With one, it counts
    where the value is another one each time.
    """

    kind: str
    place: Span
    value: Term | None = None


def cut_by_slice(term: Term, expr: Item, target: str) -> Edit | None:
    """How a slice cuts messages off that were sent before; `target` is the name that the slice is given.

    A slice from a fixed place sends the same beginning each time, unless it takes the place of the list.
    """
    bounds = slice_bounds(expr.index)
    start = None if bounds is None else bounds[0]
    if start is None:
        return None
    counts_from_end = (
        (isinstance(start, Const) and isinstance(start.value, int) and start.value < 0)
        or (isinstance(start, Unary) and start.operator == "Minus")
        or (isinstance(start, Binary) and start.operator == "-")
    )
    is_fixed = isinstance(start, Const) and start.value != 0
    replaces = isinstance(expr.value, (Local, Attr)) and expr.value.name == target
    return Edit("cut", term.span) if counts_from_end or (is_fixed and replaces) else None


def takes_newest_only(expr: Item) -> bool:
    """Whether a slice is the last message alone, with which a conversation begins anew."""
    bounds = slice_bounds(expr.index)
    start = None if bounds is None else bounds[0]
    return isinstance(start, Const) and start.value == -1


def edit_by_method(term: Term, expr: Mutated) -> Edit | None:
    """What a method does to the beginning of a list, unless the list is a copy that is made for one request."""
    module = term.module
    call = module.calls[expr.call]
    place = Span(module.path, call.start, call.end)
    given = [one.value for one in call.arguments if one.name is None and not one.star]
    is_early = bool(given) and _is_early(given[0])
    if expr.method == "insert" and is_early and len(given) == 2:
        return Edit("inserted", place, term.at(given[1]))
    takes_first = expr.method == "popleft" or (expr.method == "pop" and is_early)
    return Edit("cut", place) if takes_first and _is_in_place(module, expr.base) else None


def _is_early(index: Expr) -> bool:
    return isinstance(index, Const) and isinstance(index.value, int) and index.value >= 0


def _is_in_place(module: Module, base: Expr) -> bool:
    """Whether a list that is changed is there in the next turn or the next call as well, and no copy made for this one."""
    pending, seen = [base], set[int]()
    while pending:
        expr = pending.pop()
        if isinstance(expr, (Param, Attr, Ref)) or (
            isinstance(expr, Item) and slice_bounds(expr.index) is None
        ):
            return True
        if isinstance(expr, (Mutated, Updated)):
            pending.append(expr.base)
        elif isinstance(expr, Local):
            found = [module.definitions[index] for index in expr.definitions if index not in seen]
            seen.update(expr.definitions)
            if any(one.how == "phi" for one in found):
                return True
            pending.extend(one.value for one in found)
    return False


def edit_by_item(term: Term, expr: Updated) -> Edit | None:
    """What setting or deleting items does to the beginning of a list."""
    place = Span(term.module.path, expr.start, expr.end)
    is_deleted = isinstance(expr.value, Opaque) and expr.value.kind == "deleted"
    bounds = slice_bounds(expr.key)
    if bounds is not None:
        is_cut = bounds[1] is not None and _is_in_place(term.module, expr.base)
        return Edit("cut", place) if is_cut else None
    if not _is_early(expr.key):
        return None
    if is_deleted:
        return Edit("cut", place) if _is_in_place(term.module, expr.base) else None
    value = expr.value
    if isinstance(value, Updated):
        # of a message only what it says counts, not a marker for the cache
        return Edit("written", place, term.at(value.value)) if _is_content(value.key) else None
    return Edit("written", place, term.at(value))


def replaces_all(expr: Updated) -> bool:
    """Whether `messages[:] = ...` gives a list other items altogether."""
    is_deleted = isinstance(expr.value, Opaque) and expr.value.kind == "deleted"
    return slice_bounds(expr.key) == (None, None) and not is_deleted


def thinned_out(module: Module, scope: int, names: set[str]) -> Iterator[tuple[int, Edit]]:
    """Where loops write older messages of these lists anew, as `for old in messages[:-6]: old["content"] = ...` does.

    Each with its statement.
    """
    for one in module.definitions:
        if not isinstance(one.value, Updated) or not _is_content(one.value.key):
            continue
        older = _older(module, one.value.base)
        is_list = isinstance(older, Local) and older.name in names
        if is_list and module.statements[one.statement].scope == scope:
            yield one.statement, Edit("written", Span(module.path, one.start, one.end))


def is_unconditional(module: Module, statement: int) -> bool:
    """Whether a statement stands under no condition of its function."""
    while statement >= 0:
        statement = module.statements[statement].parent
        if statement >= 0 and module.statements[statement].kind in ("if", "match", "case", "except"):
            return False
    return True


def _is_content(key: Expr) -> bool:
    return isinstance(key, Const) and key.value == "content"


def _older(module: Module, message: Expr) -> Expr | None:
    """The list of which a loop takes all but the newest messages, where an expression is one of those."""
    if not isinstance(message, Local) or len(message.definitions) != 1:
        return None
    element = module.definitions[message.definitions[0]].value
    if not isinstance(element, Element) or not isinstance(element.iterable, Item):
        return None
    bounds = slice_bounds(element.iterable.index)
    return None if bounds is None or bounds[1] is None else element.iterable.value
