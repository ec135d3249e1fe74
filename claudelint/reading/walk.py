"""A visitor with LibCST's own protocol over a lean walk.

LibCST's `CSTVisitor` also visits white space, parentheses and commas, and rebuilds what it visits; that
costs most of its time. This walk goes over the children that mean something, in LibCST's order.
"""

from __future__ import annotations

from collections.abc import Callable

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
_Handlers = dict[type, "tuple[_Visit | None, tuple[str, ...], _Leave | None]"]
# a node without children that nobody asked for is not visited at all
_INERT: tuple[_Visit | None, tuple[str, ...], _Leave | None] = (None, (), None)


class Visitor:
    """Subclasses define `visit_X(node)` (False skips the children) and `leave_X(node)` for LibCST's nodes."""

    def walk(self, node: cst.CSTNode) -> None:
        """Visit a node and what is below it."""
        # white space and punctuation that LibCST leaves to its defaults are no nodes
        handlers: _Handlers = {type(None): _INERT, cst.MaybeSentinel: _INERT}
        self._walk(node, handlers)

    def _learn(self, kind: type, handlers: _Handlers) -> tuple[_Visit | None, tuple[str, ...], _Leave | None]:
        name = kind.__name__
        visit, leave = getattr(self, f"visit_{name}", None), getattr(self, f"leave_{name}", None)
        fields = _CHILDREN.get(name, ())
        known = (visit, fields, leave) if visit or leave or fields else _INERT
        handlers[kind] = known
        return known

    def _walk(self, node: cst.CSTNode, handlers: _Handlers) -> None:
        visit, fields, leave = handlers.get(type(node)) or self._learn(type(node), handlers)
        if visit is None or visit(node) is not False:
            for name in fields:
                child = getattr(node, name)
                kind = type(child)
                if kind is tuple or kind is list:
                    for item in child:
                        if (handlers.get(type(item)) or self._learn(type(item), handlers)) is not _INERT:
                            self._walk(item, handlers)
                elif (handlers.get(kind) or self._learn(kind, handlers)) is not _INERT:
                    self._walk(child, handlers)
        if leave is not None:
            leave(node)
