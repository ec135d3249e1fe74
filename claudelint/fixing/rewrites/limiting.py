"""Semaphores that let only so many requests out at once, which a batch has no need of."""

from __future__ import annotations

from functools import partial

import libcst as cst
import libcst.matchers as m

from claudelint.fixing.rewrites import effects
from claudelint.fixing.rewrites.context import RewriteContext

# the classes of asyncio, threading and AnyIO
_SEMAPHORES = m.Name("Semaphore") | m.Name("BoundedSemaphore")
_SEMAPHORE = _SEMAPHORES | m.Attribute(attr=_SEMAPHORES)


# a semaphore is handed on through so many functions
_DEEPEST = 3


def is_semaphore(context: RewriteContext, node: cst.With) -> bool:
    """Whether a `with` does nothing but wait for a semaphore: one that the file makes, or says a parameter to be."""
    if len(node.items) != 1 or node.items[0].asname is not None:
        return False
    return _stands_for_one(context, node.items[0].item)


def _stands_for_one(context: RewriteContext, expr: cst.BaseExpression, depth: int = 0) -> bool:
    path = effects.path_of(expr)
    if len(path) != 1:
        values = [
            one.value
            for one in effects.of_kinds(context.tree, cst.Assign)
            if isinstance(one, cst.Assign)
            and any(effects.path_of(target.target)[-1:] == path[-1:] for target in one.targets)
        ]
        return bool(path and values) and all(map(_is_one, values))
    (name,) = path
    around = [one for one in context.ancestors(expr) if isinstance(one, cst.FunctionDef)]
    for scope in (*around, context.tree):
        if isinstance(scope, cst.FunctionDef):
            parameters = (*scope.params.params, *scope.params.kwonly_params)
            own = next((one for one in parameters if one.name.value == name), None)
            if own is not None:
                return _is_passed(context, scope, own, depth)
        given = effects.values_of(context.tree, name, partial(_stands_in, context, scope))
        if given:
            return all(map(_is_one, given))
    return False


def _stands_in(context: RewriteContext, scope: cst.CSTNode, node: cst.CSTNode) -> bool:
    functions = (one for one in context.ancestors(node) if isinstance(one, cst.FunctionDef))
    return next(functions, context.tree) is scope


def _is_passed(context: RewriteContext, function: cst.FunctionDef, parameter: cst.Param, depth: int) -> bool:
    """Whether a parameter is said to be one, or every call in the file passes one for it."""
    if parameter.annotation is not None:
        return _is_one(parameter.annotation)
    place = next((index for index, one in enumerate(function.params.params) if one is parameter), None)
    calls = [
        one
        for one in effects.of_kinds(context.tree, cst.Call)
        if isinstance(one, cst.Call) and effects.path_of(one.func)[-1:] == (function.name.value,)
    ]
    in_class = isinstance(context.parents.get(id(context.parents[id(function)])), cst.ClassDef)
    is_static = bool(m.findall(function, m.Decorator(decorator=m.Name("staticmethod"))))
    first = 1 if in_class and not is_static else 0
    for call in calls:
        given = next(
            (one for one in call.args if one.keyword and one.keyword.value == parameter.name.value), None
        )
        if given is None and place is not None and not any(one.star for one in call.args):
            given = next(iter(call.args[place - first :][:1]), None)
        if given is None or depth >= _DEEPEST or not _stands_for_one(context, given.value, depth + 1):
            return False
    return bool(calls)


def _is_one(value: cst.CSTNode | None) -> bool:
    if isinstance(value, cst.Annotation):
        return m.matches(value.annotation, _SEMAPHORE)
    return value is not None and m.matches(value, m.Call(func=_SEMAPHORE))
