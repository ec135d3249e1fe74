"""What is assigned to or changed in place: names, attributes, items, and lists of them to be unpacked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from claudelint.reading.module import (
    Attr,
    AttributeBinding,
    Expr,
    Item,
    Local,
    Mutated,
    Param,
    Part,
    Ref,
    Updated,
)

if TYPE_CHECKING:
    from claudelint.reading.expressions import ExpressionReader


class Targets:
    """Binds targets in the frame and statement that are the reader's current ones."""

    def __init__(self, reader: ExpressionReader) -> None:
        self.reader = reader
        self.places = reader.places
        self.tables = reader.tables

    def bind(
        self,
        node: cst.CSTNode,
        value: Expr,
        how: str,
        annotation: Expr | None = None,
    ) -> tuple[int, ...]:
        """Bind a target (a name, attribute, item, or a list of them); the definitions of its names."""
        place = self.places.of(node)
        if isinstance(node, cst.Name):
            index = self.tables.define(node.value, value, how, self.reader.statement, place, annotation)
            self.reader.frame.bind(node.value, index)
            return (index,)
        if isinstance(node, (cst.Tuple, cst.List)):
            return self._unpack(node, value, how)
        if isinstance(node, cst.StarredElement):
            return self.bind(node.value, value, how)
        if isinstance(node, cst.Attribute):
            owner = self.reader.read(node.value)
            self.tables.attributes.append(
                AttributeBinding(*place, owner, node.attr.value, value, self.reader.statement, annotation)
            )
            return ()
        if isinstance(node, cst.Subscript):
            return self._store(node, value)
        return ()

    def rebind(self, node: cst.CSTNode, current: Expr, value: Expr, how: str) -> tuple[int, ...]:
        """Bind a target that was read before, as `target += 1` does: what stands in it is worked out once."""
        place = self.places.of(node)
        if isinstance(node, cst.Subscript) and isinstance(current, Item):
            updated = Updated(*place, current.value, current.index, value)
            return self._change(node.value, current.value, updated)
        if isinstance(node, cst.Attribute) and isinstance(current, Attr):
            self.tables.attributes.append(
                AttributeBinding(*place, current.value, current.name, value, self.reader.statement, None)
            )
            return ()
        return self.bind(node, value, how)

    def _unpack(self, node: cst.Tuple | cst.List, value: Expr, how: str) -> tuple[int, ...]:
        definitions: list[int] = []
        has_star = any(isinstance(element, cst.StarredElement) for element in node.elements)
        for index, element in enumerate(node.elements):
            start, end = self.places.of(element.value)
            part = Part(start, end, value, -1 if has_star else index)
            definitions.extend(self.bind(element.value, part, how))
        return tuple(definitions)

    def _store(self, node: cst.Subscript, value: Expr) -> tuple[int, ...]:
        start, end = self.places.of(node)
        base = self.reader.read(node.value)
        updated = Updated(start, end, base, self.reader.index(node), value)
        return self._change(node.value, base, updated)

    def mutate(self, target: cst.CSTNode, base: Expr, method: str, call: int) -> None:
        """Change a target in place, by a call of such a method as `append`."""
        if self._is_own_object(base):
            # a method of the class's own, which has the name of one that changes lists
            return
        start, end = self.places.of(target)
        self._change(target, base, Mutated(start, end, base, method, call))

    def _is_own_object(self, base: Expr) -> bool:
        """Whether an expression is the object that the method around it is called on."""
        if not isinstance(base, Local) or len(base.definitions) != 1:
            return False
        value = self.tables.definitions[base.definitions[0]].value
        if not isinstance(value, Param):
            return False
        scope = self.tables.scopes[value.scope]
        is_static = any(isinstance(one, Ref) and one.name == "staticmethod" for one in scope.decorators)
        is_method = scope.parent >= 0 and self.tables.scopes[scope.parent].kind == "class" and not is_static
        return is_method and bool(scope.parameters) and scope.parameters[0].name == value.name

    def _change(self, target: cst.CSTNode, base: Expr, changed: Expr) -> tuple[int, ...]:
        if isinstance(target, cst.Name):
            return self.bind(target, changed, "change")
        if isinstance(target, cst.Subscript) and isinstance(base, Item):
            outer = Updated(base.start, base.end, base.value, base.index, changed)
            return self._change(target.value, base.value, outer)
        if isinstance(target, cst.Attribute) and isinstance(base, Attr):
            place = self.places.of(target)
            self.tables.attributes.append(
                AttributeBinding(*place, base.value, base.name, changed, self.reader.statement, None, True)
            )
        return ()
