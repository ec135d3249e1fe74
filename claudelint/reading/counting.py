"""LibCST's code generation, which counts instead of writing.

Only our own state is counted for; for any other, LibCST writes what it always writes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import libcst as cst
from libcst._nodes.expression import _BaseParenthesizedNode
from libcst._nodes.internal import CodegenState


class Counter(CodegenState):
    """A code generation that keeps a count of code points and notes the places of nodes and comments."""

    def __init__(self, default_indent: str, default_newline: str) -> None:
        super().__init__(default_indent, default_newline)
        # LibCST asks whether anything was written before it adds a last newline
        self.tokens.append("")
        self.count = 0
        self.last = 0
        self.indent = 0
        self.indents: list[int] = []
        self.positions: dict[int, tuple[int, int]] = {}
        self.comments: list[tuple[int, str]] = []
        # the nodes whose syntax is being written, each with where it began
        self.open: list[tuple[cst.CSTNode, cst.CSTNode | None, cst.CSTNode | None, int]] = []
        # where the suite of a compound statement begins: right behind its colon
        self.suites: dict[int, int] = {}

    def increase_indent(self, value: str) -> None:
        self.indents.append(len(value))
        self.indent += len(value)

    def decrease_indent(self) -> None:
        self.indent -= self.indents.pop()

    def add_indent_tokens(self) -> None:
        self.count += self.indent

    def add_token(self, value: str) -> None:
        self.last = len(value)
        self.count += self.last

    def pop_trailing_newline(self) -> None:
        self.count -= self.last

    def record_syntactic_position(  # type: ignore[override]
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> Counter:
        # one context manager for all nodes: they are left in the reverse order in which they are entered
        self.open.append((node, start_node, end_node, self.count))
        return self

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        node, start_node, end_node, start = self.open.pop()
        end = self.count
        positions = self.positions
        if start_node is not None:
            start = positions.get(id(start_node), (start, end))[0]
        if end_node is not None:
            end = positions.get(id(end_node), (start, end))[1]
        positions[id(node)] = (start, end)


# What LibCST writes for any other state than ours is what it always writes.
_write_node = cst.CSTNode._codegen
_write_in_parentheses = _BaseParenthesizedNode._parenthesize


def _count_node(node: cst.CSTNode, state: CodegenState, **options: bool) -> None:
    """Without LibCST's hooks before and behind each node."""
    if state.__class__ is Counter:
        node._codegen_impl(state, **options)
    else:
        _write_node(node, state, **options)


def _count_in_parentheses(node: _BaseParenthesizedNode, state: CodegenState) -> AbstractContextManager[None]:
    """Without a generator for each of the many expressions that have no parentheses of their own."""
    if state.__class__ is Counter and not node.lpar:
        return state.record_syntactic_position(node)
    return _write_in_parentheses(node, state)


def _count_space(node: cst.SimpleWhitespace, state: CodegenState) -> None:
    if state.__class__ is not Counter:
        _write_node(node, state)
        return
    state.last = length = len(node.value)
    state.count += length


def _count_atom(node: cst.Name | cst.SimpleString | cst.Integer, state: CodegenState) -> None:
    if state.__class__ is not Counter or node.lpar:
        _count_node(node, state)
        return
    start = state.count
    state.last = length = len(node.value)
    state.count = end = start + length
    state.positions[id(node)] = (start, end)


def _count_line_end(node: cst.TrailingWhitespace, state: CodegenState) -> None:
    if state.__class__ is not Counter:
        _write_node(node, state)
        return
    state.count += len(node.whitespace.value)
    if node.comment is not None:
        node.comment._codegen(state)
    written = node.newline.value
    state.last = length = len(state.default_newline if written is None else written)
    state.count += length


def _count_comment(node: cst.Comment, state: CodegenState) -> None:
    if state.__class__ is not Counter:
        _write_node(node, state)
        return
    state.comments.append((state.count, node.value))
    state.add_token(node.value)


def _count_suite(
    node: cst.IndentedBlock | cst.SimpleStatementSuite, state: CodegenState, **options: bool
) -> None:
    if state.__class__ is Counter:
        state.suites[id(node)] = state.count
    _count_node(node, state, **options)


