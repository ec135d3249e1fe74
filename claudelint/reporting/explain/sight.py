"""Places by line, and pieces of code short enough to be quoted."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from claudelint.findings import Span
from claudelint.linking.project import Project
from claudelint.linking.terms import Term
from claudelint.reading.keys import hidden
from claudelint.reading.module import CallOf, Module
from claudelint.reporting.explain.facts import Place, Step

_LONGEST_CODE = 60


@dataclass(frozen=True)
class Sight:
    """A project as it is spoken of, from the file `own`: places in that are named by their line alone."""

    project: Project
    own: str

    def place(self, span: Span) -> Place:
        """Where a span starts; line 0 when its file is not at hand."""
        module = self.project.names.modules.loaded.get(span.file)
        return Place(span.file, 0, 0) if module is None else self.at(module, span.start)

    def at(self, module: Module, offset: int) -> Place:
        """The line and column of an offset."""
        row = max(bisect_right(module.line_starts, offset), 1)
        return Place(module.path, row, offset - module.line_starts[row - 1] + 1, module.path == self.own)

    def code(self, term: Term) -> str:
        """An expression as it is written, on one line and cut where it is long."""
        return self.written(term.span)

    def written(self, span: Span, most: int = _LONGEST_CODE) -> str:
        """The text of a span, on one line and cut where it is long."""
        text = self.project.text_of(span.file)
        return "" if text is None else shortened(text[span.start : span.end], most)

    def call_at(self, span: Span) -> Term | None:
        """The call that takes up a span."""
        module = self.project.names.modules.loaded.get(span.file)
        for index, call in enumerate(() if module is None else module.calls):
            if module is not None and (call.start, call.end) == (span.start, span.end):
                return Term(module, CallOf(call.start, call.end, index))
        return None

    def step(self, module: Module, call_start: int, scope: int) -> Step:
        """A call by its line and the function around it."""
        return Step(self.at(module, call_start), function_name(module, scope))


def function_name(module: Module, scope: int) -> str:
    """The function, with its class, that a scope is or stands in; empty for the module's own code."""
    names: list[str] = []
    while scope > 0:
        one = module.scopes[scope]
        if one.kind == "class" or (one.kind == "function" and not names):
            names.append(one.name)
        scope = one.parent
    return ".".join(reversed(names))


def shortened(text: str, most: int) -> str:
    """A text on one line, without keys, cut where it is long."""
    line = " ".join(hidden(text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
