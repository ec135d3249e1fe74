"""How the results of message batches are waited for and read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.surroundings import catches_at
from claudelint.linking.terms import Term, is_test_code
from claudelint.linking.turns import within
from claudelint.linking.uses import Uses
from claudelint.reading.children import children
from claudelint.reading.module import (
    Attr,
    Await,
    Call,
    CallOf,
    Comprehension,
    Element,
    Expr,
    Item,
    Local,
    Module,
    Part,
    Yield,
)

if TYPE_CHECKING:
    from claudelint.linking.project import Project

_BATCHES = ("messages", "batches")
# attributes of a batch that say whether it has ended; anthropic 2.13.0 types/messages/message_batch.py
_PROGRESS = frozenset({"processing_status", "ended_at", "results_url", "request_counts"})
# attributes of a result by which its kinds are told apart; anthropic 2.13.0 types/messages/message_batch_*_result.py
_KINDS = frozenset({"type", "error"})
_LISTING = frozenset({"builtins.list", "builtins.tuple", "builtins.iter", "builtins.enumerate"})
# functions that neither wait nor look at a batch
_IDLE = (
    "builtins.",
    "logging.",
    "datetime.",
    "time.time",
    "time.monotonic",
    "time.perf_counter",
    "time.strftime",
)
# results are followed out of so many functions
_DEEPEST = 3
_SLEEPING = ("time.sleep", "asyncio.sleep", "anyio.sleep", "trio.sleep")


@dataclass(frozen=True)
class BatchMisread:
    """One way to misread a batch.

    `kind` is: unended (its results are asked for although nothing has waited for its end), zipped (they are matched
    with something by their order), unchecked (the message of one is read whether it succeeded or not), or hurried (a
    loop asks for its state again and again without a pause).
    """

    kind: str
    span: Span
    # where the batch is made, or its results are asked for
    origin: Span | None = None


def misreads_in(project: Project, module: Module) -> Iterator[BatchMisread]:
    """How the batches that a module deals with are misread."""
    reading = _Reading(project, module)
    for index, call in enumerate(module.calls):
        method = reading.method_of(call)
        if method == "results":
            yield from reading.of_results(index)
        elif method == "retrieve":
            yield from reading.of_polling(index)


class _Reading:
    def __init__(self, project: Project, module: Module) -> None:
        self.project = project
        self.module = module

    @property
    def uses(self) -> Uses:
        """Where the values of the module are used; most modules have no batches, and need no index."""
        return self.project.answers.uses(self.module)

    def method_of(self, call: Call) -> str:
        """The method of `messages.batches` that a call calls; empty for any other."""
        if not isinstance(call.function, Attr) or call.function.name not in ("create", "retrieve", "results"):
            return ""
        endpoints = self.project.clients.endpoints(Term(self.module, call.function))
        if not endpoints or any(one.bare[:-1] != _BATCHES or one.client.patched for one in endpoints):
            return ""
        return endpoints[0].bare[-1]

    def of_results(self, index: int) -> Iterator[BatchMisread]:
        call = self.module.calls[index]
        span = Span(self.module.path, call.start, call.end)
        made = self._made_by(call)
        if made is not None and not self._waits_between(made, call) and not self._tries_again(call):
            origin = self.module.calls[made]
            yield BatchMisread("unended", span, Span(self.module.path, origin.start, origin.end))
        yield from self._of_value(index, span, _DEEPEST)

    def _of_value(self, index: int, origin: Span, deepest: int) -> Iterator[BatchMisread]:
        """How what a call hands over is misread: the results, or what a function returns of them."""
        value: Expr | None = self.uses.of_call.get(index)
        if value is None:
            return
        parent = self.uses.parent(value)
        value = parent if isinstance(parent, Await) else value
        is_checked = self._looks_at_counts(self.module.calls[index].scope)
        held = list(self._held(value))
        for one in held:
            around = self.uses.parent(one)
            if isinstance(around, CallOf) and self._name(around) in ("builtins.zip", "itertools.zip_longest"):
                yield BatchMisread("zipped", Span(self.module.path, around.start, around.end), origin)
            yield from (BatchMisread("zipped", found, origin) for found in self._numbered(one, held))
            if is_checked:
                continue
            yield from (BatchMisread("unchecked", found, origin) for found in self._unchecked(one))
        if deepest > 0 and any(self._is_returned(one) for one in held):
            scope = self.module.calls[index].scope
            for caller, call in self.project.graph.callers(self.module, scope):
                if not is_test_code(caller.path):
                    reading = _Reading(self.project, caller)
                    yield from reading._of_value(call, origin, deepest - 1)

    def _is_returned(self, held: Expr) -> bool:
        """Whether a function hands the results on as they are."""
        around = self.uses.parent(held)
        if isinstance(around, Yield) and around.delegated:
            return True
        statement = self.uses.statement(held)
        return around is None and statement is not None and statement.kind == "return"

    def _numbered(self, held: Expr, all_held: list[Expr]) -> Iterator[Span]:
        """Where the number of a result is taken for the place of its request in another list."""
        if not isinstance(held, CallOf) or self._name(held) != "builtins.enumerate":
            return
        statement = self.uses.statement(held)
        own = {one.name for one in all_held if isinstance(one, Local)}
        for index in () if statement is None else statement.definitions:
            value = self.module.definitions[index].value
            if not isinstance(value, Part) or value.index != 0 or not isinstance(value.value, Element):
                continue
            if value.value.iterable is not held:
                continue
            for use in self.uses.later_uses(index):
                item = self.uses.parent(use)
                if isinstance(item, Item) and item.index is use:
                    if not isinstance(item.value, Local) or item.value.name not in own:
                        yield Span(self.module.path, item.start, item.end)

    # waiting for the end

    def _made_by(self, call: Call) -> int | None:
        """The call in the same function that makes the batch whose id is given; None where it comes from elsewhere."""
        given = [
            one.value for one in call.arguments if one.name in (None, "message_batch_id") and not one.star
        ]
        if len(given) != 1:
            return None
        found: set[int] = set()
        for origin in self.project.names.origins(Term(self.module, given[0])):
            if (
                not isinstance(origin.expr, Attr)
                or origin.expr.name != "id"
                or origin.module is not self.module
            ):
                return None
            for batch in self.project.names.origins(origin.at(origin.expr.value)):
                if not isinstance(batch.expr, CallOf) or batch.module is not self.module:
                    return None
                made = self.module.calls[batch.expr.call]
                if self.method_of(made) != "create" or made.scope != call.scope:
                    return None
                found.add(batch.expr.call)
        return found.pop() if len(found) == 1 else None

    def _waits_between(self, made: int, call: Call) -> bool:
        """Whether anything between two calls looks at the batch, or may wait for it."""
        start, end = self.module.calls[made].end, call.start
        for other in self.module.calls:
            if other.scope == call.scope and start <= other.start < end and other is not call:
                name = self.project.names.call_name(self.module, other)
                # a pause of some length is not the end of the batch
                is_idle = (
                    name is not None and name.startswith((*_IDLE, *_SLEEPING)) and name != "builtins.input"
                )
                if not is_idle and not _is_around(other, call):
                    return True
        return any(
            start <= one.start < end for name in _PROGRESS for one in self.uses.of_attribute.get(name, ())
        )

    def _tries_again(self, call: Call) -> bool:
        """Whether the results are asked for in a loop, or in a `try`, where a failure may only mean to wait."""
        index = call.statement
        while index >= 0:
            if self.module.statements[index].kind in ("while", "try"):
                return True
            index = self.module.statements[index].parent
        return False

    # reading

    def _held(self, value: Expr) -> Iterator[Expr]:
        """The results where they stand, under the names that they are given, and as a list."""
        pending, seen = [value], set[int]()
        while pending:
            expr = pending.pop()
            if id(expr) in seen:
                continue
            seen.add(id(expr))
            yield expr
            for index in self.uses.defined_by.get(id(expr), ()):
                pending.extend(self.uses.later_uses(index))
            parent = self.uses.parent(expr)
            if isinstance(parent, CallOf) and self._name(parent) in _LISTING:
                pending.append(parent)
            statement = self.uses.statement_index(expr)
            if (
                parent is None
                and statement >= 0
                and self.module.statements[statement].kind == "comprehension"
            ):
                pending.extend(self._relisted(statement))

    def _relisted(self, statement: int) -> Iterator[Expr]:
        """A comprehension that lists the results as they are."""
        found = self.module.statements[statement]
        if len(found.expressions) > 2:
            # a condition chooses some of them
            return
        value = found.expressions[-1]
        made = self.uses.parent(value)
        if isinstance(value, Local) and set(value.definitions) <= set(found.definitions):
            if isinstance(made, Comprehension):
                yield made

    def _unchecked(self, held: Expr) -> Iterator[Span]:
        """Where the message of a result is read that may have none."""
        index = self.uses.statement_index(held)
        if self.uses.parent(held) is not None or index < 0:
            return
        loop = self.module.statements[index]
        if loop.kind not in ("for", "comprehension") or loop.expressions[0] is not held:
            return
        entries = [use for one in loop.definitions for use in self.uses.later_uses(one)]
        results = [parent for use in entries if isinstance(parent := self.uses.parent(use), Attr)]
        results = [one for one in results if one.name == "result"]
        named = [
            use
            for one in results
            for definition in self.uses.defined_by.get(id(one), ())
            for use in self.uses.later_uses(definition)
        ]
        exprs: list[Expr] = [*results, *named]
        reads = [(one, self.uses.parent(one)) for one in exprs]
        if any(self._tells_kind(one, parent) for one, parent in reads):
            return
        for _, parent in reads:
            if isinstance(parent, Attr) and parent.name == "message" and not self._is_caught(parent):
                yield Span(self.module.path, parent.start, parent.end)

    def _tells_kind(self, result: Expr, parent: Expr | None) -> bool:
        """Whether a reading of a result may tell what kind it is."""
        if isinstance(parent, Attr):
            return parent.name in _KINDS
        if parent is not None:
            return True
        return not self.uses.defined_by.get(id(result))

    def _is_caught(self, expr: Expr) -> bool:
        statement = self.uses.statement_index(expr)
        return catches_at(self.project.names, self.module, statement, ("AttributeError",))

    def _looks_at_counts(self, scope: int) -> bool:
        """Whether a function looks at how many requests succeeded."""
        counts = self.uses.of_attribute.get("request_counts", ())
        statements = (self.uses.statement(one) for one in counts)
        return any(one is not None and one.scope == scope for one in statements)

    # polling

    def of_polling(self, index: int) -> Iterator[BatchMisread]:
        """A `while` around the call in which nothing can make it wait."""
        call = self.module.calls[index]
        loop = call.statement
        while loop >= 0 and self.module.statements[loop].kind != "while":
            loop = self.module.statements[loop].parent
        if loop < 0 or not self._is_about_progress(loop):
            return
        for other in self.module.calls:
            if other is call or not within(self.module, other.statement, loop):
                continue
            name = self.project.names.call_name(self.module, other)
            if name is None or not name.startswith(_IDLE) or name == "builtins.input":
                return
        statement = self.module.statements[loop]
        origin = Span(self.module.path, call.start, call.end)
        yield BatchMisread("hurried", Span(self.module.path, statement.start, statement.header_end), origin)

    def _is_about_progress(self, loop: int) -> bool:
        pending = [
            expr
            for index, one in enumerate(self.module.statements)
            if within(self.module, index, loop)
            for expr in one.expressions
        ]
        seen: set[int] = set()
        while pending:
            expr = pending.pop()
            if id(expr) in seen:
                continue
            seen.add(id(expr))
            if isinstance(expr, Attr) and expr.name in _PROGRESS:
                return True
            pending.extend(children(self.module, expr))
        return False

    def _name(self, expr: CallOf) -> str:
        return self.project.names.call_name(self.module, self.module.calls[expr.call]) or ""


def _is_around(other: Call, call: Call) -> bool:
    """Whether one call stands around another, as `list(...)` does."""
    return other.start <= call.start and call.end <= other.end
