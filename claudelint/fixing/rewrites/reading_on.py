"""Whether code that runs after a statement still reads a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum

import libcst as cst
import libcst.matchers as m

from claudelint.fixing.rewrites.context import RewriteContext, count_names
from claudelint.fixing.rewrites.effects import bound_names, nodes_of

_LOOPS = (cst.For, cst.While)


class _Next(Enum):
    """What becomes of the value of a name in a piece of code."""

    READ = "read"
    REPLACED = "replaced"
    KEPT = "kept"


def is_read_later(context: RewriteContext, line: cst.BaseStatement, name: str) -> bool:
    """Whether the value that a name has after a statement of a function, or of the file, may still be read.

    Functions that mention the name may run at any time; other files are not looked at.
    """
    scope = _scope(context, line)
    if any(
        _is_captured(one, name)
        for one in m.findall(scope, m.OneOf(m.FunctionDef(), m.Lambda(), m.ClassDef()))
    ):
        return True
    if m.findall(scope, m.OneOf(m.Global(), m.Nonlocal())) and _is_declared(scope, name):
        return True
    child: cst.CSTNode = line
    for parent in context.ancestors(line):
        if isinstance(parent, cst.IndentedBlock | cst.Module):
            places = [id(one) for one in parent.body]
            found = _through(parent.body[places.index(id(child)) + 1 :], name)
            if found is not _Next.KEPT:
                return found is _Next.READ
        elif isinstance(parent, cst.Try | cst.TryStar):
            # what follows in the handlers and at the end runs as well, or may
            rest = [*parent.handlers, parent.orelse, parent.finalbody]
            if any(one is not None and one is not child and _mentions(one, name) for one in rest):
                return True
        elif isinstance(parent, _LOOPS) and _again(parent, name) is _Next.READ:
            return True
        if parent is scope:
            return False
        child = parent
    return False


def _scope(context: RewriteContext, node: cst.CSTNode) -> cst.CSTNode:
    """The innermost function around a node, else the file."""
    functions = (one for one in context.ancestors(node) if isinstance(one, cst.FunctionDef))
    return next(functions, context.tree)


def _is_captured(function: cst.CSTNode, name: str) -> bool:
    """Whether a function within the scope reads the name from outside, as far as its own names tell."""
    if isinstance(function, cst.FunctionDef | cst.Lambda):
        parameters = list(_parameters(function.params))
        if any(one.default is not None and count_names(one.default, name) for one in parameters):
            return True
        own = bound_names([function.body]) | {one.name.value for one in parameters}
        return name not in own and count_names(function, name) > 0
    return isinstance(function, cst.ClassDef) and any(
        count_names(one, name) for one in function.body.body if not isinstance(one, cst.FunctionDef)
    )


def _mentions(node: cst.CSTNode, name: str) -> bool:
    """Whether the name stands in a piece of code, but for functions to which it is a name of their own."""
    own = (
        count_names(one, name)
        for one in nodes_of(node)
        if isinstance(one, cst.FunctionDef | cst.Lambda) and not _is_captured(one, name)
    )
    return count_names(node, name) > sum(own)


def _parameters(parameters: cst.Parameters) -> Iterator[cst.Param]:
    yield from (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)
    for one in (parameters.star_arg, parameters.star_kwarg):
        if isinstance(one, cst.Param):
            yield one


def _is_declared(scope: cst.CSTNode, name: str) -> bool:
    return any(
        isinstance(one, cst.NameItem) and one.name.value == name for one in m.findall(scope, m.NameItem())
    )


def _again(loop: cst.For | cst.While, name: str) -> _Next:
    """What becomes of the value when the loop goes round again."""
    if isinstance(loop, cst.While) and _mentions(loop.test, name):
        return _Next.READ
    if isinstance(loop, cst.For) and name in bound_names([loop.target]):
        return _Next.REPLACED
    return _through(_body(loop.body), name)


def _through(lines: Iterable[cst.CSTNode], name: str) -> _Next:
    for line in lines:
        found = _of(line, name)
        if found is not _Next.KEPT:
            return found
    return _Next.KEPT


def _of(line: cst.CSTNode, name: str) -> _Next:
    """What one statement does: what is not understood, and mentions the name, reads it."""
    if isinstance(line, cst.SimpleStatementLine | cst.SimpleStatementSuite):
        return _through(line.body, name)
    if not _mentions(line, name):
        return _Next.KEPT
    if isinstance(line, cst.Assign):
        only = len(line.targets) == 1 and m.matches(line.targets[0].target, m.Name(name))
        return _Next.REPLACED if only and not _mentions(line.value, name) else _Next.READ
    if isinstance(line, cst.With):
        if any(_mentions(item, name) for item in line.items):
            return _Next.READ
        return _through(_body(line.body), name)
    if isinstance(line, cst.If):
        return _branches(line, name)
    if isinstance(line, cst.Try) and not any(
        _mentions(one, name) for one in (*line.handlers, line.orelse, line.finalbody) if one is not None
    ):
        # it may end before the name has its new value
        return _Next.READ if _through(_body(line.body), name) is _Next.READ else _Next.KEPT
    return _Next.READ


def _branches(condition: cst.If, name: str) -> _Next:
    if _mentions(condition.test, name):
        return _Next.READ
    orelse = condition.orelse
    results = [_through(_body(condition.body), name)]
    if isinstance(orelse, cst.If):
        results.append(_branches(orelse, name))
    elif orelse is not None:
        results.append(_through(_body(orelse.body), name))
    else:
        results.append(_Next.KEPT)
    if _Next.READ in results:
        return _Next.READ
    return _Next.REPLACED if set(results) == {_Next.REPLACED} else _Next.KEPT


def _body(block: cst.BaseSuite) -> Sequence[cst.CSTNode]:
    return block.body
