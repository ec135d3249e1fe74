"""Where something unknown comes from, in words: the ends of the ways back, and what they hang on."""

from __future__ import annotations

import builtins

from claudelint.linking.terms import Term
from claudelint.reading.module import (
    Attr,
    CallOf,
    Class,
    Const,
    Element,
    Function,
    Imported,
    Item,
    Param,
    Ref,
)
from claudelint.reporting.explain.facts import Said
from claudelint.reporting.explain.sight import Sight, function_name

_DEEPEST = 3


def whence(sight: Sight, term: Term, depth: int = 0) -> Said:
    """What an expression is, to be read after its name: `is returned by ...`."""
    origins = sight.project.names.origins(term)
    if not origins:
        return Said("depends on itself", sight.place(term.span))
    # that something is None at first says nothing of what it is later
    first = next((one for one in origins if not isinstance(one.expr, Const)), origins[0])
    return Said(_words(sight, first, depth), sight.place(first.span))


def _words(sight: Sight, origin: Term, depth: int) -> str:
    expr = origin.expr
    if isinstance(expr, Const):
        return f"is {sight.code(origin)}"
    if isinstance(expr, Param):
        return _parameter(sight, origin, expr)
    if isinstance(expr, CallOf):
        return _call(sight, origin, expr, depth)
    if isinstance(expr, (Imported, Ref, Attr)):
        name = sight.project.names.qualified_origin(origin)
        if name is not None:
            return _outside(name)
    if isinstance(expr, Attr):
        return _attribute(sight, origin, expr, depth)
    if isinstance(expr, Item):
        return _part(sight, origin, "an item", origin.at(expr.value), depth)
    if isinstance(expr, Element):
        return "is a loop variable"
    if isinstance(expr, Class):
        return f"is the class `{origin.module.scopes[expr.scope].name}`"
    if isinstance(expr, Function):
        return f"is the function `{origin.module.scopes[expr.scope].name}`"
    return "is computed while the program runs"


def _outside(name: str) -> str:
    bare = name.removeprefix("builtins.")
    if bare == name:
        return f"is `{name}`, which is not in the project"
    return f"is `{bare}`" if hasattr(builtins, bare) else f"is `{bare}`, which nothing in sight defines"


def _parameter(sight: Sight, origin: Term, expr: Param) -> str:
    module = origin.module
    function = function_name(module, expr.scope)
    scope = module.scopes[expr.scope]
    in_class = scope.parent >= 0 and module.scopes[scope.parent].kind == "class"
    if in_class and scope.parameters[0].name == expr.name:
        return f"is an object of class `{module.scopes[scope.parent].name}`"
    known = f"is parameter `{expr.name}` of `{function}`" if function else f"is parameter `{expr.name}`"
    if not sight.project.graph.invocations(module, expr.scope):
        return f"{known}, which nothing in sight calls"
    return f"{known}, and what its callers pass cannot be told"


def _call(sight: Sight, origin: Term, expr: CallOf, depth: int) -> str:
    names = sight.project.names
    function = origin.at(origin.module.calls[expr.call].function)
    name = names.qualified(function)
    if name is not None and not name.startswith("builtins."):
        return f"is made by `{name}`, which is not in the project"
    if name is not None:
        return f"is made by {_outside(name).removeprefix('is ')}"
    for target in names.origins(function):
        if isinstance(target.expr, Class):
            return f"is an object of class `{target.module.scopes[target.expr.scope].name}`"
    known = f"is returned by `{sight.code(function)}`"
    if any(True for _ in names.called(origin)):
        return f"{known}, and what that returns cannot be told"
    if depth >= _DEEPEST:
        return known
    owner = origin.at(function.expr.value) if isinstance(function.expr, Attr) else function
    return f"{known}, where `{sight.code(owner)}` {whence(sight, owner, depth + 1).words}"


def _attribute(sight: Sight, origin: Term, expr: Attr, depth: int) -> str:
    owner = origin.at(expr.value)
    for instance in sight.project.names.classes.instances(owner):
        name = instance.module.scopes[instance.scope].name
        return f"is attribute `{expr.name}` of class `{name}`, and what that holds cannot be told"
    return _part(sight, origin, f"attribute `{expr.name}`", owner, depth)


def _part(sight: Sight, origin: Term, what: str, owner: Term, depth: int) -> str:
    known = f"is {what} of `{sight.code(owner)}`"
    if depth >= _DEEPEST:
        return known
    return f"{known}, which {whence(sight, owner, depth + 1).words}"
