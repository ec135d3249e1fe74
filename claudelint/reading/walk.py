"""A visitor with LibCST's own protocol over a lean walk.

LibCST's `CSTVisitor` also visits white space, parentheses and commas, and rebuilds what it visits; that
costs most of its time. This walk goes over the children that mean something, in LibCST's order.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple

import libcst as cst

# The fields of each node that hold meaning, in the order in which LibCST visits them. Nodes that are not
# named here have no such children.
_CHILDREN: dict[str, tuple[str, ...]] = {
    "Module": ("body",),
    "Del": ("target",),
    "Return": ("value",),
    "Expr": ("value",),
    "SimpleStatementLine": ("body",),
    "SimpleStatementSuite": ("body",),
    "Else": ("body",),
    "If": (
        "test",
        "body",
        "orelse",
    ),
    "IndentedBlock": ("body",),
    "AsName": ("name",),
    "ExceptHandler": (
        "type",
        "name",
        "body",
    ),
    "ExceptStarHandler": (
        "type",
        "name",
        "body",
    ),
    "Finally": ("body",),
    "Try": (
        "body",
        "handlers",
        "orelse",
        "finalbody",
    ),
    "TryStar": (
        "body",
        "handlers",
        "orelse",
        "finalbody",
    ),
    "ImportAlias": (
        "name",
        "asname",
    ),
    "Import": ("names",),
    "ImportFrom": (
        "module",
        "names",
    ),
    "LazyImport": ("names",),
    "LazyImportFrom": (
        "module",
        "names",
    ),
    "AssignTarget": ("target",),
    "Assign": (
        "targets",
        "value",
    ),
    "AnnAssign": (
        "target",
        "annotation",
        "value",
    ),
    "AugAssign": (
        "target",
        "operator",
        "value",
    ),
    "Decorator": ("decorator",),
    "FunctionDef": (
        "decorators",
        "name",
        "type_parameters",
        "params",
        "returns",
        "body",
    ),
    "ClassDef": (
        "decorators",
        "name",
        "type_parameters",
        "bases",
        "keywords",
        "body",
    ),
    "WithItem": (
        "item",
        "asname",
    ),
    "With": (
        "items",
        "body",
    ),
    "For": (
        "target",
        "iter",
        "body",
        "orelse",
    ),
    "While": (
        "test",
        "body",
        "orelse",
    ),
    "Raise": (
        "exc",
        "cause",
    ),
    "Assert": (
        "test",
        "msg",
    ),
    "NameItem": ("name",),
    "Global": ("names",),
    "Nonlocal": ("names",),
    "Match": (
        "subject",
        "cases",
    ),
    "MatchCase": (
        "pattern",
        "guard",
        "body",
    ),
    "MatchValue": ("value",),
    "MatchSingleton": ("value",),
    "MatchSequenceElement": ("value",),
    "MatchStar": ("name",),
    "MatchList": ("patterns",),
    "MatchTuple": ("patterns",),
    "MatchMappingElement": (
        "key",
        "pattern",
    ),
    "MatchMapping": (
        "elements",
        "rest",
    ),
    "MatchKeywordElement": (
        "key",
        "pattern",
    ),
    "MatchClass": (
        "cls",
        "patterns",
        "kwds",
    ),
    "MatchAs": (
        "pattern",
        "name",
    ),
    "MatchOrElement": ("pattern",),
    "MatchOr": ("patterns",),
    "TypeVar": (
        "name",
        "bound",
    ),
    "TypeVarTuple": ("name",),
    "ParamSpec": ("name",),
    "TypeParam": (
        "param",
        "default",
    ),
    "TypeParameters": ("params",),
    "TypeAlias": (
        "name",
        "type_parameters",
        "value",
    ),
    "FormattedStringExpression": (
        "expression",
        "format_spec",
    ),
    "FormattedString": ("parts",),
    "TemplatedStringExpression": (
        "expression",
        "format_spec",
    ),
    "TemplatedString": ("parts",),
    "ConcatenatedString": (
        "left",
        "right",
    ),
    "ComparisonTarget": (
        "operator",
        "comparator",
    ),
    "Comparison": (
        "left",
        "comparisons",
    ),
    "UnaryOperation": (
        "operator",
        "expression",
    ),
    "BinaryOperation": (
        "left",
        "operator",
        "right",
    ),
    "BooleanOperation": (
        "left",
        "operator",
        "right",
    ),
    "Attribute": (
        "value",
        "attr",
    ),
    "Index": ("value",),
    "Slice": (
        "lower",
        "upper",
        "step",
    ),
    "SubscriptElement": ("slice",),
    "Subscript": (
        "value",
        "slice",
    ),
    "Annotation": ("annotation",),
    "Param": (
        "name",
        "annotation",
        "default",
    ),
    "Parameters": (
        "posonly_params",
        "params",
        "star_arg",
        "kwonly_params",
        "star_kwarg",
    ),
    "Lambda": (
        "params",
        "body",
    ),
    "Arg": (
        "keyword",
        "value",
    ),
    "Call": (
        "func",
        "args",
    ),
    "Await": ("expression",),
    "IfExp": (
        "body",
        "test",
        "orelse",
    ),
    "From": ("item",),
    "Yield": ("value",),
    "Element": ("value",),
    "DictElement": (
        "key",
        "value",
    ),
    "StarredElement": ("value",),
    "StarredDictElement": ("value",),
    "Tuple": ("elements",),
    "List": ("elements",),
    "Set": ("elements",),
    "Dict": ("elements",),
    "CompFor": (
        "target",
        "iter",
        "ifs",
        "inner_for_in",
    ),
    "CompIf": ("test",),
    "GeneratorExp": (
        "elt",
        "for_in",
    ),
    "ListComp": (
        "elt",
        "for_in",
    ),
    "SetComp": (
        "elt",
        "for_in",
    ),
    "DictComp": (
        "key",
        "value",
        "for_in",
    ),
    "StarredDictComp": (
        "value",
        "for_in",
    ),
    "NamedExpr": (
        "target",
        "value",
    ),
}


_Visit = Callable[[cst.CSTNode], "bool | None"]
_Leave = Callable[[cst.CSTNode], None]
# what a node has in its fields: nodes, and sequences of nodes
_Take = Callable[[cst.CSTNode], tuple[Any, ...]]


class _Way(NamedTuple):
    """What happens at nodes of a class: what is called before, which children follow, what is called behind."""

    visit: _Visit | None = None
    children: _Take | None = None
    leave: _Leave | None = None


# a node without children that nobody asked for is not visited at all
_INERT = _Way()


class _Ways(dict[type, _Way]):
    """The ways by class, each learned when the first node of the class is met."""

    def __init__(self, visitor: Visitor) -> None:
        # white space and punctuation that LibCST leaves to its defaults are no nodes
        super().__init__({type(None): _INERT, cst.MaybeSentinel: _INERT})
        self._visitor = visitor

    def __missing__(self, kind: type) -> _Way:
        name = kind.__name__
        visit = getattr(self._visitor, f"visit_{name}", None)
        leave = getattr(self._visitor, f"leave_{name}", None)
        fields = _CHILDREN.get(name, ())
        known = _Way(visit, _taking(fields), leave) if visit or leave or fields else _INERT
        self[kind] = known
        return known


def _taking(fields: tuple[str, ...]) -> _Take | None:
    if not fields:
        return None
    take = attrgetter(*fields)
    return take if len(fields) > 1 else lambda node: (take(node),)


class Visitor:
    """Subclasses define `visit_X(node)` (False skips the children) and `leave_X(node)` for LibCST's nodes."""

    def walk(self, node: cst.CSTNode) -> None:
        """Visit a node and what is below it."""
        ways = _Ways(self)
        _walk(node, ways[type(node)], ways)


def _walk(node: cst.CSTNode, way: _Way, ways: _Ways) -> None:
    visit, children, leave = way
    if (visit is None or visit(node) is not False) and children is not None:
        for child in children(node):
            kind = type(child)
            if kind is tuple or kind is list:
                for item in child:
                    inner = ways[type(item)]
                    if inner is not _INERT:
                        _walk(item, inner, ways)
                continue
            inner = ways[kind]
            if inner is not _INERT:
                _walk(child, inner, ways)
    if leave is not None:
        leave(node)
