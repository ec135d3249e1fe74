"""The model that rules see: every request of a project, resolved, and the other subjects."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cached_property

from claudelint.catalog.catalog import Catalog
from claudelint.catalog.tokens import ESTIMATES, TokenCounter
from claudelint.findings import Span
from claudelint.linking.aliases import Aliases
from claudelint.linking.answers import Answers
from claudelint.linking.api_errors import Handlers
from claudelint.linking.batch_results import BatchMisread
from claudelint.linking.batches import CustomId
from claudelint.linking.batching import FEW_ITEMS
from claudelint.linking.betas import SentBetas
from claudelint.linking.blocking import Blocking
from claudelint.linking.building import RequestBuilder
from claudelint.linking.calls import CallGraph
from claudelint.linking.clients import Clients
from claudelint.linking.collecting import Collected
from claudelint.linking.constructions import Construction, constructions_in
from claudelint.linking.contexts import Contexts
from claudelint.linking.conversation import Conversation, Message, blocks_of, last_text
from claudelint.linking.coroutines import Unawaited
from claudelint.linking.delivery import Delivery
from claudelint.linking.dropped_thinking import DroppedThinking
from claudelint.linking.echoes import FlattenedTurn
from claudelint.linking.error_texts import TextMatch
from claudelint.linking.foreign_counts import may_count
from claudelint.linking.http_mocks import HttpMock
from claudelint.linking.httpx_objects import HttpxHandler, HttpxObject, uses_alias
from claudelint.linking.json_by_hand import JsonByHand
from claudelint.linking.key_places import places_of_key
from claudelint.linking.launching import Launch
from claudelint.linking.markers import Marker, Prompt
from claudelint.linking.meeting import clash_of
from claudelint.linking.names import Names
from claudelint.linking.outside import Modules
from claudelint.linking.positional_reads import PositionalRead
from claudelint.linking.prefix import Part, Prefix
from claudelint.linking.prefix_changes import PrefixChange
from claudelint.linking.raw_responses import RawRead
from claudelint.linking.removals import RemovedUse
from claudelint.linking.request import Request
from claudelint.linking.request_call import Argument, Site
from claudelint.linking.request_prompt import Beginning, beginning_of, document_of
from claudelint.linking.requirements import PlacedRequirement, Requirements
from claudelint.linking.retrying import Retry
from claudelint.linking.reuse import Reuse
from claudelint.linking.schemas import Node, Schema
from claudelint.linking.sdk import TargetSdk
from claudelint.linking.split_results import Collectable, SplitResults
from claudelint.linking.stop_branches import StopBranches
from claudelint.linking.stop_reasons import WholeTextUse
from claudelint.linking.streams import StreamMisuse
from claudelint.linking.subjects import File, Loop, Path
from claudelint.linking.surfaces import Surface, Surfaces
from claudelint.linking.thoughts import ShownThought
from claudelint.linking.timeouts import TimeLimit
from claudelint.linking.token_budgets import Budget
from claudelint.linking.tools import Tool, ToolSet
from claudelint.linking.unbounded_inputs import Input
from claudelint.linking.value_kinds import (
    Hole,
    Known,
    Mapping,
    NotGiven,
    OneOf,
    Sequence,
    TextValue,
    Unknown,
    Value,
    is_nothing,
    known_text,
    parts_of,
)
from claudelint.linking.values import Values
from claudelint.linking.varying import Varying, VaryingPart
from claudelint.linking.ways import Way, Ways
from claudelint.reading.module import Module


class Project:
    """The linked modules; everything is worked out when it is asked for, and remembered."""

    def __init__(
        self,
        judged: Iterable[Module],
        modules: Modules,
        catalog: Catalog,
        sdk_of: Callable[[Module], TargetSdk],
        texts: Callable[[Module], str],
        senders: Iterable[Module] = (),
        counter: TokenCounter = ESTIMATES,
        requirements: Iterable[Requirements] = (),
    ) -> None:
        self.judged = tuple(judged)
        # requests are looked for in these, too, in order to understand the judged ones
        self.senders = tuple({module.path: module for module in (*self.judged, *senders)}.values())
        self.catalog = catalog
        self.counter = counter
        # those of the projects that the judged modules belong to
        self.requirements = tuple(requirements)
        self.sdk_of = sdk_of
        self._texts = texts
        self.names = Names(modules)
        self.aliases = Aliases(self.names)
        self.values = Values(self.names)
        self.clients = Clients(self.names, self.values, catalog)
        self.graph = CallGraph(self.names, self.senders)
        self.contexts = Contexts(self.graph)
        self.handlers = Handlers(self.names, catalog.history)
        self.answers = Answers(self.names, self.graph)
        self.surfaces = Surfaces(self.names, self.graph)
        self.ways = Ways(self.names, self.graph, self.surfaces)
        self._builder = RequestBuilder(self)

    def text(self, module: Module) -> str:
        """The text of a module's file."""
        return self._texts(module)

    def text_of(self, path: str) -> str | None:
        """The text of a file by its path, None when it was not read."""
        module = self.names.modules.loaded.get(path)
        return None if module is None else self._texts(module)

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every Site of the modules that can send a request, in order."""
        return tuple(site for sites in self._sites_by_module.values() for site in sites)

    def sites_in(self, module: Module) -> tuple[Site, ...]:
        """The Sites of a module."""
        return self._sites_by_module.get(module.path, ())

    @cached_property
    def _sites_by_module(self) -> dict[str, tuple[Site, ...]]:
        return {module.path: tuple(self._builder.sites(module)) for module in self.senders}

    @cached_property
    def requests(self) -> tuple[Request, ...]:
        """Every Request: the Sites in their contexts."""
        return tuple(request for site in self.sites for request in self._builder.requests(site))

    @cached_property
    def _requests_by_site(self) -> dict[Span, list[Request]]:
        found: dict[Span, list[Request]] = {}
        for request in self.requests:
            found.setdefault(request.site.span, []).append(request)
        return found

    @cached_property
    def constructions(self) -> tuple[Construction, ...]:
        """Every call that makes a client, in order."""
        return tuple(one for module in self.senders for one in self.constructions_in(module))

    def requests_in(self, module: Module) -> tuple[Request, ...]:
        """The requests whose Sites stand in a module."""
        return self._requests_by_module.get(module.path, ())

    @cached_property
    def _requests_by_module(self) -> dict[str, tuple[Request, ...]]:
        found: dict[str, list[Request]] = {}
        for request in self.requests:
            found.setdefault(request.module.path, []).append(request)
        return {path: tuple(requests) for path, requests in found.items()}

    def constructions_in(self, module: Module) -> tuple[Construction, ...]:
        """The calls of a module that make clients."""
        return self._constructions_by_module.get(module.path, ())

    @cached_property
    def _constructions_by_module(self) -> dict[str, tuple[Construction, ...]]:
        return {module.path: tuple(constructions_in(self, module)) for module in self.senders}

    @cached_property
    def sending_clients(self) -> frozenset[Span]:
        """The places of the clients by which requests are seen to be sent."""
        return frozenset(request.client.place for request in self.requests)

    @cached_property
    def _constructions_by_span(self) -> dict[Span, Construction]:
        return {one.span: one for one in self.constructions}

    def construction_at(self, span: Span) -> Construction | None:
        """The call in a place that makes a client."""
        return self._constructions_by_span.get(span)

    def requests_at(self, site: Site) -> tuple[Request, ...]:
        """The requests of a Site."""
        return tuple(self._requests_by_site.get(site.span, ()))

    @cached_property
    def _by_beginning(self) -> dict[object, list[Request]]:
        return _grouped(self.requests, beginning_of)

    @cached_property
    def _by_document(self) -> dict[object, list[Request]]:
        return _grouped(self.requests, document_of)

    def sharing(self, request: Request) -> tuple[Request, ...]:
        """The requests whose prompts begin with the same tools and system prompt, for the same model."""
        beginning = beginning_of(request)
        return () if beginning is None else tuple(self._by_beginning.get(beginning, ()))

    def sharing_document(self, request: Request) -> tuple[Request, ...]:
        """Those of them whose first messages begin with the same document, too."""
        document = document_of(request)
        return () if document is None else tuple(self._by_document.get(document, ()))

    @cached_property
    def writes_cache_markers(self) -> bool:
        """Whether the word `cache_control` is a key or a keyword anywhere in the project's code."""
        return bool(self._cache_markers)

    @cached_property
    def writes_loose_cache_markers(self) -> bool:
        """Whether any `cache_control` in the project's code is not known to belong to some request."""
        known = {
            marker.place
            for request in self.requests
            for prompt in request.prompts
            for marker in prompt.markers
        }
        return not known.issuperset(self._cache_markers)

    @cached_property
    def _cache_markers(self) -> frozenset[Span]:
        key = "cache_control"
        # most files do not hold the word at all
        modules = list(self.names.modules.loaded.values())
        return frozenset(
            place for module in modules if key in self.text(module) for place in places_of_key(module, key)
        )

    @cached_property
    def may_count_tokens(self) -> bool:
        """Whether anything in the project's code may be a count of tokens without the API."""
        return may_count(self)

    @cached_property
    def aliases_httpx(self) -> bool:
        """Whether `httpx` is made another name of the SDK's HTTP package."""
        return uses_alias(self)

    def line(self, span: Span) -> int:
        """The number of the line that a span starts on; 0 when its file is not at hand."""
        module = self.names.modules.loaded.get(span.file)
        return 0 if module is None else bisect_right(module.line_starts, span.start)

    def place_words(self, span: Span, near: Module) -> str:
        """`on line 41`, with the file where it is another one than that of a module."""
        words = f"on line {self.line(span)}"
        return words if span.file == near.path else f"{words} of {span.file.rpartition('/')[2]}"

    @cached_property
    def loops(self) -> tuple[Loop, ...]:
        """Every loop that sends requests, with the requests and ways through it."""
        found: dict[tuple[str, int, int], tuple[Module, list[Request], list[Way]]] = {}
        for request in self.requests:
            for way in self.ways_of(request):
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

    def ways_of(self, request: Request) -> tuple[Way, ...]:
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
        return tuple(Path(request, way) for request in self.requests for way in self.ways_of(request))


