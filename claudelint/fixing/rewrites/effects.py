"""Which names a piece of code reads, binds and changes, as far as two halves of a loop can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

import libcst as cst
import libcst.matchers as m

Path = tuple[str, ...]

# calls that change nothing that later code reads
LOGGING = frozenset({"critical", "debug", "error", "exception", "info", "log", "print", "warning"})
_READING = {
    *("copy", "encode", "decode", "endswith", "format", "get", "index", "items", "join", "keys", "lower"),
    *("model_dump", "read_bytes", "read_text", "replace", "split", "splitlines", "startswith", "strip"),
    *("title", "upper", "values"),
}
_GROWING = {
    *("add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem", "popleft"),
    *("put", "remove", "setdefault", "update"),
}
_PURE = {"bool", "dict", "enumerate", "float", "int", "len", "list", "print", "repr", "set", "str", "tuple"}


def bound_names(nodes: Iterable[cst.CSTNode]) -> set[str]:
    """The names that the code gives a value; those of functions within it are theirs."""
    return {name for node in nodes for target in _targets(node) for name in target_names(target)}


def counted_names(nodes: Sequence[cst.CSTNode]) -> set[str]:
    """The names that stand nowhere but in a loop, or a comprehension, that gives them all their values itself."""
    found: set[str] = set()
    for node in nodes:
        for loop in m.findall(node, m.For() | m.ListComp() | m.SetComp() | m.DictComp() | m.GeneratorExp()):
            clause = loop if isinstance(loop, cst.For) else getattr(loop, "for_in", None)
            if not isinstance(clause, cst.For | cst.CompFor):
                continue
            for name in target_names(clause.target):
                within = _mentions([loop], name) - _mentions([clause.iter], name)
                if within == _mentions(nodes, name):
                    found.add(name)
    return found


def _mentions(nodes: Sequence[cst.CSTNode], name: str) -> int:
    return sum(len(m.findall(node, m.Name(name))) for node in nodes)


def target_names(target: cst.CSTNode) -> Iterator[str]:
    """The names in a target of an assignment; attributes and items bind none."""
    if isinstance(target, cst.Name):
        yield target.value
    elif isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            yield from target_names(element.value)


def _targets(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What the code under a node assigns to."""
    for found in nodes_of(node):
        if isinstance(found, cst.AssignTarget | cst.AnnAssign | cst.AugAssign | cst.For | cst.NamedExpr):
            yield found.target
        elif isinstance(found, cst.AsName | cst.FunctionDef | cst.ClassDef):
            yield found.name
        elif isinstance(found, cst.ImportAlias) and found.asname is None:
            yield _first(found.name)
        elif isinstance(found, cst.Del):
            yield found.target


def assigned_paths(nodes: Sequence[cst.CSTNode]) -> set[Path]:
    """The names and attributes that the code binds or assigns into."""
    paths: set[Path] = {(name,) for name in bound_names(nodes)}
    for node in nodes:
        for target in _targets(node):
            paths.add(path_of(target.value if isinstance(target, cst.Subscript) else target))
    return paths - {()}


def changed_paths(nodes: Sequence[cst.CSTNode]) -> set[Path]:
    """What the code assigns, and what it calls a method of that may change it."""
    called = {owner for method, owner in _methods(nodes) if method not in LOGGING | _READING}
    return assigned_paths(nodes) | called


def mutated_paths(nodes: Sequence[cst.CSTNode]) -> set[Path]:
    """What the code changes in place, so that everyone who holds it sees the change."""
    paths = {owner for method, owner in _methods(nodes) if method not in LOGGING | _READING}
    for node in nodes:
        for target in _targets(node):
            if isinstance(target, cst.Attribute | cst.Subscript):
                paths.add(path_of(target.value))
        for added in m.findall(node, m.AugAssign()):
            if isinstance(added, cst.AugAssign):
                paths.add(path_of(added.target))
    return paths - {()}


def grown_paths(nodes: Sequence[cst.CSTNode]) -> set[Path]:
    """What the code adds items to or takes items from."""
    return {owner for method, owner in _methods(nodes) if method in _GROWING}


def _methods(nodes: Sequence[cst.CSTNode]) -> Iterator[tuple[str, Path]]:
    """The methods called on chains of names, and what they are called on."""
    for node in nodes:
        for call in m.findall(node, m.Call(func=m.Attribute())):
            assert isinstance(call, cst.Call)
            assert isinstance(call.func, cst.Attribute)
            if path_of(call.func.value):
                yield call.func.attr.value, path_of(call.func.value)


def of_kinds(tree: cst.Module, *kinds: type[cst.CSTNode]) -> list[cst.CSTNode]:
    """The nodes of a file that are of these classes, as they stand; the file is gone through once for all askers."""
    return [node for node, _ in nodes_with_children(tree) if type(node) in kinds]


@lru_cache(maxsize=8)
def nodes_with_children(tree: cst.Module) -> tuple[tuple[cst.CSTNode, Sequence[cst.CSTNode]], ...]:
    """Every node of a file, as they stand, with its children; asking LibCST for these takes long."""
    found: list[tuple[cst.CSTNode, Sequence[cst.CSTNode]]] = []
    pending: list[cst.CSTNode] = [tree]
    while pending:
        node = pending.pop()
        children = node.children
        found.append((node, children))
        pending.extend(reversed(children))
    return tuple(found)


