"""The other subjects that rules can be on: ways to a request, loops around it, files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.agent_loops import AgentLoop, agent_loop_of
from claudelint.linking.batch_results import BatchMisread, misreads_in
from claudelint.linking.batching import FEW_ITEMS, is_batchable
from claudelint.linking.blocking import Blocking, blocking_of
from claudelint.linking.clients import COPIES
from claudelint.linking.coroutines import Unawaited, unawaited_in
from claudelint.linking.delivery import Delivery, delivery_of
from claudelint.linking.dependence import Turn
from claudelint.linking.http_mocks import HttpMock, http_mocks
from claudelint.linking.httpx_objects import HttpxHandler, HttpxObject, httpx_handlers, httpx_objects
from claudelint.linking.launching import Launch, launch_of
from claudelint.linking.limits import is_limited
from claudelint.linking.removals import RemovedUse, removed_uses
from claudelint.linking.request import Request
from claudelint.linking.sdk import TargetSdk
from claudelint.linking.sending_calls import SendingCall, sending_call
from claudelint.linking.sequence import awaited_in_turn
from claudelint.linking.surroundings import catches_at
from claudelint.linking.terms import Term, is_test_code
from claudelint.linking.timeouts import TimeLimit, passed_limits, time_limit
from claudelint.linking.turns import ends_at_success, length_at_most, most_turns, pauses
from claudelint.linking.ways import Way
from claudelint.reading import module as plain
from claudelint.reading.module import Call, Module

if TYPE_CHECKING:
    from claudelint.catalog.catalog import Catalog
    from claudelint.linking.constructions import Construction
    from claudelint.linking.project import Project

# calls that take a value for a variable of the environment that is missing
_ENVIRONMENT_CALLS = frozenset({"os.getenv", "os.environ.get", "os.environ.setdefault"})


@dataclass(frozen=True, eq=False)
class Path:
    """A way from a surface, or from a function that nobody is seen to call, to a Site."""

    request: Request
    way: Way

    @cached_property
    def delivery(self) -> Delivery | None:
        """How the text of the answer reaches the person at the surface, when it does."""
        project = self.request.project
        return delivery_of(self.request.answer, self.way, project.names, project.answers)

    @property
    def is_delivered_at_once(self) -> bool:
        """Whether one function sends the request and brings its text to the person, and no other code calls that."""
        delivery, call = self.delivery, self.request.call
        if delivery is None or delivery.module is not self.request.module or delivery.scope != call.scope:
            return False
        return not self.request.project.graph.callers(self.request.module, call.scope)

    @cached_property
    def blocking(self) -> Blocking | None:
        """What stands still on an event loop while the request runs, when it is a sync one on such a loop."""
        return blocking_of(self.request, self.way)

    @property
    def has_streaming_twin(self) -> bool:
        """Whether the surface has a request that streams, or may stream, besides."""
        surface = self.way.surface
        return surface is not None and surface.place in self.request.project.streaming_surfaces


@dataclass(frozen=True, eq=False)
class Loop:
    """A loop and the requests that each of its turns sends, here or through calls.

    `index` is its statement; for a `map` it is -1, and `mapping` is the call.
    """

    module: Module
    index: int
    requests: tuple[Request, ...]
    ways: tuple[Way, ...]
    project: Project = field(repr=False)
    mapping: int = -1

    @property
    def kind(self) -> str:
        """What it is: for, while, comprehension or map."""
        return "map" if self.index < 0 else self.statement.kind

    @property
    def statement(self) -> plain.Statement:
        """The loop's statement."""
        return self.module.statements[self.index]

    @property
    def span(self) -> Span:
        """The loop's header."""
        if self.index < 0:
            call = self.module.calls[self.mapping]
            return Span(self.module.path, call.start, call.end)
        return Span(self.module.path, self.statement.start, self.statement.header_end)

    @cached_property
    def most_turns(self) -> int | None:
        """How many turns it takes at most, when what it runs over tells."""
        names = self.project.names
        if self.index >= 0:
            return most_turns(names, self.module, self.index)
        given = [a.value for a in self.module.calls[self.mapping].arguments if a.name is None and not a.star]
        return length_at_most(names, Term(self.module, given[1])) if len(given) > 1 else None

    @property
    def ends_at_success(self) -> bool:
        """Whether it only tries again what failed."""
        return self.index >= 0 and ends_at_success(self.module, self.index)

    @property
    def pauses(self) -> bool:
        """Whether it sleeps for minutes between its turns."""
        return self.index >= 0 and pauses(self.project.names, self.project.values, self.module, self.index)

    @cached_property
    def _turn(self) -> Turn:
        return Turn(self.project.names, self.project.graph, self.module, self.index, self.mapping, self.ways)

    @cached_property
    def asks_with_item(self) -> bool:
        """Whether what its requests ask, or of which model, has to do with the item of the turn."""
        return self.index >= 0 and self._turn.asks_with_item()

    @property
    def is_chat(self) -> bool:
        """Whether it reads what a person types in every turn."""
        surfaces = self.project.surfaces
        return self.index >= 0 and surfaces.terminal(self.module, ((self.module, self.index),)) is not None

    @cached_property
    def carries_over(self) -> bool:
        """Whether what one turn produces reaches, or may reach, the request of a later turn."""
        grown = (request.growth for request in self.requests)
        own = (self.module, self.index)
        return any(one is not None and one.loop == own for one in grown) or self._turn.carries_over()

    @cached_property
    def agent_loop(self) -> AgentLoop | None:
        """What it is as the loop of an agent that nothing but the answer ends."""
        return agent_loop_of(self)

    @cached_property
    def has_independent_turns(self) -> bool:
        """Whether every turn asks about an item of its own, and needs no answer of another turn."""
        if self.kind == "while" or self.ends_at_success or (self.index >= 0 and self.statement.is_async):
            return False
        if self.index >= 0 and (self._turn.stops_on_answer() or not self._turn.uses_item()):
            return False
        return not self.carries_over

    @cached_property
    def sends_one_request_at_a_time(self) -> bool:
        """Whether no loop within a turn goes on asking: those that try again what failed do not count."""
        for loop in self.project.loops:
            if loop is self or loop.ends_at_success or not set(loop.requests) & set(self.requests):
                continue
            place = loop.index if loop.index >= 0 else loop.module.calls[loop.mapping].statement
            if place >= 0 and self._turn.holds(loop.module, place):
                few = loop.most_turns is not None and loop.most_turns < FEW_ITEMS
                if not few or not loop.has_independent_turns:
                    return False
        return True

    @cached_property
    def is_batchable(self) -> bool:
        """Whether its requests may as well be sent as one message batch."""
        return is_batchable(self)

    @cached_property
    def sending_call(self) -> SendingCall | None:
        """The one call in it that sends its request, or leads to it."""
        return sending_call(self)

    @property
    def sends_all(self) -> bool:
        """Whether its requests are sent by nothing else."""
        return all(set(request.ways) <= set(self.ways) for request in self.requests)

    @cached_property
    def awaited(self) -> int | None:
        """The call, by index, that each turn awaits before the next begins."""
        return awaited_in_turn(self)

    @cached_property
    def launches(self) -> tuple[tuple[Request, Launch], ...]:
        """Its requests that are started all together, each with what starts it, and that nothing limits."""
        uses = self.project.answers.uses(self.module)
        found: list[tuple[Request, Launch]] = []
        for request in self.requests:
            for way in request.ways:
                if way not in self.ways:
                    continue
                names, place = self.project.names, (self.module, self.index, self.mapping)
                launch = launch_of(names, uses, *place, way)
                if launch is not None and not is_limited(self.project, request, launch, *place[1:]):
                    found.append((request, launch))
        return tuple(found)


