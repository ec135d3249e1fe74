"""Coroutines of async clients that nothing awaits, and how the program fails of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.clients import Endpoint
from claudelint.linking.fates import Fate, fates_of, stands_in_comprehension
from claudelint.linking.surroundings import catches_at
from claudelint.linking.terms import Term
from claudelint.reading.module import Attr, Expr, Module

if TYPE_CHECKING:
    from claudelint.linking.project import Project

# the methods of async clients that are coroutines; anthropic 2.13.0 resources/messages/messages.py, batches.py
COROUTINES = frozenset(
    {("messages", "create"), ("messages", "parse"), ("messages", "count_tokens"), ("messages", "batches", "create"),
     ("messages", "batches", "retrieve"), ("messages", "batches", "cancel"), ("messages", "batches", "delete"),
     ("messages", "batches", "results")}
)  # fmt: skip
_METHODS = frozenset(path[-1] for path in COROUTINES)
# what a coroutine has itself; Python's data model, "Coroutine Objects"
_OWN = frozenset(
    {"send", "throw", "close", "cr_await", "cr_frame", "cr_running", "cr_code", "cr_origin", "__await__", "__name__",
     "__class__"}
)  # fmt: skip
# what is read of the results, by the method; anthropic 2.13.0 types/message.py, message_tokens_count.py,
# messages/message_batch.py, and _models.py for what every model has
_OF_MODELS = frozenset({"model_dump", "model_dump_json", "to_dict", "to_json"})
_OF_MESSAGES = _OF_MODELS | {
    *("id", "content", "model", "role", "stop_reason", "stop_sequence", "type", "usage"),
}
_OF_BATCHES = _OF_MODELS | {
    *(
        "id",
        "created_at",
        "ended_at",
        "expires_at",
        "processing_status",
        "request_counts",
        "results_url",
        "type",
    ),
}
_OF_RESULTS = {
    ("create",): _OF_MESSAGES,
    ("parse",): _OF_MESSAGES | {"parsed_output"},
    ("count_tokens",): _OF_MODELS | {"input_tokens"},
    ("batches", "create"): _OF_BATCHES,
    ("batches", "retrieve"): _OF_BATCHES,
    ("batches", "cancel"): _OF_BATCHES,
}
_FAILING = frozenset({"attribute", "item", "iterated", "entered", "called"})


@dataclass(frozen=True)
class Unawaited:
    """A coroutine that is never awaited: `index` is the call that makes it, `fates` what is done with it.

    `failing` is the first thing that raises; None where the coroutine is dropped, or only looked at.
    """

    module: Module
    index: int
    endpoint: Endpoint
    fates: tuple[Fate, ...]
    project: Project = field(repr=False)

    @property
    def _value(self) -> Expr | None:
        return self.project.answers.uses(self.module).of_call.get(self.index)

    @property
    def span(self) -> Span:
        """The call."""
        call = self.module.calls[self.index]
        return Span(self.module.path, call.start, call.end)

    @property
    def failing(self) -> Fate | None:
        """The first thing done with it that raises."""
        found = [one for one in self.fates if one.kind in _FAILING]
        return min(found, key=lambda one: one.expr.start, default=None)

    @property
    def failing_span(self) -> Span | None:
        """Where it fails."""
        failing = self.failing
        return None if failing is None else Span(self.module.path, failing.expr.start, failing.expr.end)

    @property
    def can_be_awaited(self) -> bool:
        """Whether an `await` may stand before the call."""
        call = self.module.calls[self.index]
        uses, value = self.project.answers.uses(self.module), self._value
        is_async = self.module.scopes[call.scope].is_async and not self.module.approximate
        return (
            is_async
            and value is not None
            and not stands_in_comprehension(self.module, uses, value, "GeneratorExp")
        )

    @property
    def is_chained(self) -> bool:
        """Whether an attribute, an item or a call follows the call at once."""
        parent_kinds = ("attribute", "item", "called")
        return any(one.kind in parent_kinds and one.expr is self._value for one in self.fates)

    @property
    def streams(self) -> bool:
        """Whether its result is a stream for certain."""
        return any(
            one.streams is True
            for one in self.project.requests
            if one.module is self.module and one.call is self.module.calls[self.index]
        )

    @property
    def is_iterable(self) -> bool:
        """Whether its result can be iterated, by `async for`."""
        return self.endpoint.bare[-1] == "results" or self.streams

    @property
    def fails_for_certain(self) -> bool:
        """Whether the program fails whenever it gets to the call: nothing between it and the failure goes elsewhere."""
        failing, call = self.failing, self.module.calls[self.index]
        if failing is None or failing.statement < 0:
            return False
        if catches_at(self.project.names, self.module, failing.statement, ("AttributeError", "TypeError")):
            return False
        statements = self.module.statements
        if failing.expr is self._value:
            return True
        if stands_in_comprehension(self.module, self.project.answers.uses(self.module), failing.expr):
            return False
        # the iterable of a comprehension is worked out before its first turn
        reached = failing.statement
        while statements[reached].kind == "comprehension":
            reached = statements[reached].parent
        first, last = statements[call.statement], statements[reached]
        if first is last:
            return True
        if (first.scope, first.parent, first.branch) != (last.scope, last.parent, last.branch):
            return False
        between = statements[call.statement + 1 : reached]
        return not any(
            one.kind in ("return", "raise", "break", "continue") and one.scope == first.scope
            for one in between
        )

    @property
    def works_when_awaited(self) -> bool:
        """Whether all that is done with it can be done with the result, once the call is awaited."""
        return bool(self.fates) and all(self._suits_result(one) for one in self.fates)

    @property
    def can_be_mended(self) -> bool:
        """Whether an `await`, and `async for` in place of `for`, is all that it lacks as far as can be told."""
        return all(one.kind == "attribute" or self._suits_result(one) for one in self.fates)

    def _suits_result(self, fate: Fate) -> bool:
        if fate.kind == "attribute" and self.endpoint.wrapper is None and not self.is_iterable:
            return fate.name in _OF_RESULTS.get(self.endpoint.bare[1:], frozenset())
        if fate.kind == "iterated":
            return self.is_iterable and (fate.is_async or self.loop_header(fate) is not None)
        if fate.kind == "entered":
            return fate.is_async and self.streams
        return fate.kind in ("dropped", "tested", "shown")

    def loop_header(self, fate: Fate) -> Span | None:
        """The statement of a `for` that iterates it; None where something else does."""
        statement = self.module.statements[fate.statement]
        if statement.kind != "for":
            return None
        return Span(self.module.path, statement.start, statement.header_end)


def unawaited_in(project: Project, module: Module) -> Iterator[Unawaited]:
    """The coroutines of async clients in a module that are neither awaited nor handed on."""
    sent = {one.call.start: one for one in project.requests_in(module) if not one.site.reference}
    for index, call in enumerate(module.calls):
        request = sent.get(call.start)
        if request is not None and request.call is call:
            endpoints = tuple(one.endpoint for one in request.siblings)
        elif isinstance(call.function, Attr) and call.function.name in _METHODS:
            endpoints = project.clients.endpoints(Term(module, call.function))
        else:
            continue
        if not endpoints or not all(_makes_coroutine(one) for one in endpoints):
            continue
        uses = project.answers.uses(module)
        value = uses.of_call.get(index)
        if value is None:
            continue
        fates = tuple(fates_of(project.names, module, uses, value))
        if any(one.kind in ("awaited", "handed") or _is_own(one) for one in fates):
            continue
        yield Unawaited(module, index, endpoints[0], fates, project)


def _makes_coroutine(endpoint: Endpoint) -> bool:
    """Whether a method is a coroutine of an async client; those for streamed responses are context managers."""
    client = endpoint.client
    is_coroutine = endpoint.bare in COROUTINES and endpoint.wrapper != "with_streaming_response"
    return is_coroutine and client.kind.is_async and not client.patched


def _is_own(fate: Fate) -> bool:
    return fate.kind == "attribute" and fate.name in _OWN
