"""The model that rules see: every request of a project, resolved, and the other subjects."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from claudelint.catalog.catalog import Catalog, ModelFacts
from claudelint.findings import Span
from claudelint.linking.answers import Answer, Answers
from claudelint.linking.calls import RUNNER_METHODS, RUNNERS, CallGraph, children
from claudelint.linking.clients import Client, Clients, Endpoint
from claudelint.linking.delivery import Delivery, delivery_of
from claudelint.linking.dependence import Turn
from claudelint.linking.names import Modules, Names
from claudelint.linking.prefix import STABLE_ORIGINS, Part, Prefix, prefix_of
from claudelint.linking.purpose import Evidence, evidence_of, need_of, simple_task
from claudelint.linking.reuse import Reuse, reuse_of
from claudelint.linking.sdk import TargetSdk
from claudelint.linking.surfaces import Surface, Surfaces, Way
from claudelint.linking.surroundings import Surroundings, catches_at, surroundings_of
from claudelint.linking.terms import Context, Term
from claudelint.linking.texts import text_parts
from claudelint.linking.turns import ends_at_success, length_at_most, most_turns, pauses
from claudelint.linking.value_kinds import (
    Hole,
    Known,
    MapEntry,
    Mapping,
    NotGiven,
    OneOf,
    Sequence,
    TextValue,
    Unknown,
    Value,
    known_text,
)
from claudelint.linking.values import Values
from claudelint.reading import module as plain
from claudelint.reading.module import Attr, Call, Expr, Local, Module, Ref

_KINDS = {
    ("messages", "create"): "create",
    ("messages", "stream"): "stream",
    ("messages", "parse"): "parse",
    ("messages", "count_tokens"): "count_tokens",
    ("messages", "tool_runner"): "tool_runner",
    ("messages", "batches", "create"): "batch",
}
_METHODS = frozenset(path[-1] for path in _KINDS)
# no model caches a prompt of so few characters
_SHORTEST_BEGINNING = 1_000
# a list of fewer items is not worth a batch
FEW_ITEMS = 20
# sizes are estimates: a prompt counts as long enough for a cache with this much to spare
_CACHE_MARGIN = 1.15
# platforms that Anthropic does not operate itself
_PARTNERS = frozenset({"bedrock", "bedrock_mantle", "vertex", "google_cloud"})


@dataclass(frozen=True)
class Argument:
    """An argument of a request: its value and where it stands at the Site.

    `span` is the argument, or the `**` that brings it; `written` the keyword argument as written, if it
    stands in the call itself; `entry` the dict entry that holds it otherwise. `certain` is false when the
    argument is there only on some ways.
    """

    name: str
    value: Value
    span: Span
    certain: bool = True
    written: plain.Argument | None = None
    entry: Span | None = None
    # the entry and the dict display it stands in, where it was written as `"name": value`
    display: tuple[plain.Entry, plain.Map] | None = field(default=None, compare=False)

    @property
    def decided(self) -> Span:
        """Where the value was decided."""
        return self.value.place


@dataclass(frozen=True)
class Site:
    """A call expression that sends a request; `reference` when the method is handed to another callable."""

    module: Module
    index: int
    reference: bool

    @property
    def call(self) -> Call:
        """The call; for a method reference, the call that the method is handed to."""
        return self.module.calls[self.index]

    @property
    def span(self) -> Span:
        """Where the call stands."""
        return Span(self.module.path, self.call.start, self.call.end)


@dataclass(frozen=True)
class PositionalRead:
    """An unguarded `content[index]`: `span` reaches to `.text` when that follows, `subject` is the content."""

    module: Module
    span: Span
    index: int
    is_text: bool
    subject: Span | None
    catches_attribute_error: bool


@dataclass(frozen=True)
class Beginning:
    """What every request of one run begins with, tools and system prompt, for a model that can cache it.

    `tokens` is an estimate; `is_whole` when nothing in the tools or the system prompt changes.
    """

    model: ModelFacts
    parts: tuple[Part, ...]
    tokens: int
    is_whole: bool

    @property
    def has_system(self) -> bool:
        """Whether the system prompt, or the start of it, is a part of it."""
        return any(part.level == "system" for part in self.parts)

    @property
    def has_tools(self) -> bool:
        """Whether tools are a part of it."""
        return any(part.level == "tools" for part in self.parts)


@dataclass(frozen=True, eq=False)
class Request:
    """A Site in one context: client, arguments and everything around them, resolved."""

    site: Site
    kind: str
    endpoint: Endpoint
    arguments: dict[str, Argument]
    open_ended: bool
    context: Context | None
    span: Span
    project: Project = field(repr=False)
    item: int = -1

    @property
    def module(self) -> Module:
        """The module the Site stands in."""
        return self.site.module

    @property
    def call(self) -> Call:
        """The call as written."""
        return self.site.call

    @property
    def method_span(self) -> Span:
        """What is called, such as `client.messages.create`, without the arguments."""
        return Span(self.module.path, self.call.function.start, self.call.function.end)

    @property
    def client(self) -> Client:
        """The client that sends it."""
        return self.endpoint.client

    @property
    def is_beta(self) -> bool:
        """Whether it is sent through `.beta`."""
        return self.endpoint.is_beta

    @property
    def is_batch_item(self) -> bool:
        """Whether it is one item of a batch."""
        return self.kind == "batch item"

    @property
    def sdk(self) -> TargetSdk:
        """The SDK that the project uses."""
        return self.project.sdk

    @property
    def catalog(self) -> Catalog:
        """What is known of Claude."""
        return self.project.catalog

    @property
    def text(self) -> str:
        """The text of the file, for edits."""
        return self.project.text(self.module)

    def value(self, name: str) -> Value | None:
        """The value of an argument that is certainly given."""
        argument = self.arguments.get(name)
        return argument.value if argument is not None and argument.certain else None

    def is_absent(self, name: str) -> bool:
        """Whether an argument is certainly not given: nothing unresolved may hold it."""
        return name not in self.arguments and not self.open_ended and not self.site.reference

    def known(self, name: str) -> str | int | float | bool | None:
        """The constant value of an argument, None when it is absent, unknown or has alternatives."""
        value = self.value(name)
        return value.value if isinstance(value, Known) else None

    def number(self, name: str) -> int | None:
        """The constant integer value of an argument."""
        value = self.known(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def has_no_effects(self, expr: Expr) -> bool:
        """Whether computing an expression of the call only reads names and constants."""
        pending: list[Expr] = [expr]
        while pending:
            current = pending.pop()
            if isinstance(current, (plain.CallOf, plain.Await, plain.Yield, plain.Comprehension)):
                return False
            pending.extend(children(self.module, current))
        return True

    # the model

    @cached_property
    def models(self) -> tuple[tuple[Known, ModelFacts | None], ...]:
        """Every model id that may be sent, with what is known of it."""
        argument = self.arguments.get("model")
        if argument is None or not self.speaks_to_claude:
            return ()
        return tuple(
            (one, self.catalog.find(one.value))
            for one in argument.value.alternatives()
            if isinstance(one, Known) and isinstance(one.value, str)
        )

    @cached_property
    def model(self) -> ModelFacts | None:
        """What is known of the model, when there is only one it may be."""
        argument = self.arguments.get("model")
        if argument is None or len(argument.value.alternatives()) != 1 or not self.models:
            return None
        return self.models[0][1]

    @property
    def speaks_to_claude(self) -> bool:
        """Whether the request goes to Claude's own endpoint, where model facts and the server's rules hold."""
        return self.client.endpoint_is_claudes and self.client.kind.platform != "foundry"

    def goes_to_partner(self, model_id: str) -> bool:
        """Whether Amazon Bedrock or Google Cloud serves it, by the client's class or the spelling of the id."""
        return self.client.kind.platform in _PARTNERS or "anthropic." in model_id or "@" in model_id

    @property
    def model_ids(self) -> tuple[str, ...]:
        """Every model id that may be sent, by whatever client."""
        argument = self.arguments.get("model")
        alternatives = () if argument is None else argument.value.alternatives()
        return tuple(
            one.value for one in alternatives if isinstance(one, Known) and isinstance(one.value, str)
        )

    @cached_property
    def asks_for_json(self) -> bool:
        """Whether the answer is data and not prose: an output format, a forced tool, or a prompt that says JSON."""
        config = self.arguments.get("output_config")
        options = () if config is None else config.value.alternatives()
        if any(not isinstance(one, Mapping) or one.open or "format" in one.entries for one in options):
            return True
        choice = self.arguments.get("tool_choice")
        if choice is not None:
            kinds = [
                one.get("type") if isinstance(one, Mapping) else None for one in choice.value.alternatives()
            ]
            if any(not isinstance(kind, Known) or kind.value in ("any", "tool") for kind in kinds):
                return True
        prompts = (self.arguments.get(name) for name in ("system", "messages"))
        return any(prompt is not None and "json" in known_text(prompt.value).lower() for prompt in prompts)

    # streaming and thinking

    @property
    def streams(self) -> bool | None:
        """Whether the answer is streamed; None when that cannot be told."""
        if self.kind == "stream":
            return True
        argument = self.arguments.get("stream")
        if argument is None:
            return None if self.open_ended else False
        value = argument.value
        if isinstance(value, Known) and argument.certain:
            return bool(value.value)
        return None

    @property
    def thinks(self) -> bool | None:
        """Whether the model thinks before it answers; None when that cannot be told."""
        argument = self.arguments.get("thinking")
        if argument is None:
            if self.open_ended:
                return None
            return None if self.model is None else self.model.thinks_by_default
        kinds = [
            one.get("type") if isinstance(one, Mapping) else None for one in argument.value.alternatives()
        ]
        if len(kinds) == 1 and isinstance(kinds[0], Known):
            return kinds[0].value != "disabled"
        return None

    # the prompt

    @cached_property
    def prefix(self) -> Prefix:
        """The prompt in cache order."""
        values = {name: argument.value for name, argument in self.arguments.items()}
        return prefix_of(values, self.open_ended)

    # the purpose

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """The signs that the request asks for a short, closed answer."""
        return evidence_of(self)

    @cached_property
    def answer_need(self) -> int | None:
        """About how many tokens the answer needs, when two independent signs say it is short."""
        return need_of(self.evidence)

    @cached_property
    def simple_task_evidence(self) -> tuple[Evidence, ...]:
        """The signs that the task is a simple one; empty unless two independent ones are found."""
        task = simple_task(self)
        found = self.evidence if task is None else (task, *self.evidence)
        firm = {one.source for one in found if not one.by_name}
        return found if len(firm) >= 2 else ()

    @property
    def has_open_tools(self) -> bool:
        """Whether tools are offered whose use is not a closed answer, as in an agent."""
        return "tools" in self.arguments and not any(one.source == "schema" for one in self.evidence)

    def is_own_literal(self, name: str) -> bool:
        """Whether an argument's constant is written in the call itself, so that nothing else reads it."""
        argument = self.arguments.get(name)
        if argument is None or argument.written is None or not isinstance(argument.value, Known):
            return False
        written = argument.written.value
        return isinstance(written, plain.Const) and argument.value.place == Span(
            self.module.path, written.start, written.end
        )

    @property
    def is_first_of_run(self) -> bool:
        """Whether this is the first request of the project, for what is said once."""
        return self.project.requests[0] is self

    @cached_property
    def cacheable_beginning(self) -> Beginning | None:
        """The stable beginning of the prompt, when it is certainly long enough for the cache of every model."""
        argument = self.arguments.get("model")
        if argument is None or len(self.models) != len(argument.value.alternatives()) or not self.models:
            return None
        found: list[Beginning] = []
        parts = self.prefix.stable_start()
        for _, model in self.models:
            if model is None or model.cache_min_tokens is None:
                return None
            tokens = sum(part.tokens(model.tokenizer) for part in parts)
            if tokens < model.cache_min_tokens * _CACHE_MARGIN:
                return None
            found.append(Beginning(model, parts, tokens, self._has_whole(parts)))
        return found[0]

    def _has_whole(self, parts: tuple[Part, ...]) -> bool:
        whole = tuple(part for part in self.prefix.parts if part.level != "messages")
        return parts == whole and all(part.exact for part in parts)

    @property
    def carries_marker(self) -> bool | None:
        """Whether anything in it is marked for the cache; None when something unresolved may well be.

        What a message says is not known where it is unresolved, but it carries no marker in a project that
        writes none anywhere.
        """
        if self.prefix.marked:
            return True
        if self.prefix.unresolved == {"messages"} and not self.project.writes_cache_markers:
            return False
        return None if self.prefix.unresolved else False

    @cached_property
    def reuse(self) -> Reuse | None:
        """The best sign that the beginning of its prompt is sent again."""
        return reuse_of(self)

    @property
    def siblings(self) -> tuple[Request, ...]:
        """The requests of the same Site, this one among them: one for each context with values of its own."""
        return self.project.requests_at(self.site)

    def begins_like(self, other: Request) -> bool:
        """Whether its prompt begins with the same tools and system prompt, for the same model."""
        return self is other or (_beginning(self) is not None and _beginning(self) == _beginning(other))

    def is_steady(self, expr: Expr) -> bool:
        """Whether an expression at the Site is the same text for every request of one run."""
        parts = text_parts(self.project.values.of, Term(self.module, expr, self.context))
        return all(isinstance(part, str) or part.origin in STABLE_ORIGINS for part in parts)

    def hangs_on_parameter(self, expr: Expr) -> bool:
        """Whether an expression at the Site comes by a parameter for which callers out of sight may pass more."""
        names = self.project.names
        pending, seen = [Term(self.module, expr, self.context)], set[tuple[int, int]]()
        while pending:
            term = pending.pop()
            if (id(term.expr), id(term.context)) in seen:
                continue
            seen.add((id(term.expr), id(term.context)))
            if isinstance(term.expr, plain.Param):
                frame = None if term.context is None else term.context.frame_of(term.module, term.expr.scope)
                if frame is None:
                    return True
            following = names._step(term)
            pending.extend(
                following if following else [term.at(one) for one in children(term.module, term.expr)]
            )
        return False

    # the answer and the surroundings

    @cached_property
    def answer(self) -> Answer:
        """What becomes of the response."""
        if self.kind in ("create", "parse") and not self.site.reference:
            return self.project.answers.of_call(self.module, self.site.index)
        return Answer((), False)

    @cached_property
    def positional_reads(self) -> tuple[PositionalRead, ...]:
        """Reads of the response's content by position that nothing guards with a look at the type."""
        return tuple(self.project.positional_reads(self.answer))

    @cached_property
    def surroundings(self) -> Surroundings:
        """What stands around the call."""
        return surroundings_of(self.module, self.site.index, self.project.answers.uses(self.module))

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """The ways from surfaces to the Site."""
        return self.project.surfaces.ways(self.module, self.site.index)

    @cached_property
    def is_in_test(self) -> bool:
        """Whether the Site stands in test code."""
        name = self.module.path.rpartition("/")[2]
        folders = self.module.path.split("/")[:-1]
        return (
            name.startswith("test_")
            or name in ("conftest.py",)
            or name.endswith("_test.py")
            or "tests" in folders
            or "test" in folders
        )

    @cached_property
    def same_way(self) -> tuple[Way, ...]:
        """The ways that lead through this request's context."""
        if self.context is None:
            return self.ways
        chain: list[tuple[str, int]] = []
        frame: Context | None = self.context
        while frame is not None:
            chain.append((frame.caller.path, frame.call.start))
            frame = frame.outer
        return (
            tuple(
                way
                for way in self.ways
                if all(
                    any(m.path == path and m.calls[c].start == start for m, _, c in way.steps)
                    for path, start in chain
                )
            )
            or self.ways
        )


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

    @property
    def is_direct(self) -> bool:
        """Whether the request stands in the loop's own function."""
        return any(
            request.module is self.module and request.call.scope == self.statement.scope
            for request in self.requests
        )

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
    def has_independent_turns(self) -> bool:
        """Whether every turn asks about an item of its own, and needs no answer of another turn."""
        if self.kind == "while" or self.ends_at_success or (self.index >= 0 and self.statement.is_async):
            return False
        if self.index >= 0 and (self._turn.stops_on_answer() or not self._turn.uses_item()):
            return False
        return not self._turn.carries_over()

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


