"""The prompt of a request: tools, system prompt and messages, and what of them can be cached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from claudelint.catalog.catalog import ModelFacts
from claudelint.catalog.tokens import MARGIN, Size
from claudelint.findings import Span
from claudelint.linking.batches import CustomId, custom_ids, items_of
from claudelint.linking.conversation import Conversation, conversations_of
from claudelint.linking.markers import Given, Prompt, prompts_of
from claudelint.linking.prefix import Part, Prefix, common_start, prefix_of, size_of
from claudelint.linking.request_settings import RequestSettings
from claudelint.linking.schemas import Schema, format_schemas, strict_schemas
from claudelint.linking.tools import ToolSet, toolsets_of
from claudelint.linking.value_kinds import (
    Known,
    Mapping,
    Sequence,
)

# no model caches a prompt of so few characters
_SHORTEST_BEGINNING = 1_000
# an estimate this much below a bound needs no count to tell that the text is
_CERTAINLY_BELOW = 2


@dataclass(frozen=True)
class Beginning:
    """What every request of one run begins with, tools and system prompt, for a model that can cache it.

    `size` is an estimate unless the API counted; `is_whole` when nothing in the tools or the system prompt changes.
    """

    model: ModelFacts
    parts: tuple[Part, ...]
    size: Size
    is_whole: bool

    @property
    def tokens(self) -> int:
        """How many tokens it has."""
        return self.size.tokens

    @property
    def has_system(self) -> bool:
        """Whether the system prompt, or the start of it, is a part of it."""
        return any(part.level == "system" for part in self.parts)

    @property
    def has_tools(self) -> bool:
        """Whether tools are a part of it."""
        return any(part.level == "tools" for part in self.parts)


@dataclass(frozen=True, eq=False)
class RequestPrompt(RequestSettings):
    """A request with its prompt, part by part."""

    # the parts

    @cached_property
    def conversations(self) -> tuple[Conversation, ...]:
        """The lists of messages that may be sent, as far as they are known."""
        messages = self.arguments.get("messages")
        return () if messages is None else tuple(conversations_of(messages.value))

    @cached_property
    def prefix(self) -> Prefix:
        """The prompt in cache order."""
        values = {name: argument.value for name, argument in self.arguments.items()}
        return prefix_of(values, self.open_ended)

    @cached_property
    def prompts(self) -> tuple[Prompt, ...]:
        """Every prompt that may be sent, with its markers for the cache; empty where Claude's rules do not hold."""
        if not self.speaks_to_claude:
            return ()
        return prompts_of(
            {name: Given(one.value, one.span, one.certain) for name, one in self.arguments.items()}
        )

    @property
    def marker_lifetimes(self) -> frozenset[str] | None:
        """How long what it marks is kept; None where a marker may be missing, or does not tell."""
        default = self.catalog.api.cache_markers.default_ttl
        markers = [marker for prompt in self.prompts for marker in prompt.markers]
        found = {marker.known_ttl(default) if marker.certain else None for marker in markers}
        known = frozenset(one for one in found if one is not None)
        return known if known and len(known) == len(found) else None

    @property
    def may_offer_server_tools(self) -> bool:
        """Whether a tool may be one that the API runs by itself, with requests of its own."""
        return not all(
            toolset.complete
            and all(
                one.known("type") == "custom" or "type" not in one.definition.entries for one in toolset.tools
            )
            for toolset in self.toolsets
        )

    @cached_property
    def toolsets(self) -> tuple[ToolSet, ...]:
        """Every set of tools that may be offered; empty where none are given."""
        argument = self.arguments.get("tools")
        return () if argument is None else toolsets_of(argument.value, certain=argument.certain)

    @property
    def server_tool(self) -> str | None:
        """The type of a tool that is certainly offered and that the API runs itself."""
        if len(self.toolsets) != 1:
            return None
        offered = (tool for tool in self.toolsets[0].tools if tool.certain and tool.runs_on_server)
        return next((str(tool.known("type")) for tool in offered), None)

    @property
    def format_schemas(self) -> tuple[Schema, ...]:
        """Every schema that may be the format of the answer."""
        config = self.arguments.get("output_config")
        return () if config is None else tuple(format_schemas(config.value))

    @property
    def strict_schemas(self) -> tuple[Schema, ...]:
        """The schemas of the strict tools, of every set of tools that may be offered."""
        return tuple(one for toolset in self.toolsets for one in strict_schemas(toolset))

    @property
    def batches(self) -> tuple[tuple[CustomId, ...], ...]:
        """For each list of requests that a batch may be made of, what its items are known by."""
        argument = self.arguments.get("requests") if self.kind == "batch" else None
        options = () if argument is None else argument.value.alternatives()
        return tuple(custom_ids(items_of(self.project.values.of, one)) for one in options)

    @property
    def asks_for_citations(self) -> bool:
        """Whether a block of the messages certainly asks for citations."""
        messages = self.value("messages")
        if not isinstance(messages, Sequence):
            return False
        return any(one.asks_for_citations for sent in conversations_of(messages) for one in sent.messages)

    # caching

    @property
    def takes_automatic_caching(self) -> bool:
        """Whether a marker for the whole request can be added to it."""
        catalog, sdk = self.catalog, self.sdk
        return (
            self.kind in catalog.automatic_caching_methods
            and self.client.kind.platform not in catalog.automatic_caching_refused_platforms
            and (sdk.assumed or sdk.at_least(catalog.automatic_caching_since))
            and self.is_absent("cache_control")
        )

    @cached_property
    def cacheable_beginning(self) -> Beginning | None:
        """The stable beginning of the prompt, when it is certainly long enough for the cache of every model."""
        return self.cacheable(self.prefix.stable_start())

    @cached_property
    def marked_start(self) -> Beginning | None:
        """What is marked for the cache and the same for every request, when that is certainly long enough for it."""
        return self.cacheable(self.prefix.marked_start())

    @cached_property
    def document(self) -> Beginning | None:
        """What the first message, one of the user, says in every request, when that alone is long enough for the cache.

        Nothing where what stands before it in the cache changes from request to request.
        """
        messages = self.value("messages")
        first = messages.items[0] if isinstance(messages, Sequence) and messages.items else None
        role = first.get("role") if isinstance(first, Mapping) else None
        if not isinstance(role, Known) or role.value != "user":
            return None
        return self.cacheable(self.document_parts)

    @cached_property
    def document_parts(self) -> tuple[Part, ...]:
        """The first message as far as it stays the same, also from one context of the Site to the next.

        What callers pass is a part of it in their contexts, and differs between them.
        """
        parts = self.prefix.document()
        before = _key(self.model_ids, self.prefix.stable_start())
        for other in self.siblings:
            if other is self or _key(other.model_ids, other.prefix.stable_start()) != before:
                continue
            shared = common_start(parts, other.prefix.document())
            if sum(len(part.text) for part in shared) >= _SHORTEST_BEGINNING:
                parts = shared
        return parts

    def cacheable(self, parts: tuple[Part, ...]) -> Beginning | None:
        """Parts of the prompt, when their known text is certainly long enough for the cache of every model."""
        argument = self.arguments.get("model")
        if argument is None or len(self.models) != len(argument.value.alternatives()) or not self.models:
            return None
        found: list[Beginning] = []
        for _, model in self.models:
            if model is None or model.cache_min_tokens is None:
                return None
            estimate = sum(part.tokens(model.tokenizer) for part in parts)
            if estimate * _CERTAINLY_BELOW < model.cache_min_tokens:
                return None
            size = self.size_of(parts, model)
            if size.tokens < model.cache_min_tokens * (1 if size.is_exact else MARGIN):
                return None
            found.append(Beginning(model, parts, size, self._has_whole(parts)))
        return found[0]

    def too_short_for_cache(self, parts: tuple[Part, ...]) -> Beginning | None:
        """Parts of the prompt, when they are wholly known and certainly too short for the cache of every model.

        Tools add a text of the API's own, of which the size is not known.
        """
        if not self.models or None in [model for _, model in self.models] or "tools" in self.arguments:
            return None
        argument = self.arguments["model"]
        if len(self.models) != len(argument.value.alternatives()) or not all(part.exact for part in parts):
            return None
        found: list[Beginning] = []
        for _, model in self.models:
            if model is None or model.cache_min_tokens is None:
                return None
            size = self.size_of(parts, model)
            if size.tokens * (1 if size.is_exact else MARGIN) >= model.cache_min_tokens:
                return None
            found.append(Beginning(model, parts, size, False))
        return min(found, key=lambda one: one.model.cache_min_tokens or 0)

    @cached_property
    def own_marked_start_too_short(self) -> Beginning | None:
        """The prompt up to its last marker, when that is certainly too short for the cache in this context."""
        last = self.prefix.last_marked
        if last is None or not self.prefix.marks_known:
            return None
        return self.too_short_for_cache(self.prefix.parts[: last + 1])

    @property
    def marked_start_too_short(self) -> Beginning | None:
        """The same, when it is too short in every context: a marker that serves one caller is no mistake."""
        own = self.own_marked_start_too_short
        return own if all(one.own_marked_start_too_short for one in self.siblings) else None

    @property
    def marked_at(self) -> Span | None:
        """Where its last marker for the cache stands that is in sight: on a part of the prompt, or on the whole."""
        if self.prefix.marked_whole and "cache_control" in self.arguments:
            return self.arguments["cache_control"].span
        last = self.prefix.last_marked if self.prefix.marked else None
        return None if last is None or last >= len(self.prefix.parts) else self.prefix.parts[last].place

    def size_of(self, parts: Iterable[Part], model: ModelFacts) -> Size:
        """How many tokens the known text of parts of the prompt has for a model; estimated unless a run counts."""
        return size_of(parts, model, self.project.counter)

    def _has_whole(self, parts: tuple[Part, ...]) -> bool:
        whole = tuple(part for part in self.prefix.parts if part.level != "messages")
        return parts == whole and all(part.exact for part in parts)


def beginning_of(request: RequestPrompt) -> object | None:
    """What tells the beginning of one prompt from that of another; None for those too short to matter."""
    if request.kind == "count_tokens":
        return None
    return _told_by(request, request.prefix.stable_start())


def document_of(request: RequestPrompt) -> object | None:
    """What tells the beginning of one prompt, with the document in its first message, from that of another."""
    document = request.document_parts
    if request.kind == "count_tokens" or not document:
        return None
    return _told_by(request, (*request.prefix.stable_start(), *document))


def _told_by(request: RequestPrompt, parts: tuple[Part, ...]) -> object | None:
    if sum(len(part.text) for part in parts) < _SHORTEST_BEGINNING:
        return None
    return _key(request.model_ids, parts)


def _key(model_ids: object, parts: tuple[Part, ...]) -> object:
    """What tells parts for one model from others."""
    return (model_ids, tuple((part.level, part.text) for part in parts))
