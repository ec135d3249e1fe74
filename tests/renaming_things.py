"""What an expression of a small project stands for, as far as a renamer has to know: ours or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import libcst as cst
from renaming_scopes import Bound, File, Scope

_DEEPEST = 30
_KINDS = {"function": "function", "class": "type"}
# displays, literals and operators: what they make are objects of the language
_BUILT = (
    cst.BaseString,
    cst.BaseNumber,
    cst.BaseDict,
    cst.BaseList,
    cst.BaseSet,
    cst.Tuple,
    cst.Comparison,
    cst.BinaryOperation,
    cst.UnaryOperation,
    cst.GeneratorExp,
)


@dataclass(frozen=True)
class Thing:
    """A module, function, class (`type`) or object (`instance`) of the project, or something from `outside`."""

    kind: str
    scope: Scope | None = None


OUTSIDE = Thing("outside")


class Things:
    """Tells what expressions stand for; None where that cannot be told."""

    def __init__(self, files: Iterable[File]) -> None:
        self.files = tuple(files)
        self._by_path = {file.path: file for file in self.files}
        self._open: set[tuple[int, int]] = set()

    # modules and names

    def module(self, dotted: str) -> File | None:
        """The file of a module of the project."""
        stem = dotted.replace(".", "/")
        for path in (f"{stem}.py", f"{stem}/__init__.py", f"src/{stem}.py", f"src/{stem}/__init__.py"):
            if path in self._by_path:
                return self._by_path[path]
        return None

    def is_package(self, dotted: str) -> bool:
        """Whether a dotted name is that of a module or package of the project, or of a folder of such."""
        if not dotted:
            return False
        start = dotted.replace(".", "/") + "/"
        is_folder = any(path.startswith((start, f"src/{start}")) for path in self._by_path)
        return is_folder or self.module(dotted) is not None

    def lookup(self, name: str, scope: Scope) -> Scope | None:
        """The scope that binds a name as it is seen from a scope; None for built-in names."""
        where: Scope | None = scope
        if scope.outer.get(name) == "global":
            where = scope.file.scope
        elif scope.outer.get(name) == "nonlocal":
            where = scope.parent
        while where is not None:
            if name in where.names and (where is scope or where.kind != "class"):
                return where
            where = where.parent
        for star in scope.file.stars:
            file = self.module(star)
            if file is not None and file is not scope.file:
                found = self.lookup(name, file.scope)
                if found is not None:
                    return found
        return None

    # expressions

    def of(self, expr: cst.CSTNode | None, scope: Scope) -> Thing | None:
        """What an expression stands for, seen from a scope."""
        key = (id(expr), id(scope))
        if expr is None or key in self._open or len(self._open) > _DEEPEST:
            return None
        self._open.add(key)
        try:
            return self._of(expr, scope)
        finally:
            self._open.discard(key)

    def _of(self, expr: cst.CSTNode, scope: Scope) -> Thing | None:
        if isinstance(expr, cst.Name):
            owner = self.lookup(expr.value, scope)
            return OUTSIDE if owner is None else self.named(owner, expr.value)
        if isinstance(expr, cst.Attribute):
            return self._attribute(expr, scope)
        if isinstance(expr, cst.Call):
            if isinstance(expr.func, cst.Name) and self.lookup(expr.func.value, scope) is None:
                # `sorted`, `next` and the like hand on what they are given
                given = {self.of(one.value, scope) for one in expr.args}
                return OUTSIDE if given <= {OUTSIDE} else None
            return self._called(self.of(expr.func, scope))
        if isinstance(expr, cst.Await):
            return self.of(expr.expression, scope)
        if isinstance(expr, cst.NamedExpr):
            return self.of(expr.value, scope)
        if isinstance(expr, cst.IfExp):
            return self._agreed([self.of(expr.body, scope), self.of(expr.orelse, scope)])
        if isinstance(expr, cst.BooleanOperation):
            return self._agreed([self.of(expr.left, scope), self.of(expr.right, scope)])
        if isinstance(expr, cst.Subscript):
            return OUTSIDE if self.of(expr.value, scope) == OUTSIDE and _is_name(expr.value) else None
        return OUTSIDE if isinstance(expr, _BUILT) else None

    def _attribute(self, expr: cst.Attribute, scope: Scope) -> Thing | None:
        owner = self.of(expr.value, scope)
        name = expr.attr.value
        if owner is None or owner.kind == "outside":
            return owner
        if owner.kind == "module" and owner.scope is not None:
            return self.member_of_module(owner.scope.file, name)
        if owner.kind in ("type", "instance") and owner.scope is not None:
            found = [self._bound(one, name) for one in self.members(owner.scope, name)]
            if not found and not self.inherits_from_outside(owner.scope):
                return None
            return self._agreed(found) if found else OUTSIDE
        return None

    def member_of_module(self, file: File, name: str) -> Thing | None:
        """What a module of the project calls by a name."""
        if name in file.scope.names:
            return self.named(file.scope, name)
        inner = self.module(f"{file.dotted}.{name}")
        return None if inner is None else Thing("module", inner.scope)

    def _called(self, function: Thing | None) -> Thing | None:
        if function is None or function.kind == "outside":
            return function
        if function.kind == "type":
            return Thing("instance", function.scope)
        if function.kind == "function" and function.scope is not None:
            return self._agreed([self.of(one, function.scope) for one in function.scope.returns])
        return None

    def _agreed(self, found: list[Thing | None]) -> Thing | None:
        """The one thing that all of several are; what is empty by now, such as None, has no say."""
        ours = {one for one in found if one != OUTSIDE}
        if not ours:
            return OUTSIDE if found else None
        return ours.pop() if len(ours) == 1 else None

    # bindings

    def named(self, owner: Scope, name: str) -> Thing | None:
        """What a name stands for in the scope that binds it."""
        return self._agreed([self._bound(one, name) for one in owner.names[name]])

    def _bound(self, bound: Bound, name: str) -> Thing | None:
        if bound.kind in _KINDS:
            if bound.kind == "function" and bound.scope is not None and _is_property(bound.scope):
                return self._called(Thing("function", bound.scope))
            return Thing(_KINDS[bound.kind], bound.scope)
        if bound.kind == "value" and bound.scope is not None:
            return self.of(bound.node, bound.scope)
        if bound.kind == "annotated" and bound.scope is not None:
            return self._annotated(bound.node, bound.scope)
        if bound.kind == "element" and bound.scope is not None:
            return OUTSIDE if self._is_from_outside(bound.node, bound.scope) else None
        if bound.kind == "import":
            return self._imported(bound)
        if bound.kind == "param" and bound.scope is not None:
            return self._parameter(bound.scope, bound.node)
        return None

    def _is_from_outside(self, iterable: cst.CSTNode | None, scope: Scope) -> bool:
        """Whether the items of something are from outside: not those of a list that may hold anything."""
        is_display = isinstance(iterable, (cst.BaseList, cst.BaseDict, cst.BaseSet, cst.Tuple))
        return not is_display and not _is_name(iterable) and self.of(iterable, scope) == OUTSIDE

    def _imported(self, bound: Bound) -> Thing | None:
        file = self.module(bound.module)
        if bound.name:
            inner = self.module(f"{bound.module}.{bound.name}")
            if file is not None and bound.name in file.scope.names:
                return self.named(file.scope, bound.name)
            if inner is not None:
                return Thing("module", inner.scope)
            if file is not None:
                owner = self.lookup(bound.name, file.scope)
                return None if owner is None else self.named(owner, bound.name)
            return None if self.is_package(bound.module) else OUTSIDE
        if file is not None:
            return Thing("module", file.scope)
        return None if self.is_package(bound.module) else OUTSIDE

    def _parameter(self, function: Scope, node: cst.CSTNode | None) -> Thing | None:
        assert isinstance(node, cst.Param)
        owner = function.parent
        words = {cst.Module([]).code_for_node(one.decorator) for one in function.decorators}
        parameters = function.parameters
        if owner is not None and owner.kind == "class" and parameters[:1] == [node]:
            if function.kind == "function" and "staticmethod" not in words:
                is_type = "classmethod" in words or function.name == "__new__"
                return Thing("type" if is_type else "instance", owner)
        if node.annotation is not None:
            return self._annotated(node.annotation.annotation, function)
        # a framework hands over what it likes
        return OUTSIDE if self.is_registered(function) else None

    def is_registered(self, function: Scope) -> bool:
        """Whether something from outside decorates a function or class."""
        return any(
            self.of(one.decorator, function.parent or function) == OUTSIDE for one in function.decorators
        )

    def _annotated(self, node: cst.CSTNode | None, scope: Scope) -> Thing | None:
        if isinstance(node, cst.SimpleString) and isinstance(node.evaluated_value, str):
            node = cst.parse_expression(node.evaluated_value)
        named = self.of(node, scope) if isinstance(node, (cst.Name, cst.Attribute)) else None
        if named is not None and named.kind == "type":
            return Thing("instance", named.scope)
        return OUTSIDE if named == OUTSIDE else None

    # classes

    def bases(self, owner: Scope) -> Iterator[Thing | None]:
        """What a class inherits from."""
        if isinstance(owner.node, cst.ClassDef) and owner.parent is not None:
            for base in owner.node.bases:
                value = base.value.value if isinstance(base.value, cst.Subscript) else base.value
                yield self.of(value, owner.parent)

    def family(self, owner: Scope) -> list[Scope]:
        """A class and the classes of the project it comes from."""
        found = [owner]
        for one in found:
            for base in self.bases(one):
                if (
                    base is not None
                    and base.kind == "type"
                    and base.scope is not None
                    and base.scope not in found
                ):
                    found.append(base.scope)
        return found

    def inherits_from_outside(self, owner: Scope) -> bool:
        """Whether a class comes from one of another package, so that it holds what the project does not show."""
        for one in self.family(owner):
            for base in self.bases(one):
                if base is None or base.kind == "outside":
                    return True
        return False

    def members(self, owner: Scope, name: str) -> list[Bound]:
        """What a class binds to a member, or the nearest class that it comes from."""
        for one in self.family(owner):
            found = [*one.names.get(name, ()), *one.attributes.get(name, ())]
            if found:
                return found
        return []


def classes(files: Iterable[File]) -> Iterator[Scope]:
    """All classes of the project."""
    for file in files:
        yield from (scope for scope in file.scopes if scope.kind == "class")


def is_special(name: str) -> bool:
    """Whether the language gives a name its meaning."""
    return name == "_" or (name.startswith("__") and name.endswith("__"))


def _is_name(node: cst.CSTNode | None) -> bool:
    return isinstance(node, (cst.Name, cst.Attribute))


def _is_property(function: Scope) -> bool:
    words = {cst.Module([]).code_for_node(one.decorator).rpartition(".")[2] for one in function.decorators}
    return bool(words & {"property", "cached_property", "getter"})
