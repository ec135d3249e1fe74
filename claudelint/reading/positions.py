"""Where nodes stand: one pass of LibCST's code generation that counts instead of writing.

LibCST's own position providers cost one and a half to three times the parse; this costs a quarter of it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping

import libcst as cst

from claudelint.reading.counting import Counter

_NOWHERE = (0, 0)
Positions = Mapping[int, tuple[int, int]]


class Places:
    """The places of a parsed file's nodes, in code points of its text."""

    def __init__(self, tree: cst.Module, text: str) -> None:
        counter = Counter(tree.default_indent, tree.default_newline)
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
        self._shifted = bool(self._dropped) or self._lines is not None

    def of(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where the syntax of a node begins and ends; outer parentheses and comments do not belong to it."""
        found = self._positions.get(id(node), _NOWHERE)
        if self._shifted and found is not _NOWHERE:
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