def values_of(
    tree: cst.Module, name: str, where: Callable[[cst.CSTNode], bool] = lambda _: True
) -> list[cst.CSTNode | None]:
    """All that a name is given in a file: values, or annotations of parameters; None where it is unclear.

    `where` tells which statements count.
    """
    values: list[cst.CSTNode | None] = []
    for node in filter(where, of_kinds(tree, cst.Assign, cst.AnnAssign, cst.Param)):
        if isinstance(node, cst.Assign):
            for target in node.targets:
                if path_of(target.target) == (name,):
                    values.append(node.value)
                elif name in target_names(target.target):
                    values.append(None)
        elif isinstance(node, cst.AnnAssign | cst.Param):
            named = node.name if isinstance(node, cst.Param) else node.target
            if path_of(named) == (name,):
                values.append(node.annotation)
    others = of_kinds(tree, cst.For, cst.CompFor, cst.NamedExpr, cst.AsName, cst.ImportAlias)
    if any(name in target_names(_target_of(node)) for node in filter(where, others)):
        values.append(None)
    return values


def _target_of(node: cst.CSTNode) -> cst.CSTNode:
    if isinstance(node, cst.For | cst.CompFor | cst.NamedExpr):
        return node.target
    if isinstance(node, cst.AsName):
        return node.name
    return _first(node.name) if isinstance(node, cst.ImportAlias) else node


def handed_names(nodes: Sequence[cst.CSTNode]) -> set[Path]:
    """The names that the code hands to functions, which may change what they stand for."""
    return {
        (argument.value.value,)
        for node in nodes
        for call in m.findall(node, m.Call())
        if isinstance(call, cst.Call) and called_name(call) not in LOGGING | _READING | _PURE
        for argument in call.args
        if isinstance(argument.value, cst.Name)
    }


def read_paths(nodes: Sequence[cst.CSTNode]) -> set[Path]:
    """The names and attributes that the code mentions; a method call reads the whole of its object."""
    return {path for node in nodes for path in _reads(node) if path}


def _reads(node: cst.CSTNode) -> Iterator[Path]:
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        if node.func.attr.value in LOGGING:
            pass
        elif path_of(node.func.value):
            yield path_of(node.func.value)
        else:
            yield from _reads(node.func.value)
        for argument in node.args:
            yield from _reads(argument.value)
    elif isinstance(node, cst.Name | cst.Attribute) and path_of(node):
        yield path_of(node)
    elif isinstance(node, cst.Attribute | cst.Arg):
        yield from _reads(node.value)
    else:
        for child in node.children:
            yield from _reads(child)


def meet(read: Iterable[Path], changed: Iterable[Path], assigned: Iterable[Path] = ()) -> Path | None:
    """A path that is read and of which the whole or a part is changed, or that hangs on what is assigned.

    A method call on `self` may change anything in it, but is not taken to change `self.model`.
    """
    within, above = list(changed), list(assigned)
    for path in sorted(read):
        if any(other[: len(path)] == path for other in within):
            return path
        if any(other == path[: len(other)] or other[: len(path)] == path for other in above):
            return path
    return None


def path_of(node: cst.CSTNode) -> Path:
    """`("self", "x")` of `self.x`; empty for what is no chain of names."""
    if isinstance(node, cst.Name):
        return (node.value,)
    if isinstance(node, cst.Attribute):
        owner = path_of(node.value)
        return (*owner, node.attr.value) if owner else ()
    return ()


def leaves_loop(
    nodes: Sequence[cst.CSTNode], may_await: bool = False, may_return: bool = False
) -> str | None:
    """What leaves this loop or the function first: `break`, `return`, `yield`, or `await` where it is not meant to."""
    meant = {word for word, is_meant in (("await", may_await), ("return", may_return)) if is_meant}
    for node in nodes:
        for found in nodes_of(node, within_loop=True):
            if isinstance(found, cst.Break):
                return "break"
        for found in nodes_of(node):
            for kind, word in _LEAVING:
                if isinstance(found, kind) and word not in meant:
                    return word
    return None


def continues(nodes: Sequence[cst.CSTNode]) -> bool:
    """Whether the code may go on to the next round of this loop."""
    return any(
        isinstance(found, cst.Continue) for node in nodes for found in nodes_of(node, within_loop=True)
    )


_LEAVING: tuple[tuple[type[cst.CSTNode], str], ...] = (
    (cst.Return, "return"),
    (cst.Yield, "yield"),
    (cst.Await, "await"),
)


def nodes_of(node: cst.CSTNode, within_loop: bool = False) -> Iterator[cst.CSTNode]:
    """The nodes of the code as it runs here: not the insides of functions, nor of inner loops if so asked."""
    yield node
    if isinstance(node, cst.FunctionDef | cst.Lambda | cst.ClassDef):
        return
    if within_loop and isinstance(node, cst.For | cst.While):
        if node.orelse is not None:
            yield from nodes_of(node.orelse, within_loop)
        return
    for child in node.children:
        yield from nodes_of(child, within_loop)


def called_name(call: cst.Call) -> str:
    """The last name of what is called; empty where it has none."""
    if isinstance(call.func, cst.Attribute):
        return call.func.attr.value
    return call.func.value if isinstance(call.func, cst.Name) else ""


def _first(node: cst.CSTNode) -> cst.CSTNode:
    while isinstance(node, cst.Attribute):
        node = node.value
    return node
