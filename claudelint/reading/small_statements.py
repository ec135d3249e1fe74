"""Statements without a body: assignments, imports, returns and the like."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from claudelint.reading.expressions import ExpressionReader
from claudelint.reading.module import Binary, Expr, Imported, Opaque

# what a statement is filled in with: its kind, its expressions, the definitions that it makes
Filling = tuple[str, tuple[Expr, ...], tuple[int, ...]]


class SmallStatements:
    """Follows one statement at a time; `followers` has the method for each kind.

    Break and continue are not among them: they belong to the loop that they leave or begin again.
    """

    def __init__(self, reader: ExpressionReader) -> None:
        self.reader = reader
        self.bind = reader.targets.bind
        self.places = reader.places
        self.tables = reader.tables
        self.followers: dict[type, Callable[..., Filling]] = {
            cst.Expr: self._expression,
            cst.Assign: self._assign,
            cst.AnnAssign: self._annotated,
            cst.AugAssign: self._augmented,
            cst.Return: self._return,
            cst.Raise: self._raise,
            cst.Assert: self._assert,
            cst.Import: self._import,
            cst.ImportFrom: self._import_from,
            cst.Del: self._delete,
        }

    def _expression(self, node: cst.Expr) -> Filling:
        return "expression", (self.reader.read(node.value),), ()

    def _assign(self, node: cst.Assign) -> Filling:
        value = self.reader.read(node.value)
        definitions: list[int] = []
        for target in node.targets:
            definitions.extend(self.bind(target.target, value, "assign"))
        return "assign", (value,), tuple(definitions)

    def _annotated(self, node: cst.AnnAssign) -> Filling:
        annotation = self.reader.read(node.annotation.annotation)
        if node.value is None:
            start, end = self.places.of(node.target)
            if self.reader.frame.kind == "class":
                unset = Opaque(start, end, "unset")
                return "annotate", (), self.bind(node.target, unset, "annotate", annotation)
            return "annotate", (), ()
        value = self.reader.read(node.value)
        return "assign", (value,), self.bind(node.target, value, "assign", annotation)

    def _augmented(self, node: cst.AugAssign) -> Filling:
        start, end = self.places.of(node)
        left = self.reader.read(node.target)
        right = self.reader.read(node.value)
        operator = _AUGMENTED.get(type(node.operator).__name__, type(node.operator).__name__)
        value = Binary(start, end, operator, left, right)
        return "augment", (value,), self.reader.targets.augment(node.target, left, value)

    def _return(self, node: cst.Return) -> Filling:
        values = () if node.value is None else (self.reader.read(node.value),)
        self.reader.frame.dead = True
        return "return", values, ()

    def _raise(self, node: cst.Raise) -> Filling:
        values = () if node.exc is None else (self.reader.read(node.exc),)
        self.reader.frame.dead = True
        return "raise", values, ()

    def _assert(self, node: cst.Assert) -> Filling:
        parts = [part for part in (node.test, node.msg) if part is not None]
        return "assert", self.reader.read_all(parts), ()

    def _delete(self, node: cst.Del) -> Filling:
        place = self.places.of(node)
        targets = node.target.elements if isinstance(node.target, cst.Tuple) else (node.target,)
        for target in targets:
            expression = target.value if isinstance(target, cst.Element) else target
            if isinstance(expression, cst.Subscript):
                self.bind(expression, Opaque(*place, "deleted"), "delete")
        return "delete", (), ()

    def _import(self, node: cst.Import) -> Filling:
        definitions: list[int] = []
        for alias in node.names:
            place = self.places.of(alias.name)
            dotted = _dotted(alias.name)
            if alias.asname is not None:
                value = Imported(*place, dotted, None, 0)
                definitions.extend(self.bind(alias.asname.name, value, "import"))
                continue
            root: cst.CSTNode = alias.name
            while isinstance(root, cst.Attribute):
                root = root.value
            value = Imported(*place, dotted.partition(".")[0], None, 0)
            definitions.extend(self.bind(root, value, "import"))
        return "import", (), tuple(definitions)

    def _import_from(self, node: cst.ImportFrom) -> Filling:
        module = "" if node.module is None else _dotted(node.module)
        level = len(node.relative)
        place = self.places.of(node)
        if isinstance(node.names, cst.ImportStar):
            star = Imported(*place, module, "*", level)
            index = self.tables.define("*", star, "import", self.reader.statement, place)
            self.reader.frame.every.setdefault("*", []).append(index)
            return "import", (), (index,)
        definitions: list[int] = []
        for alias in node.names:
            name = _dotted(alias.name)
            value = Imported(*self.places.of(alias.name), module, name, level)
            target = alias.name if alias.asname is None else alias.asname.name
            definitions.extend(self.bind(target, value, "import"))
        return "import", (), tuple(definitions)


_AUGMENTED = {
    "AddAssign": "+",
    "SubtractAssign": "-",
    "MultiplyAssign": "*",
    "ModuloAssign": "%",
    "BitOrAssign": "|",
    "DivideAssign": "/",
    "FloorDivideAssign": "//",
}


def _dotted(node: cst.CSTNode) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""
