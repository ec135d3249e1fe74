"""Whether an expression has the same value whenever it is computed in one run of the program."""

from __future__ import annotations

from claudelint.linking.names import Names
from claudelint.linking.terms import Term
from claudelint.reading.children import children
from claudelint.reading.module import (
    Attr,
    Binary,
    CallOf,
    Const,
    Expr,
    Function,
    Imported,
    Item,
    Join,
    Map,
    Param,
    Ref,
    Seq,
    Star,
    Text,
    Unary,
)

# the environment, secrets and settings, which are read and not changed
_READERS = frozenset(
    {"os.getenv", "os.environ.get", "os.environ.copy", "decouple.config", "environ.Env", "dotenv.get_key",
     "django.conf.settings"}
)  # fmt: skip
_CONVERSIONS = frozenset({"builtins.int", "builtins.float", "builtins.str", "builtins.bool", "builtins.dict"})
# classes of these packages whose objects say how a client sends
_SETTINGS = ("anthropic.", "httpx.", "httpx2.")
_METHODS = frozenset({"strip", "rstrip", "get", "get_secret_value"})
_PLAIN = (Binary, Item, Join, Map, Seq, Star, Text, Unary)
_DEEPEST = 12


def is_steady(names: Names, term: Term, within: Term | None = None, depth: int = 0) -> bool:
    """Whether constants, the environment and names of the module are all that a value is made of.

    A parameter, an attribute of an object and the result of a function of the project may differ each time.
    Within one run of a function, which `within` is a Function of, its own parameters are what they are.
    """
    if depth > _DEEPEST or _hangs_on_parameter(names, term, within):
        return False
    origins = names.origins(term)
    return bool(origins) and all(_is_steady_origin(names, origin, within, depth) for origin in origins)


def _hangs_on_parameter(names: Names, term: Term, within: Term | None) -> bool:
    """Whether a value comes by a parameter for which callers may pass what they like, whatever its default is."""
    pending, seen = [term], set[tuple[int, int]]()
    while pending:
        current = pending.pop()
        mark = (id(current.expr), id(current.context))
        if mark in seen:
            continue
        seen.add(mark)
        if isinstance(current.expr, Param):
            context = current.context
            frame = None if context is None else context.frame_of(current.module, current.expr.scope)
            if frame is None:
                if not _is_of(current, current.expr, within):
                    return True
                continue
        pending.extend(names.step_back(current) or ())
    return False


def _is_of(term: Term, expr: Param, within: Term | None) -> bool:
    """Whether a parameter is one of this function."""
    return (
        within is not None
        and term.module is within.module
        and isinstance(within.expr, Function)
        and expr.scope == within.expr.scope
    )


def _is_steady_origin(names: Names, origin: Term, within: Term | None, depth: int) -> bool:
    expr = origin.expr
    if isinstance(expr, (Const, Ref, Imported)):
        return True
    if isinstance(expr, Param):
        return _is_of(origin, expr, within)
    if isinstance(expr, Attr):
        return is_steady(names, origin.at(expr.value), within, depth + 1)
    if isinstance(expr, CallOf):
        return _is_steady_call(names, origin, expr, within, depth)
    if isinstance(expr, _PLAIN):
        return _all(names, origin, children(origin.module, expr), within, depth)
    return False


def _is_steady_call(names: Names, origin: Term, expr: CallOf, within: Term | None, depth: int) -> bool:
    call = origin.module.calls[expr.call]
    arguments = [one.value for one in call.arguments]
    name = names.call_name(origin.module, call, origin.context)
    if name is not None and (name in _READERS or name in _CONVERSIONS or name.startswith(_SETTINGS)):
        return _all(names, origin, arguments, within, depth)
    function = call.function
    if isinstance(function, Attr) and function.name in _METHODS:
        return _all(names, origin, [function.value, *arguments], within, depth)
    # an object of settings that is made without arguments
    return not arguments and bool(list(names.classes.of_origin(origin)))


def _all(names: Names, origin: Term, exprs: list[Expr], within: Term | None, depth: int) -> bool:
    return all(is_steady(names, origin.at(one), within, depth + 1) for one in exprs)
