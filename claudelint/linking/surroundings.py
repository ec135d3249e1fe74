"""What stands around a call in its function: statements, loops, tries, and the role of the call's value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.linking.names import Names
from claudelint.linking.terms import Term
from claudelint.linking.uses import Uses
from claudelint.reading.module import (
    Attr,
    Await,
    Call,
    Expr,
    Item,
    Module,
    Seq,
    Statement,
)

LOOPS = frozenset({"for", "while", "comprehension"})


@dataclass(frozen=True)
class Surroundings:
    """The place of a call; statements are indices into the module's table, innermost first."""

    module: Module
    call: Call
    scope: int
    statement: int
    enclosing: tuple[int, ...]
    is_async: bool
    awaited: bool
    # what the statement does with the call's value: assigned, returned, expression, with, chained, other
    role: str

    def catches(self, names: Names, *exceptions: str) -> bool:
        """Whether a try around the call catches one of these exceptions, or everything."""
        return catches_at(names, self.module, self.statement, exceptions)


def catches_at(names: Names, module: Module, statement: int, exceptions: tuple[str, ...]) -> bool:
    """Whether a try around a statement catches one of these exceptions (by last name), or everything."""
    return any(
        _catches(names, module, module.statements[handler], exceptions)
        for handler in _handlers(module, statement)
    )


def handled_at(names: Names, module: Module, statement: int, exceptions: tuple[str, ...]) -> bool:
    """Whether one of these exceptions is caught around a statement by what does not simply raise again."""
    for handler in _handlers(module, statement):
        if _catches(names, module, module.statements[handler], exceptions):
            return not any(one.kind == "raise" and one.parent == handler for one in module.statements)
    return False


def _catches(names: Names, module: Module, handler: Statement, exceptions: tuple[str, ...]) -> bool:
    if not handler.expressions:
        return True
    caught = handler.expressions[0]
    for kind in caught.items if isinstance(caught, Seq) else (caught,):
        name = names.qualified(Term(module, kind))
        if name is None or name.rpartition(".")[2] in {*exceptions, "Exception", "BaseException"}:
            return True
    return False


def _handlers(module: Module, statement: int) -> Iterator[int]:
    """The handlers of every try in whose body a statement stands, innermost first."""
    inner = statement
    while inner >= 0:
        outer = module.statements[inner].parent
        if (
            outer >= 0
            and module.statements[outer].kind == "try"
            and module.statements[inner].branch == "body"
        ):
            for index, other in enumerate(module.statements):
                if other.parent == outer and other.kind == "except":
                    yield index
        inner = outer


def surroundings_of(module: Module, index: int, uses: Uses) -> Surroundings:
    """The surroundings of a call."""
    call = module.calls[index]
    enclosing: list[int] = []
    current = call.statement
    while current >= 0:
        enclosing.append(current)
        current = module.statements[current].parent
    scope = call.scope
    expr: Expr | None = uses.of_call.get(index)
    parent = None if expr is None else uses.parent(expr)
    awaited = isinstance(parent, Await)
    if awaited and parent is not None:
        expr, parent = parent, uses.parent(parent)
    chained = False
    while isinstance(parent, (Attr, Item)) and parent.value is expr:
        chained = True
        expr, parent = parent, uses.parent(parent)
    role = "other"
    statement = module.statements[call.statement] if call.statement >= 0 else None
    if parent is None and statement is not None and expr is not None:
        role = {
            "assign": "assigned",
            "return": "returned",
            "expression": "expression",
            "with": "with",
        }.get(statement.kind, "other")
    function = module.scopes[scope]
    return Surroundings(
        module,
        call,
        scope,
        call.statement,
        tuple(enclosing),
        function.is_async,
        awaited,
        "chained" if chained and role == "assigned" else role,
    )