@dataclass(frozen=True, eq=False)
class File:
    """One judged module, for what is about the file and not about a request."""

    module: Module
    project: Project = field(repr=False)

    def client_argument_at(self, span: Span) -> tuple[Call, plain.Argument] | None:
        """The construction of a client whose `api_key` argument has this value, with that argument."""
        for index, call in enumerate(self.module.calls):
            for argument in call.arguments:
                if argument.name != "api_key" or argument.value.start != span.start:
                    continue
                term = Term(self.module, plain.CallOf(call.start, call.end, index))
                if self.project.clients.endpoints(term):
                    return call, argument
        return None

    def is_plain_literal(self, span: Span) -> bool:
        """Whether a literal is a value by itself: no default of a parameter, no part of a longer text."""
        text = self.project.text(self.module)[span.start : span.end]
        in_default = any(
            parameter.default is not None and parameter.default.start == span.start
            for scope in self.module.scopes
            for parameter in scope.parameters
        )
        return not in_default and text[1:].startswith("sk-ant-") and not any(c.isspace() for c in text)


class Project:
    """The linked modules; everything is worked out when it is asked for, and remembered."""

    def __init__(
        self,
        judged: Iterable[Module],
        modules: Modules,
        catalog: Catalog,
        sdk: TargetSdk,
        texts: Callable[[Module], str],
        context: Iterable[Module] = (),
    ) -> None:
        self.judged = tuple(judged)
        self.catalog = catalog
        self.sdk = sdk
        self._texts = texts
        self.names = Names(modules)
        self.values = Values(self.names)
        self.clients = Clients(self.names, self.values, catalog)
        self.graph = CallGraph(self.names, (*self.judged, *context))
        self.answers = Answers(self.names, self.graph)
        self.surfaces = Surfaces(self.names, self.graph)

    def text(self, module: Module) -> str:
        """The text of a module's file."""
        return self._texts(module)

    def text_of(self, path: str) -> str | None:
        """The text of a file by its path, None when no judged module has it."""
        for module in self.judged:
            if module.path == path:
                return self._texts(module)
        return None

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every Site of the judged modules, in order."""
        return tuple(site for module in self.judged for site in self._sites(module))

    @cached_property
    def requests(self) -> tuple[Request, ...]:
        """Every Request of the judged modules: Sites in their contexts."""
        return tuple(request for site in self.sites for request in self._requests(site))

    @cached_property
    def _requests_by_site(self) -> dict[Span, list[Request]]:
        found: dict[Span, list[Request]] = {}
        for request in self.requests:
            found.setdefault(request.site.span, []).append(request)
        return found

    def requests_at(self, site: Site) -> tuple[Request, ...]:
        """The requests of a Site."""
        return tuple(self._requests_by_site.get(site.span, ()))

    @cached_property
    def _by_beginning(self) -> dict[object, list[Request]]:
        found: dict[object, list[Request]] = {}
        for request in self.requests:
            beginning = _beginning(request)
            if beginning is not None:
                found.setdefault(beginning, []).append(request)
        return found

    def sharing(self, request: Request) -> tuple[Request, ...]:
        """The requests whose prompts begin with the same tools and system prompt, for the same model."""
        beginning = _beginning(request)
        return () if beginning is None else tuple(self._by_beginning.get(beginning, ()))

    @cached_property
    def writes_cache_markers(self) -> bool:
        """Whether the word `cache_control` is a key or a keyword anywhere in the project's code."""
        key = "cache_control"
        # most files do not hold the word at all
        return any(key in self.text(module) and _writes_key(module, key) for module in self.graph.modules)

    def line(self, span: Span) -> int:
        """The number of the line that a span starts on; 0 when its file is not at hand."""
        module = self._by_path.get(span.file)
        return 0 if module is None else bisect_right(module.line_starts, span.start)

    def place_words(self, span: Span, near: Module) -> str:
        """`on line 41`, with the file where it is another one than that of a module."""
        words = f"on line {self.line(span)}"
        return words if span.file == near.path else f"{words} of {span.file.rpartition('/')[2]}"

    @cached_property
    def _by_path(self) -> dict[str, Module]:
        return {module.path: module for module in self.graph.modules}

    @cached_property
    def loops(self) -> tuple[Loop, ...]:
        """Every loop that sends requests, with the requests and ways through it."""
        found: dict[tuple[str, int, int], tuple[Module, list[Request], list[Way]]] = {}
        for request in self.requests:
            for way in self._ways_of(request):
                places = [(module, index, -1) for module, index in way.loops]
                places.extend((module, -1, call) for module, call in way.maps)
                for module, index, call in places:
                    _, requests, ways = found.setdefault((module.path, index, call), (module, [], []))
                    if request not in requests:
                        requests.append(request)
                    if way not in ways:
                        ways.append(way)
        return tuple(
            Loop(module, index, tuple(requests), tuple(ways), self, call)
            for (_, index, call), (module, requests, ways) in found.items()
        )

    def _ways_of(self, request: Request) -> tuple[Way, ...]:
        """The ways of a request; the first of a Site also has those that no context speaks of.

        A function that is handed to another has its parameters from there, which makes no context.
        """
        siblings = request.siblings
        if request is not siblings[0]:
            return request.same_way
        spoken_of = {way for one in siblings for way in one.same_way}
        return (*request.same_way, *(way for way in request.ways if way not in spoken_of))

    @cached_property
    def streaming_surfaces(self) -> frozenset[Span]:
        """The places of the surfaces from which a request is reached that streams, or may stream."""
        return frozenset(
            way.surface.place
            for request in self.requests
            if request.streams is not False
            for way in request.ways
            if way.surface is not None
        )

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """Every way to every Site, each with a request that goes it."""
        return tuple(Path(request, way) for request in self.requests for way in self._ways_of(request))

    # answers

    def positional_reads(self, answer: Answer) -> Iterator[PositionalRead]:
        """The unguarded positional reads of an answer; a type test in the same function guards them."""
        guarded = {
            (read.module.path, read.statement.scope)
            for read in answer.of_kind("type_tested")
            if read.statement is not None and read.part in ("block", "content", "response")
        }
        for read in answer.of_kind("positional"):
            if read.statement is None or (read.module.path, read.statement.scope) in guarded:
                continue
            if not isinstance(read.expr, plain.Item) or not isinstance(read.detail, int):
                continue
            uses = self.answers.uses(read.module)
            parent = uses.parent(read.expr)
            is_text = isinstance(parent, Attr) and parent.name == "text"
            if not is_text and parent is not None:
                continue
            end = parent.end if isinstance(parent, Attr) else read.expr.end
            content = read.expr.value
            yield PositionalRead(
                read.module,
                Span(read.module.path, read.expr.start, end),
                read.detail,
                is_text,
                Span(read.module.path, content.start, content.end),
                catches_at(self.names, read.module, uses.statement_index(read.expr), ("AttributeError",)),
            )

    # sites

    def _sites(self, module: Module) -> Iterator[Site]:
        for index, call in enumerate(module.calls):
            if self._may_send(module, call) and self._endpoints(module, call.function, None):
                yield Site(module, index, False)
                continue
            if self._hands_over(module, call):
                yield Site(module, index, True)

    def _may_send(self, module: Module, call: Call) -> bool:
        function = call.function
        if isinstance(function, Attr):
            return function.name in _METHODS
        # a method taken by name beforehand: create = client.messages.create
        definitions: tuple[int, ...] = ()
        if isinstance(function, Local):
            definitions = function.definitions
        elif isinstance(function, Ref):
            definitions = module.scopes[0].names.get(function.name, ())
        values = (module.definitions[index].value for index in definitions)
        return any(isinstance(value, Attr) and value.name in _METHODS for value in values)

    def _hands_over(self, module: Module, call: Call) -> bool:
        for argument in call.arguments:
            value = argument.value
            if isinstance(value, Attr) and value.name in _METHODS and argument.name is None:
                if self._endpoints(module, value, None):
                    return True
        return False

    def _endpoints(self, module: Module, expr: Expr, context: Context | None) -> list[tuple[str, Endpoint]]:
        found: list[tuple[str, Endpoint]] = []
        for endpoint in self.clients.endpoints(Term(module, expr, context)):
            kind = _KINDS.get(endpoint.bare)
            if kind is not None:
                found.append((kind, endpoint))
        if not found and context is None:
            found = self._endpoints_of_callers(module, expr)
        return found

    def _endpoints_of_callers(self, module: Module, expr: Expr) -> list[tuple[str, Endpoint]]:
        """The client may be a parameter that only callers know."""
        root = expr
        while isinstance(root, Attr):
            root = root.value
        if not isinstance(root, Local):
            return []
        scope = next(
            (
                value.scope
                for index in root.definitions
                if isinstance(value := module.definitions[index].value, plain.Param)
            ),
            None,
        )
        if scope is None:
            return []
        for context in self.graph.contexts(module, scope, [expr]):
            if context is not None:
                found = self._endpoints(module, expr, context)
                if found:
                    return found
        return []

    # requests

    def _requests(self, site: Site) -> Iterator[Request]:
        call = site.call
        function, arguments = self._sent(site)
        watched = [function, *(argument.value for argument in arguments)]
        seen: list[tuple[object, ...]] = []
        for context in self.graph.contexts(site.module, call.scope, watched):
            for kind, endpoint in self._endpoints(site.module, function, context):
                for request in self._build(site, kind, endpoint, arguments, context):
                    mark = (
                        request.kind,
                        request.item,
                        request.endpoint,
                        request.open_ended,
                        tuple((name, argument.value) for name, argument in request.arguments.items()),
                    )
                    if mark not in seen:
                        seen.append(mark)
                        yield request

    def _sent(self, site: Site) -> tuple[Expr, tuple[plain.Argument, ...]]:
        """The method that is called and the arguments it gets, also when it is handed to a runner."""
        call = site.call
        if not site.reference:
            return call.function, call.arguments
        for position, argument in enumerate(call.arguments):
            value = argument.value
            if isinstance(value, Attr) and value.name in _METHODS and argument.name is None:
                if self._endpoints(site.module, value, None):
                    return value, call.arguments[position + 1 :]
        return call.function, call.arguments

    def _passes_arguments_on(self, site: Site) -> bool:
        call = site.call
        name = self.names.call_name(site.module, call)
        if name in RUNNERS:
            return True
        return isinstance(call.function, Attr) and call.function.name in RUNNER_METHODS

    def _build(
        self,
        site: Site,
        kind: str,
        endpoint: Endpoint,
        written: tuple[plain.Argument, ...],
        context: Context | None,
    ) -> Iterator[Request]:
        arguments: dict[str, Argument] = {}
        open_ended = site.reference and not self._passes_arguments_on(site)
        for argument in written:
            value = self.values.of(Term(site.module, argument.value, context))
            span = Span(site.module.path, argument.start, argument.end)
            if argument.name is not None:
                arguments[argument.name] = Argument(argument.name, value, span, True, argument)
            elif argument.star == "**":
                open_ended = _spread(arguments, value, span) or open_ended
            elif argument.star == "*":
                open_ended = True
        request = Request(site, kind, endpoint, arguments, open_ended, context, site.span, self)
        if kind == "batch":
            yield request
            yield from self._batch_items(request)
        else:
            yield request

    def _batch_items(self, batch: Request) -> Iterator[Request]:
        argument = batch.arguments.get("requests")
        if argument is None:
            return
        number = 0
        for alternative in argument.value.alternatives():
            for value in self._items(alternative):
                params = value.get("params") if isinstance(value, Mapping) else None
                if not isinstance(params, Mapping):
                    continue
                inner = {
                    name: Argument(
                        name, entry.value, entry.place, entry.certain, None, entry.place, entry.written
                    )
                    for name, entry in params.entries.items()
                }
                yield Request(
                    batch.site, "batch item", batch.endpoint, inner, params.open, batch.context,
                    batch.span, self, number,
                )  # fmt: skip
                number += 1

    def _items(self, value: Value) -> Iterator[Value]:
        if not isinstance(value, Sequence):
            return
        yield from value.items
        if value.term is not None and isinstance(value.term.expr, plain.Comprehension):
            yield self.values.of(value.term.at(value.term.expr.value))