@dataclass(frozen=True, eq=False)
class File:
    """One judged module, for what is about the file and not about a request."""

    module: Module
    project: Project = field(repr=False)

    @property
    def is_test(self) -> bool:
        """Whether it is test code."""
        return is_test_code(self.module.path)

    @property
    def sdk(self) -> TargetSdk:
        """The SDK that the project uses."""
        return self.project.sdk_of(self.module)

    @property
    def catalog(self) -> Catalog:
        """What is known of Claude."""
        return self.project.catalog

    @property
    def requests(self) -> tuple[Request, ...]:
        """The requests that are sent here."""
        return self.project.requests_in(self.module)

    @property
    def constructions(self) -> tuple[Construction, ...]:
        """The calls that make clients here."""
        return self.project.constructions_in(self.module)

    def time_limits(self) -> Iterator[TimeLimit]:
        """The timeouts that clients and requests are given here."""
        project = self.project
        made = [(one.arguments.get("timeout"), None) for one in self.constructions]
        sent = [(one.arguments.get("timeout"), one.context) for one in self.requests if not one.is_batch_item]
        if is_test_code(self.module.path):
            return
        for argument, context in (*made, *sent):
            limit = time_limit(project, self.module, argument, context)
            if limit is not None:
                yield limit
            else:
                yield from passed_limits(project, self.module, argument, context)

    def removed_uses(self) -> Iterator[RemovedUse]:
        """The uses of names that the SDK had once."""
        return removed_uses(self.project, self.module)

    def httpx_objects(self) -> Iterator[HttpxObject]:
        """The objects of httpx that are handed to the SDK here."""
        return httpx_objects(self.project, self.module)

    def httpx_handlers(self) -> Iterator[HttpxHandler]:
        """The handlers for exceptions of httpx around requests."""
        return httpx_handlers(self.project, self.module)

    def http_mocks(self) -> Iterator[HttpMock]:
        """The mocks of httpx in this file that do not see the requests they are there for."""
        return http_mocks(self.project, self.module)

    def unawaited(self) -> Iterator[Unawaited]:
        """The coroutines of async clients that nothing here awaits."""
        return unawaited_in(self.project, self.module)

    def batch_misreads(self) -> Iterator[BatchMisread]:
        """How the message batches that are dealt with here are misread."""
        return misreads_in(self.project, self.module)

    def calls_of_types(self, names: Collection[str]) -> Iterator[int]:
        """The calls, by index, of types of the SDK's requests and answers with these names."""
        for index in self.project.aliases.calls(self.module, frozenset(names)):
            name = self.project.names.call_name(self.module, self.module.calls[index])
            if name is not None and name.startswith("anthropic.types.") and self.name_of(index) in names:
                yield index

    def name_of(self, index: int) -> str:
        """The last name of what a call calls, as its package has it; empty when that is not known."""
        name = self.project.names.call_name(self.module, self.module.calls[index])
        return "" if name is None else name.rpartition(".")[2]

    def span_of(self, index: int) -> Span:
        """Where a call stands."""
        call = self.module.calls[index]
        return Span(self.module.path, call.start, call.end)

    def catches(self, index: int, *exceptions: str) -> bool:
        """Whether a try around a call catches one of these exceptions, or everything."""
        return catches_at(self.project.names, self.module, self.module.calls[index].statement, exceptions)

    def client_argument_at(self, span: Span) -> tuple[Call, plain.Argument] | None:
        """The construction of a client whose `api_key` argument has this value, with that argument.

        A copy of a client (`with_options`) without it would have the key of the client, so it is none.
        """
        for index, call in enumerate(self.module.calls):
            for argument in call.arguments:
                if argument.name != "api_key" or argument.value.start != span.start:
                    continue
                function = call.function
                is_copy = isinstance(function, plain.Attr) and function.name in COPIES
                term = Term(self.module, plain.CallOf(call.start, call.end, index))
                if not is_copy and self.project.clients.endpoints(term):
                    return call, argument
        return None

    def is_plain_literal(self, span: Span) -> bool:
        """Whether a literal is a value by itself: no default, no part of a longer text, not put in the environment."""
        text = self.project.text(self.module)[span.start : span.end]
        in_default = any(
            parameter.default is not None and parameter.default.start == span.start
            for scope in self.module.scopes
            for parameter in scope.parameters
        )
        if in_default or self._is_for_environment(span):
            return False
        return text[1:].startswith("sk-ant-") and not any(c.isspace() for c in text)

    def _is_for_environment(self, span: Span) -> bool:
        """Whether a literal stands in for a missing variable of the environment, or is put there."""
        module, names = self.module, self.project.names
        for call in module.calls:
            if any(one.value.start == span.start for one in call.arguments):
                return names.call_name(module, call) in _ENVIRONMENT_CALLS
        return any(
            isinstance(one.value, plain.Updated)
            and one.value.value.start == span.start
            and names.qualified(Term(module, one.value.base)) == "os.environ"
            for one in module.attributes
        )
