"""Paths as programs write them: texts, Path(...), a / b, open(...), the folder of the file itself."""

from __future__ import annotations

from claudelint.linking.names import Names
from claudelint.linking.terms import Term
from claudelint.linking.texts import Worth
from claudelint.linking.value_kinds import Known
from claudelint.reading.module import Attr, Binary, Call, CallOf, Const, Ref, Text


def path_of(names: Names, worth: Worth, term: Term) -> str | None:
    """A path as a program writes it: text, Path(...), a / b, open(...), Path(__file__).parent."""
    for origin in names.origins(term):
        expr = origin.expr
        if isinstance(expr, (Const, Text)) or (isinstance(expr, Binary) and expr.operator == "+"):
            value = worth(origin)
            return value.value if isinstance(value, Known) and isinstance(value.value, str) else None
        if isinstance(expr, Ref) and expr.name == "__file__":
            return "__file__"
        if isinstance(expr, Attr) and expr.name == "parent":
            inner = path_of(names, worth, origin.at(expr.value))
            return None if inner is None else f"{inner}/.."
        if isinstance(expr, Binary) and expr.operator == "/":
            left, right = (
                path_of(names, worth, origin.at(expr.left)),
                path_of(names, worth, origin.at(expr.right)),
            )
            return None if left is None or right is None else f"{left}/{right}"
        if isinstance(expr, CallOf):
            return _path_call(names, worth, origin, origin.module.calls[expr.call])
    return None


def _path_call(names: Names, worth: Worth, term: Term, call: Call) -> str | None:
    arguments = [a.value for a in call.arguments if a.name is None and not a.star]
    name = names.qualified(term.at(call.function))
    if name in ("pathlib.Path", "builtins.open", "os.path.abspath", "os.path.realpath") and arguments:
        return path_of(names, worth, term.at(arguments[0]))
    if name == "os.path.dirname" and arguments:
        inner = path_of(names, worth, term.at(arguments[0]))
        return None if inner is None else f"{inner}/.."
    if name in ("os.path.join", "pathlib.Path") and arguments:
        parts = [path_of(names, worth, term.at(argument)) for argument in arguments]
        return None if None in parts else "/".join(part for part in parts if part is not None)
    if isinstance(call.function, Attr):
        method = call.function.name
        if method in ("resolve", "absolute", "open"):
            return path_of(names, worth, term.at(call.function.value))
        if method == "joinpath":
            parts = [path_of(names, worth, term.at(one)) for one in (call.function.value, *arguments)]
            return None if None in parts else "/".join(part for part in parts if part is not None)
    return None
