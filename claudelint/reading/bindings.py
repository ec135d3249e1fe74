"""Which names each function and each loop binds: known before the flow of execution is followed."""

from __future__ import annotations

import libcst as cst

from claudelint.reading.walk import Visitor

# methods that change a list, dict or set in place
MUTATORS = frozenset(
    [
        "append",
        "extend",
        "insert",
        "update",
        "setdefault",
        "pop",
        "popitem",
        "remove",
        "clear",
        "add",
        "discard",
        "sort",
        "reverse",
        "appendleft",
        "extendleft",
        "popleft",
    ]
)


def own_name(node: cst.FunctionDef) -> str:
    """The name that a method has for the object or class it is called on; empty for a static one."""
    first = next(iter((*node.params.posonly_params, *node.params.params)), None)
    is_static = any(
        isinstance(one.decorator, cst.Name) and one.decorator.value == "staticmethod"
        for one in node.decorators
    )
    return "" if first is None or is_static else first.name.value


class Bindings(Visitor):
    """Names bound in every scope and changed in every loop, by the identity of the node.

    In a scope, a name counts when Python makes it local; in a loop also when its value is changed in
    place, since the next turn then sees another value.
    """

    def __init__(self, tree: cst.Module) -> None:
        self.scopes: dict[int, set[str]] = {id(tree): set()}
        self.loops: dict[int, set[str]] = {}
        self.outer: dict[int, set[str]] = {}
        self._scope = [id(tree)]
        # of every open scope whether it is a class, and the name of the object that a method is called on
        self._owners: list[tuple[bool, str]] = [(False, "")]
        self._open_loops: list[list[set[str]]] = [[]]
        self.walk(tree)

    def _bind(self, name: str) -> None:
        self.scopes[self._scope[-1]].add(name)
        self._change(name)

    def _change(self, name: str) -> None:
        for loop in self._open_loops[-1]:
            loop.add(name)

    def _bind_target(self, target: cst.CSTNode) -> None:
        if isinstance(target, cst.Name):
            self._bind(target.value)
        elif isinstance(target, (cst.Tuple, cst.List)):
            for element in target.elements:
                self._bind_target(element.value)
        elif isinstance(target, cst.StarredElement):
            self._bind_target(target.value)
        elif isinstance(target, cst.Subscript):
            root: cst.CSTNode = target
            while isinstance(root, cst.Subscript):
                root = root.value
            if isinstance(root, cst.Name):
                self._change(root.value)

    def _enter(self, node: cst.CSTNode, own: str = "") -> None:
        self.scopes[id(node)] = set()
        self._scope.append(id(node))
        self._owners.append((isinstance(node, cst.ClassDef), own))
        self._open_loops.append([])

    def _leave(self) -> None:
        self._scope.pop()
        self._owners.pop()
        self._open_loops.pop()

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self._bind(node.name.value)
        self._enter(node, own_name(node) if self._owners[-1][0] else "")

    def leave_FunctionDef(self, _: cst.FunctionDef) -> None:
        self._leave()

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self._bind(node.name.value)
        self._enter(node)

    leave_ClassDef = leave_FunctionDef

    def visit_Lambda(self, node: cst.Lambda) -> None:
        self._enter(node)

    def leave_Lambda(self, _: cst.Lambda) -> None:
        self._leave()

    def visit_Param(self, node: cst.Param) -> None:
        self._bind(node.name.value)

    def visit_Global(self, node: cst.Global) -> None:
        names = self.outer.setdefault(self._scope[-1], set())
        names.update(item.name.value for item in node.names)

    visit_Nonlocal = visit_Global

    def visit_AssignTarget(self, node: cst.AssignTarget) -> None:
        self._bind_target(node.target)

    visit_AnnAssign = visit_AssignTarget
    visit_AugAssign = visit_AssignTarget
    visit_NamedExpr = visit_AssignTarget
    visit_Del = visit_AssignTarget

    def visit_AsName(self, node: cst.AsName) -> None:
        self._bind_target(node.name)

    def visit_ImportAlias(self, node: cst.ImportAlias) -> bool:
        if node.asname is None:
            name: cst.CSTNode = node.name
            while isinstance(name, cst.Attribute):
                name = name.value
            self._bind_target(name)
        else:
            self._bind_target(node.asname.name)
        return False

    def visit_MatchAs(self, node: cst.MatchAs) -> None:
        if node.name is not None:
            self._bind(node.name.value)

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node: cst.MatchMapping) -> None:
        if node.rest is not None:
            self._bind(node.rest.value)

    def visit_TypeAlias(self, node: cst.TypeAlias) -> None:
        self._bind(node.name.value)

    def visit_CompFor(self, node: cst.CompFor) -> None:
        # its variables live in the comprehension; what it changes, it changes in every turn
        self.loops[id(node)] = set()

    def visit_For(self, node: cst.For) -> None:
        self._bind_target(node.target)
        self.visit_While(node)
        self._bind_target(node.target)

    def leave_For(self, _: cst.For) -> None:
        self._open_loops[-1].pop()

    def visit_While(self, node: cst.For | cst.While) -> None:
        names: set[str] = set()
        self.loops[id(node)] = names
        self._open_loops[-1].append(names)

    leave_While = leave_For

    def visit_Call(self, node: cst.Call) -> None:
        function = node.func
        if isinstance(function, cst.Attribute) and function.attr.value in MUTATORS:
            root: cst.CSTNode = function.value
            while isinstance(root, cst.Subscript):
                root = root.value
            is_own_method = root is function.value
            if isinstance(root, cst.Name) and not (is_own_method and root.value == self._owners[-1][1]):
                self._change(root.value)
