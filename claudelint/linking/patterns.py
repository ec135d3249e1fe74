"""What regular expressions make of a text: a match, the texts that were found, or another text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claudelint.linking.names import Names
from claudelint.linking.terms import Term
from claudelint.linking.value_kinds import known_text
from claudelint.reading.module import Attr, Call, CallOf, Module

if TYPE_CHECKING:
    from claudelint.linking.values import Values

_RESULTS = {
    "search": "match",
    "match": "match",
    "fullmatch": "match",
    "finditer": "matches",
    "findall": "texts",
    "split": "texts",
    "sub": "text",
}
_MODULES = frozenset({"re", "regex"})
_COMPILERS = frozenset(f"{module}.compile" for module in _MODULES)


def pattern_result(names: Names, module: Module, call: Call) -> str | None:
    """What the call of a pattern gives back for a text: match, matches, texts or text; None for other calls."""
    name = names.call_name(module, call)
    if name is not None:
        owner, _, function = name.rpartition(".")
        if owner in _MODULES:
            return _RESULTS.get(function)
        if owner not in _COMPILERS:
            return None
        return _RESULTS.get(function)
    if not isinstance(call.function, Attr) or call.function.name not in _RESULTS:
        return None
    for origin in names.origins(Term(module, call.function.value)):
        if not isinstance(origin.expr, CallOf):
            return None
        if names.call_name(origin.module, origin.module.calls[origin.expr.call]) not in _COMPILERS:
            return None
    return _RESULTS[call.function.name]


def pattern_of(values: Values, module: Module, call: Call) -> str:
    """The pattern that a call searches with, as far as it is known: its first argument, or what was compiled."""
    names = values.names
    name = names.call_name(module, call)
    if name is not None and name.rpartition(".")[0] in _MODULES:
        first = next((one.value for one in call.arguments if one.name in (None, "pattern")), None)
        return "" if first is None else known_text(values.of(Term(module, first)))
    if not isinstance(call.function, Attr):
        return ""
    found: list[str] = []
    for origin in names.origins(Term(module, call.function.value)):
        if isinstance(origin.expr, CallOf):
            compiled = origin.module.calls[origin.expr.call]
            if names.call_name(origin.module, compiled) in _COMPILERS and compiled.arguments:
                found.append(known_text(values.of(Term(origin.module, compiled.arguments[0].value))))
    return "\n".join(found)
