"""Where a word stands as a key or a keyword."""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Span
from claudelint.reading import module as plain
from claudelint.reading.children import children
from claudelint.reading.module import Expr, Module


def places_of_key(module: Module, key: str) -> Iterator[Span]:
    """The entries of dict displays, the items that are set, and the keywords of calls that have this key."""
    for call in module.calls:
        for argument in call.arguments:
            if argument.name == key:
                yield Span(module.path, argument.start, argument.end)
    pending: list[Expr] = [expr for statement in module.statements for expr in statement.expressions]
    pending.extend(definition.value for definition in module.definitions)
    pending.extend(binding.value for binding in module.attributes)
    seen: set[int] = set()
    while pending:
        expr = pending.pop()
        if id(expr) in seen:
            continue
        seen.add(id(expr))
        for entry in expr.entries if isinstance(expr, plain.Map) else ():
            if isinstance(entry.key, plain.Const) and entry.key.value == key:
                yield Span(module.path, entry.start, entry.end)
        if isinstance(expr, plain.Updated) and isinstance(expr.key, plain.Const) and expr.key.value == key:
            yield Span(module.path, expr.start, expr.end)
        pending.extend(children(module, expr))