def _count_mark(node: cst.Comma | cst.Dot | cst.AssignEqual, state: CodegenState) -> None:
    """A mark of one code point between white space; nothing asks where it stands."""
    if state.__class__ is not Counter:
        _write_node(node, state)
        return
    before, after = node.whitespace_before, node.whitespace_after
    if before.__class__ is cst.SimpleWhitespace and after.__class__ is cst.SimpleWhitespace:
        state.count += len(before.value) + len(after.value) + 1
        return
    before._codegen(state)
    state.count += 1
    after._codegen(state)


def _count_opening(
    node: cst.LeftParen | cst.LeftSquareBracket | cst.LeftCurlyBrace, state: CodegenState
) -> None:
    if state.__class__ is not Counter:
        _write_node(node, state)
        return
    state.count += 1
    node.whitespace_after._codegen(state)


def _count_closing(
    node: cst.RightParen | cst.RightSquareBracket | cst.RightCurlyBrace, state: CodegenState
) -> None:
    if state.__class__ is not Counter:
        _write_node(node, state)
        return
    node.whitespace_before._codegen(state)
    state.count += 1


def _count_call(node: cst.Call, state: CodegenState) -> None:
    if state.__class__ is not Counter or node.lpar:
        _count_node(node, state)
        return
    start = state.count
    node.func._codegen(state)
    node.whitespace_after_func._codegen(state)
    state.count += 1
    node.whitespace_before_args._codegen(state)
    last = len(node.args) - 1
    for number, argument in enumerate(node.args):
        argument._codegen(state, default_comma=number != last)
    state.count += 1
    state.positions[id(node)] = (start, state.count)


def _count_attribute(node: cst.Attribute, state: CodegenState) -> None:
    if state.__class__ is not Counter or node.lpar:
        _count_node(node, state)
        return
    start = state.count
    node.value._codegen(state)
    node.dot._codegen(state)
    node.attr._codegen(state)
    state.positions[id(node)] = (start, state.count)


def _count_argument(node: cst.Arg, state: CodegenState, default_comma: bool = False) -> None:
    equal, comma = node.equal, node.comma
    # what a parsed file writes is all there is; marks that LibCST would add are its own affair
    added = (node.keyword is not None and type(equal) is not cst.AssignEqual) or (
        default_comma and type(comma) is not cst.Comma
    )
    if state.__class__ is not Counter or added:
        _count_node(node, state, default_comma=default_comma)
        return
    start = state.count
    if node.star:
        state.count += len(node.star)
        node.whitespace_after_star._codegen(state)
    if node.keyword is not None:
        node.keyword._codegen(state)
    if type(equal) is cst.AssignEqual:
        equal._codegen(state)
    node.value._codegen(state)
    state.positions[id(node)] = (start, state.count)
    if type(comma) is cst.Comma:
        comma._codegen(state)
    node.whitespace_after_arg._codegen(state)


def _count_quickly() -> None:
    """Teach LibCST's nodes to count, for our state alone; half of them are white space or a name.

    Once and for good: a class that changes with every file loses the interpreter's caches of its attributes.
    """
    setattr(_BaseParenthesizedNode, "_parenthesize", _count_in_parentheses)  # noqa: B010
    ways: dict[type, Callable[..., None]] = {
        cst.CSTNode: _count_node,
        cst.SimpleWhitespace: _count_space,
        cst.Name: _count_atom,
        cst.SimpleString: _count_atom,
        cst.Integer: _count_atom,
        cst.TrailingWhitespace: _count_line_end,
        cst.Comment: _count_comment,
        cst.IndentedBlock: _count_suite,
        cst.SimpleStatementSuite: _count_suite,
        cst.Comma: _count_mark,
        cst.Dot: _count_mark,
        cst.AssignEqual: _count_mark,
        cst.LeftParen: _count_opening,
        cst.LeftSquareBracket: _count_opening,
        cst.LeftCurlyBrace: _count_opening,
        cst.RightParen: _count_closing,
        cst.RightSquareBracket: _count_closing,
        cst.RightCurlyBrace: _count_closing,
        cst.Call: _count_call,
        cst.Attribute: _count_attribute,
        cst.Arg: _count_argument,
    }
    for kind, count in ways.items():
        setattr(kind, "_codegen", count)  # noqa: B010


_count_quickly()
