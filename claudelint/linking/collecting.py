"""Streams whose text is only put together, piece by piece, while nothing else is done with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.fates import fates_of
from claudelint.linking.uses import Uses
from claudelint.reading.children import children
from claudelint.reading.module import (
    Attr,
    Await,
    Binary,
    CallOf,
    Comprehension,
    Const,
    Enter,
    Expr,
    Join,
    Local,
    Module,
    Mutated,
    Seq,
    Statement,
    Unary,
)

if TYPE_CHECKING:
    from claudelint.linking.request import Request

# what may be asked of a stream besides, after its text; anthropic 2.13.0 lib/streaming/_messages.py
_BESIDES = frozenset(
    {"get_final_message", "close", "until_done", "response", "request_id", "workspace_id", "current_message_snapshot"}
)  # fmt: skip
_TESTED = (Attr, Local, Const, Binary, Join, Unary)


@dataclass(frozen=True)
class Collected:
    """A stream whose text is only put together.

    `source` is what the pieces come out of: `text_stream` with the stream before it, or the raw stream (`is_raw`).
    `loop` is the `for` that collects them, with the `piece` in its one statement, `body`; -1 where a comprehension or
    `join` does, and `whole` is then what stands in its place. `opened` is the statement that opens a raw stream.
    """

    module: Module
    source: Expr
    whole: Span
    is_raw: bool = False
    loop: int = -1
    body: int = -1
    piece: Expr | None = None
    opened: int = -1
    is_list: bool = False

    @property
    def span(self) -> Span:
        """What puts the text together: the header of the loop, or the expression."""
        if self.loop < 0:
            return self.whole
        statement = self.module.statements[self.loop]
        return Span(self.module.path, statement.start, statement.header_end)

    @property
    def is_in_try(self) -> bool:
        """Whether an exception may leave the text in part: something catches it in the same function."""
        index = self.loop if self.loop >= 0 else self.opened
        while index >= 0:
            parent = self.module.statements[index].parent
            if parent >= 0 and self.module.statements[parent].kind == "try":
                return True
            index = parent
        return False


def collected_by(request: Request) -> Collected | None:
    """Where the stream that a request opens is only collected; None where more is done, or that cannot be told."""
    if request.streams is not True or request.site.reference or request.endpoint.wrapper is not None:
        return None
    if any(one.kind != request.kind or one.client.kind.is_async != request.client.kind.is_async
           for one in request.siblings):  # fmt: skip
        return None
    uses = request.project.answers.uses(request.module)
    finder = _Finder(request, uses)
    if request.kind == "stream":
        return finder.of_helper()
    return finder.of_raw_stream() if request.kind == "create" else None


class _Finder:
    def __init__(self, request: Request, uses: Uses) -> None:
        self.request = request
        self.module = request.module
        self.uses = uses
        self.is_async = request.client.kind.is_async
        self.value: Expr | None = uses.of_call.get(request.site.index)

    # the helper

    def of_helper(self) -> Collected | None:
        """The one use of `text_stream`, where it is collected and no other pieces are taken."""
        names = [use for index in self._entered() for use in self.uses.later_uses(index)]
        sources: list[Attr] = []
        for use in names:
            parent = self.uses.parent(use)
            if not isinstance(parent, Attr):
                return None
            if parent.name == "text_stream":
                sources.append(parent)
            elif parent.name not in _BESIDES:
                return None
        if len(sources) != 1 or any(use.start < sources[0].start for use in names):
            return None
        return self._collected(sources[0])

    def _entered(self) -> Iterator[int]:
        """The names that the stream is given where its manager is entered."""
        if self.value is None:
            return
        for fate in fates_of(self.request.project.names, self.module, self.uses, self.value):
            if fate.kind != "entered":
                continue
            for index in self.module.statements[fate.statement].definitions:
                entered = self.module.definitions[index].value
                if isinstance(entered, Enter) and entered.value is fate.expr:
                    yield index

    def _collected(self, source: Expr) -> Collected | None:
        parent = self.uses.parent(source)
        if isinstance(parent, CallOf):
            return self._joined(source, parent) if not self.is_async else None
        index = self.uses.statement_index(source)
        if parent is not None or index < 0:
            return None
        statement = self.module.statements[index]
        if not statement.expressions or statement.expressions[0] is not source:
            return None
        if statement.is_async != self.is_async:
            return None
        if statement.kind == "comprehension":
            return self._of_comprehension(source, index, statement)
        return self._of_loop(source, index) if statement.kind == "for" else None

    def _joined(self, source: Expr, parent: CallOf) -> Collected | None:
        call = self.module.calls[parent.call]
        if not _is_join(self.module, parent) or call.function is source:
            return None
        return Collected(self.module, source, Span(self.module.path, call.open_end, call.close_start),
                         opened=call.statement)  # fmt: skip

    def _of_comprehension(self, source: Expr, index: int, statement: Statement) -> Collected | None:
        """`"".join(text for text in stream.text_stream)`, or a list of them that is only joined."""
        if len(statement.expressions) != 2 or not self._is_element(statement.expressions[1], index):
            return None
        made = self.uses.parent(statement.expressions[1])
        if not isinstance(made, Comprehension):
            return None
        around = self.uses.parent(made)
        if isinstance(around, CallOf) and _is_join(self.module, around):
            call = self.module.calls[around.call]
            whole = Span(self.module.path, call.open_end, call.close_start)
            return Collected(self.module, source, whole, opened=index)
        kept = [use for one in self.uses.defined_by.get(id(made), ()) for use in self.uses.later_uses(one)]
        if around is None and made.kind == "ListComp" and kept and all(self._is_joined(use) for use in kept):
            return Collected(
                self.module, source, Span(self.module.path, made.start, made.end), opened=index, is_list=True
            )
        return None

    def _of_loop(self, source: Expr, loop: int) -> Collected | None:
        """A loop whose one statement adds the text to a name, or appends it to a list that is only joined."""
        inner = [index for index, one in enumerate(self.module.statements) if one.parent == loop]
        if len(inner) != 1 or self.module.statements[inner[0]].branch != "body":
            return None
        piece = self._piece(inner[0])
        if piece is None or not self._is_element(piece, loop):
            return None
        return Collected(
            self.module,
            source,
            self._span_of(loop),
            loop=loop,
            body=inner[0],
            piece=piece,
        )

    # the raw stream

    def of_raw_stream(self) -> Collected | None:
        """A loop over the events that does nothing but collect the text of the deltas."""
        source = self.value
        if source is not None and self.is_async:
            source = self.uses.parent(source)
            if not isinstance(source, Await):
                return None
        if source is None:
            return None
        opened = self.uses.statement_index(source)
        places = [source]
        defined = self.uses.defined_by.get(id(source), [])
        if defined:
            places = [use for index in defined for use in self.uses.later_uses(index)]
        if len(places) != 1:
            return None
        loop = self.uses.statement_index(places[0])
        statement = self.module.statements[loop]
        is_iterated = statement.kind == "for" and statement.expressions[0] is places[0]
        if not is_iterated or statement.is_async != self.is_async:
            return None
        if opened != loop and not self._follows(opened, loop):
            return None
        body = self._guarded(loop)
        piece = None if body is None else self._piece(body)
        if body is None or piece is None or not self._is_delta_text(piece, loop):
            return None
        first = self.module.statements[opened]
        whole = Span(self.module.path, first.start, statement.end)
        return Collected(
            self.module, places[0], whole, is_raw=True, loop=loop, body=body, piece=piece, opened=opened
        )

    def _follows(self, first: int, second: int) -> bool:
        """Whether one statement comes right after another in the same block."""
        one, other = self.module.statements[first], self.module.statements[second]
        return second == first + 1 and (one.parent, one.branch) == (other.parent, other.branch)

    def _guarded(self, loop: int) -> int | None:
        """The one statement of a loop, under conditions that only ask what an event is."""
        index = loop
        while True:
            inner = [number for number, one in enumerate(self.module.statements) if one.parent == index]
            if len(inner) != 1 or self.module.statements[inner[0]].branch != "body":
                return None
            statement = self.module.statements[inner[0]]
            if statement.kind != "if":
                return inner[0] if index != loop else None
            if not all(self._only_asks(test) for test in statement.expressions):
                return None
            index = inner[0]

    def _only_asks(self, test: Expr) -> bool:
        if not isinstance(test, _TESTED):
            return False
        return all(self._only_asks(one) for one in children(self.module, test))

    def _is_delta_text(self, piece: Expr, loop: int) -> bool:
        is_text = isinstance(piece, Attr) and piece.name == "text" and isinstance(piece.value, Attr)
        if not is_text or not isinstance(piece, Attr) or not isinstance(piece.value, Attr):
            return False
        return piece.value.name == "delta" and self._is_element(piece.value.value, loop)

    # what a statement collects

    def _piece(self, index: int) -> Expr | None:
        """What a statement adds to a text or to a list that is only joined; None where it does something else."""
        statement = self.module.statements[index]
        if len(statement.expressions) != 1:
            return None
        expr = statement.expressions[0]
        if statement.kind in ("augment", "assign"):
            if len(statement.definitions) != 1 or not isinstance(expr, Binary) or expr.operator != "+":
                return None
            definition = self.module.definitions[statement.definitions[0]]
            own = isinstance(expr.left, Local) and expr.left.name == definition.name
            return expr.right if own and definition.value is expr else None
        if statement.kind != "expression" or not isinstance(expr, CallOf):
            return None
        call = self.module.calls[expr.call]
        if not isinstance(call.function, Attr) or call.function.name != "append" or len(call.arguments) != 1:
            return None
        return call.arguments[0].value if self._is_only_joined(expr.call) else None

    def _is_only_joined(self, call: int) -> bool:
        """Whether the list that a call appends to begins empty, and is then only joined."""
        for index, definition in enumerate(self.module.definitions):
            changed = definition.value
            if not isinstance(changed, Mutated) or changed.call != call:
                continue
            uses = [use for use in self.uses.later_uses(index) if not self._is_receiver(use, call)]
            if not isinstance(changed.base, Local):
                return False
            return (
                bool(uses)
                and all(map(self._is_joined, uses))
                and is_list_of_function(self.module, changed.base, is_empty=True)
            )
        return False

    def _is_receiver(self, use: Expr, call: int) -> bool:
        parent = self.uses.parent(use)
        return parent is not None and self.uses.call_of_function.get(id(parent)) == call

    def _is_joined(self, use: Expr) -> bool:
        parent = self.uses.parent(use)
        return isinstance(parent, CallOf) and _is_join(self.module, parent)

    def _is_element(self, expr: Expr, statement: int) -> bool:
        """Whether an expression is the variable of a loop."""
        own = set(self.module.statements[statement].definitions)
        return isinstance(expr, Local) and bool(expr.definitions) and set(expr.definitions) <= own

    def _span_of(self, index: int) -> Span:
        statement = self.module.statements[index]
        return Span(self.module.path, statement.start, statement.end)


def _is_join(module: Module, expr: CallOf) -> bool:
    """Whether a call puts texts together with nothing between them."""
    call = module.calls[expr.call]
    function = call.function
    if not isinstance(function, Attr) or function.name != "join" or len(call.arguments) != 1:
        return False
    return isinstance(function.value, Const) and function.value.value == ""


def is_list_of_function(module: Module, base: Local, *, is_empty: bool = False) -> bool:
    """Whether a name holds a list that is written as one in its function, or an empty one, changed or not since."""
    pending, seen = list(base.definitions), set[int]()
    while pending:
        index = pending.pop()
        if index in seen:
            continue
        seen.add(index)
        value = module.definitions[index].value
        if isinstance(value, Local):
            pending.extend(value.definitions)
        elif isinstance(value, Mutated) and isinstance(value.base, Local):
            pending.extend(value.base.definitions)
        elif not isinstance(value, Seq) or value.kind != "list" or (is_empty and value.items):
            return False
    return True
