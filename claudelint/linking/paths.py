"""Paths as programs write them: texts, Path(...), a / b, open(...), the folder of the file itself."""

from __future__ import annotations

from collections.abc import Iterable

from claudelint.linking.names import Names
from claudelint.linking.terms import Term, parameter
from claudelint.linking.texts import Worth
from claudelint.linking.value_kinds import Known
from claudelint.reading.module import Attr, Binary, Call, CallOf, Const, Expr, Param, Ref, Text

# `path = path.parent` in a loop never ends
_DEEPEST = 16
_PATHS = frozenset(
    {"pathlib.Path", "pathlib.PosixPath", "pathlib.WindowsPath", "pathlib.Path.cwd", "pathlib.Path.home"}
)
_SAME_PATH = frozenset({"resolve", "absolute", "joinpath", "expanduser"})
_SAME = frozenset({"builtins.open", "os.path.abspath", "os.path.realpath"})


def path_of(names: Names, worth: Worth, term: Term) -> str | None:
    """The path that an expression is or opens, with `__file__` for the file itself; None when unknown."""
    return _Paths(names, worth).of(term, 0)


def is_path(names: Names, term: Term) -> bool:
    """Whether an expression is certainly an object of `pathlib`."""
    for origin in names.origins(term):
        expr = origin.expr
        if isinstance(expr, Binary) and expr.operator == "/":
            return is_path(names, origin.at(expr.left))
        if isinstance(expr, Attr) and expr.name == "parent":
            return is_path(names, origin.at(expr.value))
        if isinstance(expr, CallOf):
            call = origin.module.calls[expr.call]
            if names.call_name(origin.module, call, origin.context) in _PATHS:
                return True
            if isinstance(call.function, Attr) and call.function.name in _SAME_PATH:
                return is_path(names, origin.at(call.function.value))
        if isinstance(expr, Param):
            declared = parameter(origin.module.scopes[expr.scope], expr.name)
            annotation = None if declared is None else declared.annotation
            return annotation is not None and names.qualified(Term(origin.module, annotation)) in _PATHS
    return False


class _Paths:
    def __init__(self, names: Names, worth: Worth) -> None:
        self.names = names
        self.worth = worth

    def of(self, term: Term, depth: int) -> str | None:
        origins = self.names.origins(term)
        if len(origins) != 1 or depth > _DEEPEST:
            return None
        origin = origins[0]
        expr = origin.expr
        if isinstance(expr, (Const, Text)) or (isinstance(expr, Binary) and expr.operator == "+"):
            value = self.worth(origin)
            return value.value if isinstance(value, Known) and isinstance(value.value, str) else None
        if isinstance(expr, Ref) and expr.name == "__file__":
            return "__file__"
        if isinstance(expr, Attr) and expr.name == "parent":
            return self._parent(origin.at(expr.value), depth)
        if isinstance(expr, Binary) and expr.operator == "/":
            return self._joined(origin, (expr.left, expr.right), depth)
        if isinstance(expr, CallOf):
            return self._call(origin, origin.module.calls[expr.call], depth)
        return None

    def _call(self, term: Term, call: Call, depth: int) -> str | None:
        arguments = [a.value for a in call.arguments if a.name is None and not a.star]
        name = self.names.qualified(term.at(call.function))
        if name in _SAME and arguments:
            return self.of(term.at(arguments[0]), depth + 1)
        if name == "os.path.dirname" and arguments:
            return self._parent(term.at(arguments[0]), depth)
        if name in ("os.path.join", "pathlib.Path") and arguments:
            return self._joined(term, arguments, depth)
        if isinstance(call.function, Attr):
            method = call.function.name
            if method in ("resolve", "absolute", "open"):
                return self.of(term.at(call.function.value), depth + 1)
            if method == "joinpath":
                return self._joined(term, (call.function.value, *arguments), depth)
        return None

    def _parent(self, term: Term, depth: int) -> str | None:
        inner = self.of(term, depth + 1)
        return None if inner is None else f"{inner}/.."

    def _joined(self, term: Term, exprs: Iterable[Expr], depth: int) -> str | None:
        parts = [self.of(term.at(expr), depth + 1) for expr in exprs]
        known = [part for part in parts if part is not None]
        return "/".join(known) if len(known) == len(parts) else None
