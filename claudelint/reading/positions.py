"""Where nodes stand: one pass of LibCST's code generation that counts instead of writing.

LibCST's own position providers cost one and a half to three times the parse; this costs a quarter of it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import libcst as cst
from libcst._nodes.internal import CodegenState

Positions = Mapping[int, tuple[int, int]]


class _Counter(CodegenState):
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

    def before_codegen(self, node: cst.CSTNode) -> None:
        # asked for every node of the file: a comparison of classes is all there is time for
        kind = node.__class__
        if kind is cst.Comment:
            self.comments.append((self.count, node.value))  # type: ignore[attr-defined]
        elif kind is cst.IndentedBlock or kind is cst.SimpleStatementSuite:
            self.suites[id(node)] = self.count

    def pop_trailing_newline(self) -> None:
        self.count -= self.last

    def record_syntactic_position(  # type: ignore[override]
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> _Counter:
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


def _count_leaf(node: cst.SimpleWhitespace, state: _Counter, **_: object) -> None:
    state.last = len(node.value)
    state.count += state.last


def _count_atom(node: cst.Name | cst.SimpleString | cst.Integer, state: _Counter, **_: object) -> None:
    if node.lpar:
        cst.CSTNode._codegen(node, state)
        return
    start = state.count
    state.last = len(node.value)
    state.count = end = start + state.last
    state.positions[id(node)] = (start, end)


@contextmanager
def _short_cuts() -> Iterator[None]:
    """While a file is counted, its most numerous nodes are counted without LibCST's hooks around each.

    Every second node is white space or a name; this halves the time of the pass. It holds for the duration
    of one count in the one thread that reads.
    """
    replaced: dict[type[cst.CSTNode], Callable[..., None]] = {
        cst.SimpleWhitespace: _count_leaf,
        cst.Name: _count_atom,
        cst.SimpleString: _count_atom,
        cst.Integer: _count_atom,
    }
    for kind, count in replaced.items():
        setattr(kind, "_codegen", count)  # noqa: B010
    try:
        yield
    finally:
        for kind in replaced:
            delattr(kind, "_codegen")


class Places:
    """The places of a parsed file's nodes, in code points of its text."""

    def __init__(self, tree: cst.Module, text: str) -> None:
        counter = _Counter(tree.default_indent, tree.default_newline)
        with _short_cuts():
            tree._codegen(counter)
        self._positions = counter.positions
        self.comments = counter.comments
        self._suites = counter.suites
        # when the text cannot be matched to the tree, places are those of whole lines
        self.approximate = False
        self._dropped: list[int] = []
        self._lines: tuple[list[int], list[int]] | None = None
        if counter.count != len(text):
            self._reconcile(tree, text)

    def of(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where the syntax of a node begins and ends; outer parentheses and comments do not belong to it."""
        found = self._positions.get(id(node))
        if found is None:
            return (0, 0)
        if self._dropped or self._lines is not None:
            return (self.offset(found[0]), self.offset(found[1]))
        return found

    def header_end(self, body: cst.BaseSuite) -> int:
        """Where the header of a compound statement ends: behind the colon before its body."""
        return self.offset(self._suites[id(body)])

    def offset(self, counted: int) -> int:
        """The offset in the text that a counted offset stands for."""
        if self._lines is not None:
            generated, written = self._lines
            row = bisect_right(generated, counted) - 1
            return written[min(row, len(written) - 1)]
        if self._dropped:
            return counted + bisect_right(self._dropped, counted)
        return counted

    def _reconcile(self, tree: cst.Module, text: str) -> None:
        # LibCST drops form feeds before the code of a line, a carriage return that ends the text, and empty
        # lines before a last one of white space, behind which there is nothing to be placed
        code = tree.code
        if code.rstrip() == text.rstrip():
            # and blank lines before white space that ends the text, where nothing stands any more
            return
        generated, written = _line_starts(code), _line_starts(text)
        dropped: list[int] = []
        for row, (ours, theirs) in enumerate(zip(generated, written, strict=False)):
            kept = code[ours : (generated[row + 1 :] or [len(code)])[0]]
            line = text[theirs : (written[row + 1 :] or [len(text)])[0]]
            missing = len(line.rstrip("\r")) - len(kept.rstrip("\r"))
            if missing and not (line.endswith(kept) and re.fullmatch(r"[ \t]*\f[ \t\f]*", line[:missing])):
                break
            dropped += [ours] * missing
        else:
            if len(generated) in (len(written), len(written) - 1):
                self._dropped = dropped
                return
        self.approximate = True
        self._lines = (generated, written)


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