def _grouped(
    requests: Iterable[Request], told_by: Callable[[Request], object | None]
) -> dict[object, list[Request]]:
    found: dict[object, list[Request]] = {}
    for request in requests:
        key = told_by(request)
        if key is not None:
            found.setdefault(key, []).append(request)
    return found


__all__ = [
    "FEW_ITEMS",
    "Argument",
    "BatchMisread",
    "Beginning",
    "Blocking",
    "Budget",
    "Collectable",
    "Collected",
    "Construction",
    "Conversation",
    "CustomId",
    "Delivery",
    "DroppedThinking",
    "File",
    "FlattenedTurn",
    "Hole",
    "HttpMock",
    "HttpxHandler",
    "HttpxObject",
    "Input",
    "JsonByHand",
    "Known",
    "Launch",
    "Loop",
    "Mapping",
    "Marker",
    "Message",
    "Module",
    "Node",
    "NotGiven",
    "OneOf",
    "Part",
    "Path",
    "PlacedRequirement",
    "PositionalRead",
    "Prefix",
    "PrefixChange",
    "Project",
    "Prompt",
    "RawRead",
    "RemovedUse",
    "Request",
    "Requirements",
    "Retry",
    "Reuse",
    "Schema",
    "SentBetas",
    "Sequence",
    "ShownThought",
    "Site",
    "SplitResults",
    "StopBranches",
    "StreamMisuse",
    "Surface",
    "TextMatch",
    "TextValue",
    "TimeLimit",
    "Tool",
    "ToolSet",
    "Unawaited",
    "Unknown",
    "Value",
    "Varying",
    "VaryingPart",
    "Way",
    "WholeTextUse",
    "blocks_of",
    "clash_of",
    "is_nothing",
    "known_text",
    "last_text",
    "parts_of",
]
