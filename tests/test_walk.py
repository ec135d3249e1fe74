"""The lean walk sees what LibCST's own visitor sees, in the same order."""

from __future__ import annotations

import inspect

import libcst as cst
import pytest
from corpus import EVERY_NODE, own_texts, texts

from claudelint.reading.walk import _CHILDREN, Visitor

# white space and comments, and the punctuation that belongs to another node
PUNCTUATION = (
    cst.BaseParenthesizableWhitespace,
    cst.TrailingWhitespace,
    cst.Newline,
    cst.Comment,
    cst.EmptyLine,
    cst.Comma,
    cst.Dot,
    cst.Colon,
    cst.Semicolon,
    cst.AssignEqual,
    cst.ImportStar,
    cst.Asynchronous,
    cst.LeftParen,
    cst.RightParen,
    cst.LeftSquareBracket,
    cst.RightSquareBracket,
    cst.LeftCurlyBrace,
    cst.RightCurlyBrace,
    cst.ParamSlash,
    cst.ParamStar,
    cst.BitOr,
)  # fmt: skip
TEXTS = {**texts(), **own_texts()}


class Recording:
    """Notes what is entered and left."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, cst.CSTNode]] = []


def visitor() -> tuple[Visitor, Recording]:
    """A lean visitor that notes every node that has a class in LibCST."""
    recording = Recording()
    handlers: dict[str, object] = {}
    for kind in node_classes():
        handlers[f"visit_{kind.__name__}"] = lambda _, node: recording.seen.append(("visit", node))
        handlers[f"leave_{kind.__name__}"] = lambda _, node: recording.seen.append(("leave", node))
    return type("All", (Visitor,), handlers)(), recording


class Everything(cst.CSTVisitor):
    """LibCST's own walk, without white space and punctuation."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if not is_skipped(node):
            self.seen.append(("visit", node))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if not is_skipped(original_node):
            self.seen.append(("leave", original_node))


def is_skipped(node: cst.CSTNode) -> bool:
    """Whether a node is white space or punctuation; the star of an import says something and is kept apart."""
    return isinstance(node, PUNCTUATION)


def node_classes() -> list[type[cst.CSTNode]]:
    """All concrete node classes of LibCST."""
    return [
        kind
        for _, kind in sorted(vars(cst).items())
        if isinstance(kind, type) and issubclass(kind, cst.CSTNode) and not inspect.isabstract(kind)
    ]


@pytest.mark.parametrize("name", TEXTS)
def test_same_nodes_in_the_same_order(name: str) -> None:
    """The lean walk enters and leaves the very nodes that LibCST does, apart from punctuation."""
    tree = cst.parse_module(TEXTS[name])
    theirs = Everything()
    tree.visit(theirs)
    ours, recording = visitor()
    ours.walk(tree)
    kept = [(event, node) for event, node in recording.seen if not is_skipped(node)]
    assert [(event, type(node).__name__) for event, node in kept] == [
        (event, type(node).__name__) for event, node in theirs.seen
    ]
    assert all(mine is other for (_, mine), (_, other) in zip(kept, theirs.seen, strict=True))


def test_false_skips_the_children() -> None:
    """A visit that returns False skips what is below, and the node is left all the same."""
    seen: list[str] = []

    class Skipping(Visitor):
        def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
            seen.append(node.name.value)
            return node.name.value != "outer"

        def leave_FunctionDef(self, node: cst.FunctionDef) -> None:
            seen.append(f"/{node.name.value}")

        def visit_Name(self, node: cst.Name) -> None:
            seen.append(f"name {node.value}")

    Skipping().walk(cst.parse_module("def outer():\n    def inner(): pass\ndef other(): x\n"))
    assert seen == ["outer", "/outer", "other", "name other", "name x", "/other"]


def test_every_kind_of_node_is_in_the_corpus() -> None:
    """The text that exercises every kind of node does, so that the comparison means something."""
    tree = cst.parse_module(EVERY_NODE)
    theirs = Everything()
    tree.visit(theirs)
    met = {type(node) for _, node in theirs.seen}
    # what Python 3.14 and later add, and the parts that hold no children of meaning
    wanted = {getattr(cst, name) for name in _CHILDREN if hasattr(cst, name)}
    newer = {
        "TemplatedString",
        "TemplatedStringExpression",
        "LazyImport",
        "LazyImportFrom",
        "StarredDictComp",
    }
    assert {kind.__name__ for kind in wanted - met} <= newer


def test_newer_strings() -> None:
    """Template strings of Python 3.14 are walked where LibCST parses them."""
    tree = cst.parse_module("x = t'a{b(c)}d{e!r:>{f}}'\n")
    theirs = Everything()
    tree.visit(theirs)
    ours, recording = visitor()
    ours.walk(tree)
    assert [node for _, node in recording.seen if not is_skipped(node)] == [node for _, node in theirs.seen]
    assert any(type(node).__name__ == "TemplatedString" for _, node in theirs.seen)


def test_children_are_fields_in_the_order_of_libcst() -> None:
    """The table names real fields, and leaves none out that may hold an expression or a statement."""
    for name, fields in _CHILDREN.items():
        kind = getattr(cst, name, None)
        if kind is None:
            continue
        known = list(inspect.signature(kind).parameters)
        assert set(fields) <= set(known), name