def _beginning(request: Request) -> object | None:
    """What tells the beginning of one prompt from that of another; None for those too short to matter."""
    if request.kind == "count_tokens":
        return None
    texts = tuple((part.level, part.text) for part in request.prefix.stable_start())
    if sum(len(text) for _, text in texts) < _SHORTEST_BEGINNING:
        return None
    return (request.model_ids, texts)


def _writes_key(module: Module, key: str) -> bool:
    """Whether a dict display, an item that is set, or a keyword of a call has this key."""
    if any(argument.name == key for call in module.calls for argument in call.arguments):
        return True
    pending: list[Expr] = [expr for statement in module.statements for expr in statement.expressions]
    pending.extend(definition.value for definition in module.definitions)
    pending.extend(binding.value for binding in module.attributes)
    seen: set[int] = set()
    while pending:
        expr = pending.pop()
        if id(expr) in seen:
            continue
        seen.add(id(expr))
        keys = [entry.key for entry in expr.entries] if isinstance(expr, plain.Map) else []
        if isinstance(expr, plain.Updated):
            keys.append(expr.key)
        if any(isinstance(one, plain.Const) and one.value == key for one in keys):
            return True
        pending.extend(children(module, expr))
    return False


def _spread(arguments: dict[str, Argument], value: Value, span: Span) -> bool:
    """Add what a `**` brings; whether it may bring more than is known."""
    options = value.alternatives()
    open_ended = False
    names: dict[str, list[MapEntry]] = {}
    for option in options:
        if not isinstance(option, Mapping):
            open_ended = True
            continue
        open_ended = open_ended or option.open
        for name, entry in option.entries.items():
            names.setdefault(name, []).append(entry)
    for name, found in names.items():
        values: list[Value] = []
        for one in found:
            values.extend(
                alternative for alternative in one.value.alternatives() if alternative not in values
            )
        merged = values[0] if len(values) == 1 else OneOf(span, tuple(values))
        certain = len(found) == len(options) and all(one.certain for one in found)
        arguments[name] = Argument(name, merged, span, certain, None, found[0].place, found[0].written)
    return open_ended


__all__ = [
    "FEW_ITEMS",
    "Argument",
    "Beginning",
    "Delivery",
    "File",
    "Hole",
    "Known",
    "Loop",
    "Mapping",
    "Module",
    "NotGiven",
    "OneOf",
    "Part",
    "Path",
    "PositionalRead",
    "Prefix",
    "Project",
    "Request",
    "Reuse",
    "Sequence",
    "Site",
    "Surface",
    "TextValue",
    "Unknown",
    "Value",
    "Way",
    "known_text",
]
