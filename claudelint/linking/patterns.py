"""What regular expressions make of a text: a match, the texts that were found, or another text."""

from __future__ import annotations

from claudelint.linking.names import Names
from claudelint.linking.terms import Term
from claudelint.reading.module import Attr, Call, CallOf, Module

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
