"""What the files of a small project name: scopes, what is bound in them, and what uses it.

Written for the renamer alone and on purpose independent of claudelint's own model, which it puts to the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import libcst as cst


@dataclass(eq=False)
class Bound:
    """One way in which a name gets its value.

    `kind` is value, element, param, function, class, import or other; `node` is the value, the thing iterated
    over, the parameter or the definition; an import has a `module` and, after `from`, a `name`, and is
    `aliased` when `as` gives it the name it is bound to.
    """

    kind: str
    node: cst.CSTNode | None = None
    scope: Scope | None = None
    module: str = ""
    name: str = ""
    aliased: bool = False


@dataclass(eq=False)
class Scope:
    """A module, class, function, lambda or comprehension with the names bound in it."""

    kind: str
    file: File
    parent: Scope | None
    node: cst.CSTNode | None = None
    name: str = ""
    names: dict[str, list[Bound]] = field(default_factory=dict)
    # what `global` and `nonlocal` say
    outer: dict[str, str] = field(default_factory=dict)
    # of a class: what is assigned to attributes of the first parameter of its methods
    attributes: dict[str, list[Bound]] = field(default_factory=dict)
    # of a function: what it returns
    returns: list[cst.BaseExpression] = field(default_factory=list)

    @property
    def parameters(self) -> list[cst.Param]:
        """The parameters of a function or lambda, in order."""
        if not isinstance(self.node, (cst.FunctionDef, cst.Lambda)):
            return []
        given = self.node.params
        found = [*given.posonly_params, *given.params, *given.kwonly_params]
        for star in (given.star_arg, given.star_kwarg):
            if isinstance(star, cst.Param):
                found.append(star)
        return found

    @property
    def decorators(self) -> tuple[cst.Decorator, ...]:
        """The decorators of a function or class."""
        is_definition = isinstance(self.node, (cst.FunctionDef, cst.ClassDef))
        return tuple(self.node.decorators) if is_definition else ()

    def bind(self, name: str, bound: Bound) -> None:
        """Note that a name is bound here, or where `global` and `nonlocal` send it."""
        self.owner(name).names.setdefault(name, []).append(bound)

    def owner(self, name: str) -> Scope:
        """The scope in which an assignment to a name binds it."""
        if self.kind == "comprehension" and self.parent is not None:
            return self
        if self.outer.get(name) == "global":
            return self.file.scope
        scope = self
        while scope.outer.get(name) == "nonlocal" and scope.parent is not None:
            scope = scope.parent
        return scope


@dataclass(eq=False)
class File:
    """One file of the project: its tree, and every place where it names something."""

    path: str
    tree: cst.Module
    scope: Scope = field(init=False)
    # every plain name, and the scope it is looked up from
    uses: list[tuple[cst.Name, Scope]] = field(default_factory=list)
    attributes: list[tuple[cst.Attribute, Scope]] = field(default_factory=list)
    calls: list[tuple[cst.Call, Scope]] = field(default_factory=list)
    imports: list[tuple[cst.Import | cst.ImportFrom, Scope]] = field(default_factory=list)
    # texts that are code: annotations in quotes; and texts that name what the module or class holds
    annotations: list[tuple[cst.SimpleString, Scope]] = field(default_factory=list)
    listings: list[tuple[cst.SimpleString, Scope]] = field(default_factory=list)
    patterns: list[tuple[cst.MatchClass, Scope]] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    stars: list[str] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.scope = Scope("module", self, None)
        self.scopes.append(self.scope)

    @property
    def dotted(self) -> str:
        """The name it is imported by from the root."""
        parts = self.path.removesuffix(".py").split("/")
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def read(path: str, text: str) -> File:
    """A file with all that it names."""
    file = File(path, cst.parse_module(text))
    _Reading(file).visit(file.tree, file.scope)
    return file


_LISTS = ("__all__", "__slots__", "__match_args__")


class _Reading:
    """One walk over a file."""

    def __init__(self, file: File) -> None:
        self.file = file

    def visit(self, node: cst.CSTNode, scope: Scope) -> None:
        """Note what a node names, and go on to what is inside it."""
        handler = getattr(self, f"_{type(node).__name__}", None)
        if handler is None:
            self.inside(node, scope)
        else:
            handler(node, scope)

    def inside(self, node: cst.CSTNode, scope: Scope) -> None:
        """Go on to all children."""
        for child in node.children:
            self.visit(child, scope)

    def visit_some(self, scope: Scope, *nodes: cst.CSTNode | None) -> None:
        """Go on to those children that are there."""
        for node in nodes:
            if node is not None:
                self.visit(node, scope)

    def bind(self, target: cst.CSTNode, scope: Scope, bound: Bound) -> None:
        """Note what a target of an assignment binds; what is in it is visited as well."""
        if isinstance(target, cst.Name):
            scope.bind(target.value, bound)
            self.file.uses.append((target, scope))
        elif isinstance(target, (cst.Tuple, cst.List)):
            for element in target.elements:
                self.bind(element.value, scope, Bound("element", bound.node, bound.scope))
        elif isinstance(target, cst.StarredElement):
            self.bind(target.value, scope, Bound("other"))
        else:
            if isinstance(target, cst.Attribute):
                self._set_attribute(target, scope, bound)
            self.visit(target, scope)

    def _set_attribute(self, target: cst.Attribute, scope: Scope, bound: Bound) -> None:
        """Note an attribute of the first parameter of a method."""
        method = scope
        while method.kind in ("comprehension", "lambda") and method.parent is not None:
            method = method.parent
        owner = method.parent
        if method.kind == "function" and owner is not None and owner.kind == "class":
            first = method.parameters[0].name.value if method.parameters else ""
            if isinstance(target.value, cst.Name) and target.value.value == first:
                owner.attributes.setdefault(target.attr.value, []).append(bound)

    def _inner(self, kind: str, node: cst.CSTNode, scope: Scope, name: str = "") -> Scope:
        inner = Scope(kind, self.file, scope, node, name)
        self.file.scopes.append(inner)
        return inner

    # definitions

    def _FunctionDef(self, node: cst.FunctionDef, scope: Scope) -> None:
        inner = self._inner("function", node, scope, node.name.value)
        scope.bind(node.name.value, Bound("function", node, inner))
        self.file.uses.append((node.name, scope))
        self.visit_some(scope, *node.decorators)
        self.visit_some(inner, node.type_parameters)
        self._parameters(node.params, scope, inner)
        self.visit_some(inner, node.returns)
        for name, word in _declared(node.body):
            inner.outer[name] = word
        self.visit(node.body, inner)

    def _Lambda(self, node: cst.Lambda, scope: Scope) -> None:
        inner = self._inner("lambda", node, scope)
        self._parameters(node.params, scope, inner)
        self.visit(node.body, inner)

    def _parameters(self, params: cst.Parameters, scope: Scope, inner: Scope) -> None:
        for param in inner.parameters:
            inner.bind(param.name.value, Bound("param", param, inner))
            self.file.uses.append((param.name, inner))
            self.visit_some(inner if inner.kind == "function" else scope, param.annotation)
            self.visit_some(scope, param.default)

    def _ClassDef(self, node: cst.ClassDef, scope: Scope) -> None:
        inner = self._inner("class", node, scope, node.name.value)
        scope.bind(node.name.value, Bound("class", node, inner))
        self.file.uses.append((node.name, scope))
        self.visit_some(scope, *node.decorators)
        self.visit_some(inner, node.type_parameters)
        self.visit_some(scope, *node.bases, *node.keywords)
        self.visit(node.body, inner)

    def _TypeVar(self, node: cst.TypeVar, scope: Scope) -> None:
        self.bind(node.name, scope, Bound("other"))
        self.visit_some(scope, node.bound)

    def _TypeAlias(self, node: cst.TypeAlias, scope: Scope) -> None:
        self.bind(node.name, scope, Bound("value", node.value, scope))
        self.visit_some(scope, node.type_parameters, node.value)

    # assignments

    def _Assign(self, node: cst.Assign, scope: Scope) -> None:
        self.visit(node.value, scope)
        for one in node.targets:
            self.bind(one.target, scope, Bound("value", node.value, scope))
            if isinstance(one.target, cst.Name) and one.target.value in _LISTS:
                self.file.listings.extend((text, scope) for text in _strings(node.value))

    def _AnnAssign(self, node: cst.AnnAssign, scope: Scope) -> None:
        self.visit_some(scope, node.annotation, node.value)
        bound = Bound("annotated", node.annotation.annotation, scope)
        self.bind(node.target, scope, bound)

    def _AugAssign(self, node: cst.AugAssign, scope: Scope) -> None:
        self.visit(node.value, scope)
        self.bind(node.target, scope, Bound("other"))

    def _NamedExpr(self, node: cst.NamedExpr, scope: Scope) -> None:
        self.visit(node.value, scope)
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        self.bind(node.target, scope, Bound("value", node.value, scope))

    def _For(self, node: cst.For, scope: Scope) -> None:
        self.visit(node.iter, scope)
        self.bind(node.target, scope, Bound("element", node.iter, scope))
        self.visit_some(scope, node.body, node.orelse)

    def _WithItem(self, node: cst.WithItem, scope: Scope) -> None:
        self.visit(node.item, scope)
        if node.asname is not None:
            self.bind(node.asname.name, scope, Bound("value", node.item, scope))

    def _ExceptHandler(self, node: cst.ExceptHandler, scope: Scope) -> None:
        self.visit_some(scope, node.type)
        if node.name is not None:
            self.bind(node.name.name, scope, Bound("other"))
        self.visit(node.body, scope)

    def _Del(self, node: cst.Del, scope: Scope) -> None:
        self.visit(node.target, scope)

    def _Global(self, node: cst.Global | cst.Nonlocal, scope: Scope) -> None:
        self.file.uses.extend((item.name, scope) for item in node.names)

    _Nonlocal = _Global

    def _Return(self, node: cst.Return, scope: Scope) -> None:
        if node.value is not None:
            scope.returns.append(node.value)
            self.visit(node.value, scope)

    # comprehensions

    def _ListComp(self, node: cst.ListComp | cst.SetComp | cst.GeneratorExp, scope: Scope) -> None:
        self.visit(node.elt, self._clauses(node.for_in, scope, self._inner("comprehension", node, scope)))

    _SetComp = _GeneratorExp = _ListComp

    def _DictComp(self, node: cst.DictComp, scope: Scope) -> None:
        inner = self._clauses(node.for_in, scope, self._inner("comprehension", node, scope))
        self.visit_some(inner, node.key, node.value)

    def _clauses(self, clause: cst.CompFor, scope: Scope, inner: Scope) -> Scope:
        self.visit(clause.iter, scope)
        self.bind(clause.target, inner, Bound("element", clause.iter, scope))
        self.visit_some(inner, *clause.ifs)
        return inner if clause.inner_for_in is None else self._clauses(clause.inner_for_in, inner, inner)

    # patterns

    def _MatchAs(self, node: cst.MatchAs, scope: Scope) -> None:
        self.visit_some(scope, node.pattern)
        if node.name is not None:
            self.bind(node.name, scope, Bound("other"))

    def _MatchStar(self, node: cst.MatchStar, scope: Scope) -> None:
        if node.name is not None:
            self.bind(node.name, scope, Bound("other"))

    def _MatchMapping(self, node: cst.MatchMapping, scope: Scope) -> None:
        self.visit_some(scope, *node.elements)
        if node.rest is not None:
            self.bind(node.rest, scope, Bound("other"))

    def _MatchClass(self, node: cst.MatchClass, scope: Scope) -> None:
        self.file.patterns.append((node, scope))
        self.visit_some(scope, node.cls, *node.patterns, *(element.pattern for element in node.kwds))

    # imports

    def _Import(self, node: cst.Import, scope: Scope) -> None:
        self.file.imports.append((node, scope))
        for alias in node.names:
            dotted = alias.evaluated_name
            if isinstance(alias.asname, cst.AsName):
                self.bind(alias.asname.name, scope, Bound("import", module=dotted, aliased=True))
            else:
                first = dotted.partition(".")[0]
                scope.bind(first, Bound("import", module=first))

    def _ImportFrom(self, node: cst.ImportFrom, scope: Scope) -> None:
        self.file.imports.append((node, scope))
        module = self._source(node)
        if isinstance(node.names, cst.ImportStar):
            self.file.stars.append(module)
            return
        for alias in node.names:
            name = alias.evaluated_name
            if isinstance(alias.asname, cst.AsName):
                self.bind(alias.asname.name, scope, Bound("import", module=module, name=name, aliased=True))
            else:
                scope.bind(name, Bound("import", module=module, name=name))

    def _source(self, node: cst.ImportFrom) -> str:
        named = "" if node.module is None else cst.Module([]).code_for_node(node.module)
        if not node.relative:
            return named
        parts = self.file.path.split("/")[: -len(node.relative)]
        return ".".join([*parts, *([named] if named else [])])

    # uses

    def _Name(self, node: cst.Name, scope: Scope) -> None:
        self.file.uses.append((node, scope))

    def _Attribute(self, node: cst.Attribute, scope: Scope) -> None:
        self.file.attributes.append((node, scope))
        self.visit(node.value, scope)

    def _Arg(self, node: cst.Arg, scope: Scope) -> None:
        # the keyword belongs to what is called
        self.visit(node.value, scope)

    def _Call(self, node: cst.Call, scope: Scope) -> None:
        self.file.calls.append((node, scope))
        self.inside(node, scope)

    def _SimpleString(self, node: cst.SimpleString, scope: Scope) -> None:
        value = node.evaluated_value
        if isinstance(value, str):
            self.file.texts.add(value)

    def _Annotation(self, node: cst.Annotation, scope: Scope) -> None:
        self.file.annotations.extend((text, scope) for text in _strings(node.annotation))
        self.inside(node, scope)


def _declared(body: cst.CSTNode) -> Iterator[tuple[str, str]]:
    """The names that `global` and `nonlocal` speak of in a function, not in those within it."""
    if isinstance(body, (cst.Global, cst.Nonlocal)):
        word = "global" if isinstance(body, cst.Global) else "nonlocal"
        yield from ((item.name.value, word) for item in body.names)
    elif not isinstance(body, (cst.FunctionDef, cst.ClassDef, cst.Lambda)):
        for child in body.children:
            yield from _declared(child)


def _strings(node: cst.CSTNode) -> Iterator[cst.SimpleString]:
    """The plain strings in an expression, except the choices of a `Literal`."""
    if isinstance(node, cst.SimpleString):
        yield node
    elif isinstance(node, cst.Subscript) and "Literal" in cst.Module([]).code_for_node(node.value):
        return
    else:
        for child in node.children:
            yield from _strings(child)
