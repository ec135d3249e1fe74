"""Which types of blocks pass a test in a loop over the content of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claudelint.linking.terms import Term
from claudelint.reading.module import (
    Attr,
    Binary,
    CallOf,
    Const,
    Element,
    Expr,
    Item,
    Join,
    Local,
    Module,
    Seq,
    Unary,
)

if TYPE_CHECKING:
    from claudelint.linking.names import Names

# the classes of blocks by their type; anthropic 2.13.0 types/content_block.py, types/beta/beta_content_block.py
_CLASSES = {
    "TextBlock": "text",
    "ThinkingBlock": "thinking",
    "RedactedThinkingBlock": "redacted_thinking",
    "ToolUseBlock": "tool_use",
    "ServerToolUseBlock": "server_tool_use",
}


def passes(names: Names, module: Module, loop: int, test: Expr, kind: str) -> bool | None:
    """Whether a block of a type passes a test; None when that cannot be told, or hangs on something else."""
    if isinstance(test, Unary) and test.operator == "not":
        inner = passes(names, module, loop, test.value, kind)
        return None if inner is None else not inner
    if isinstance(test, Join) and test.kind in ("and", "or"):
        return _joined(test.kind, [passes(names, module, loop, one, kind) for one in test.options])
    if isinstance(test, Binary) and _is_type(names, module, loop, test.left):
        return _compared(names, module, test, kind)
    if isinstance(test, CallOf):
        return _is_of_class(names, module, loop, test, kind)
    return None


def _joined(kind: str, verdicts: list[bool | None]) -> bool | None:
    decisive = kind == "or"
    if decisive in verdicts:
        return decisive
    return None if None in verdicts else not decisive


def _is_type(names: Names, module: Module, loop: int, expr: Expr) -> bool:
    """Whether an expression is the type of the block that a loop is at."""
    if isinstance(expr, Attr):
        return expr.name == "type" and _is_element(module, loop, expr.value)
    if isinstance(expr, Item):
        is_type = isinstance(expr.index, Const) and expr.index.value == "type"
        return is_type and _is_element(module, loop, expr.value)
    if isinstance(expr, CallOf):
        call = module.calls[expr.call]
        given = [one.value for one in call.arguments]
        if len(given) < 2 or names.call_name(module, call) != "builtins.getattr":
            return False
        is_type = isinstance(given[1], Const) and given[1].value == "type"
        return is_type and _is_element(module, loop, given[0])
    if isinstance(expr, Local) and len(expr.definitions) == 1:
        value = module.definitions[expr.definitions[0]].value
        return not isinstance(value, Local) and _is_type(names, module, loop, value)
    return False


def _is_element(module: Module, loop: int, expr: Expr) -> bool:
    return isinstance(expr, Local) and any(
        isinstance(value := module.definitions[index].value, Element) and value.statement == loop
        for index in expr.definitions
    )


def _compared(names: Names, module: Module, test: Binary, kind: str) -> bool | None:
    values = _texts(names, Term(module, test.right))
    if values is None:
        return None
    return {
        "==": [kind] == values,
        "!=": [kind] != values,
        "in": kind in values,
        "not in": kind not in values,
    }.get(test.operator)


def _texts(names: Names, term: Term) -> list[str] | None:
    """The text, or the texts in a display, that an expression is; None when it may be something else."""
    origins = names.origins(term)
    if len(origins) != 1:
        return None
    origin = origins[0]
    if isinstance(origin.expr, Const):
        return [origin.expr.value] if isinstance(origin.expr.value, str) else None
    if not isinstance(origin.expr, Seq):
        return None
    found: list[str] = []
    for item in origin.expr.items:
        inner = names.origins(origin.at(item))
        if (
            len(inner) != 1
            or not isinstance(inner[0].expr, Const)
            or not isinstance(inner[0].expr.value, str)
        ):
            return None
        found.append(inner[0].expr.value)
    return found


def _is_of_class(names: Names, module: Module, loop: int, test: CallOf, kind: str) -> bool | None:
    """`isinstance(block, ThinkingBlock)`."""
    call = module.calls[test.call]
    given = [one.value for one in call.arguments]
    if len(given) != 2 or names.call_name(module, call) != "builtins.isinstance":
        return None
    if not _is_element(module, loop, given[0]):
        return None
    classes = given[1].items if isinstance(given[1], Seq) else (given[1],)
    kinds: list[str] = []
    for one in classes:
        name = names.qualified(Term(module, one)) or ""
        known = _CLASSES.get(name.rpartition(".")[2].removeprefix("Beta"))
        if known is None or not name.startswith("anthropic."):
            return None
        kinds.append(known)
    return kind in kinds
