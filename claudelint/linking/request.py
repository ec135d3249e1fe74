"""A request, resolved: client, arguments and everything around the call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from claudelint.catalog.catalog import Catalog, ModelFacts
from claudelint.catalog.history import Method
from claudelint.catalog.spelling import Misspelling, misspelling_of
from claudelint.catalog.tokens import MARGIN, Size
from claudelint.findings import Related, Span
from claudelint.linking.answers import Answer
from claudelint.linking.batches import CustomId, custom_ids, items_of
from claudelint.linking.betas import SentBetas, betas_of
from claudelint.linking.clients import Client, Endpoint
from claudelint.linking.content import certain_blocks, cites
from claudelint.linking.conversation import Conversation, conversations_of
from claudelint.linking.markers import Given, Prompt, prompts_of
from claudelint.linking.prefix import Part, Prefix, prefix_of, size_of
from claudelint.linking.purpose import Evidence, evidence_of, need_of, simple_task, words_asked
from claudelint.linking.raw_responses import RawRead, raw_reads
from claudelint.linking.reuse import Reuse, reuse_of
from claudelint.linking.runners import runner_of
from claudelint.linking.schemas import Schema, format_schemas, strict_schemas
from claudelint.linking.sdk import TargetSdk
from claudelint.linking.surroundings import Surroundings, surroundings_of
from claudelint.linking.terms import Context, Term, is_test_code
from claudelint.linking.texts import text_parts
from claudelint.linking.token_budgets import Budget, budgets_of
from claudelint.linking.tools import ToolSet, toolsets_of
from claudelint.linking.unbounded_inputs import Input, unbounded_inputs
from claudelint.linking.value_kinds import (
    STABLE_ORIGINS,
    Known,
    MapEntry,
    Mapping,
    NotGiven,
    OneOf,
    Sequence,
    TextValue,
    Value,
    known_text,
)
from claudelint.linking.ways import Way, loops_around
from claudelint.reading import module as plain
from claudelint.reading.children import children
from claudelint.reading.module import Call, Expr, Module

if TYPE_CHECKING:
    from claudelint.linking.project import Project

# no model caches a prompt of so few characters
_SHORTEST_BEGINNING = 1_000
# an estimate this much below a bound needs no count to tell that the text is
_CERTAINLY_BELOW = 2
# methods that make a format of a type
_PARSING = frozenset({"parse", "stream", "tool_runner"})
# methods by the kind of what they send, where they are not named for it
_METHODS = {"batch": "batches.create", "batch item": "batches.create.params"}
# attributes of a message that are not what it says; anthropic 2.12.0 types/message.py
_ABOUT_ANSWERS = frozenset({"id", "model", "role", "type", "usage", "_request_id"})
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
    def options(self) -> tuple[Value, ...]:
        """Every value that it may have, NotGiven among them where it may be left out."""
        found = self.value.alternatives()
        return found if self.certain else (*found, NotGiven(self.span))

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
    # of an item, the request that sends its batch
    batch: Request | None = field(default=None, repr=False)

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
        return self.project.sdk_of(self.module)

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

    def naming(self, written: Known) -> tuple[Request, ...]:
        """The requests that may be sent to the model that a text names, by whatever client."""
        given = ((one, one.arguments.get("model")) for one in self.project.requests)
        return tuple(
            one
            for one, model in given
            if model is not None
            and any(option.place == written.place for option in model.value.alternatives())
        )

    def misspelling(self, written: Known) -> Misspelling | None:
        """What is wrong with the form of one of its model ids for the platform that it is certainly sent to.

        Where there are several clients and several ids, a pair of them may never meet, and what the environment says
        is in general for the client that it chooses.
        """
        platforms = list(dict.fromkeys(one.client.kind.platform for one in self.siblings))
        own = self.client.kind.platform

        def is_wrong(platform: str, model_id: str) -> bool:
            return misspelling_of(model_id, platform, self.catalog.find) is not None

        if not self.speaks_to_claude or (len(platforms) > 1 and written.origin != "literal"):
            return None
        model_id = str(written.value)
        meets = len(platforms) == 1 or len(self.model_ids) == 1
        if not meets and not all(is_wrong(one, model_id) for one in platforms):
            if not all(is_wrong(own, one) for one in self.model_ids):
                return None
        return misspelling_of(model_id, own, self.catalog.find)

    def under(self, name: str, key: str) -> tuple[Value, ...]:
        """Every value that may stand under a key of an argument that is a dict.

        NotGiven is one of them where the key, or the argument, may be left out, and so is what cannot be told.
        """
        argument = self.arguments.get(name)
        found: list[Value] = []
        for option in () if argument is None else argument.options:
            entry = option.entries.get(key) if isinstance(option, Mapping) else None
            if entry is not None:
                found.extend(entry.value.alternatives())
            if not isinstance(option, Mapping):
                found.append(option)
            elif (entry is None and not option.open) or (entry is not None and not entry.certain):
                found.append(NotGiven(option.place))
        return tuple(dict.fromkeys(found))

    def clash(
        self, values: tuple[Value, ...], rejects: Callable[[ModelFacts, Value], bool]
    ) -> tuple[ModelFacts, Value] | None:
        """A model and a value of which the model rejects the value, and that certainly meet.

        Where there are several of both, a pair of them may never be sent: then every model has to reject the
        value, or the model every value. Retired models answer nothing, and are passed over.
        """
        models = [model for _, model in self.models]
        for model in models:
            for value in values:
                if model is None or model.is_retired or not rejects(model, value):
                    continue
                if (
                    len(models) == 1
                    or len(values) == 1
                    or all(one is not None and rejects(one, value) for one in models)
                    or all(rejects(model, one) for one in values)
                ):
                    return model, value
        return None

    @property
    def method(self) -> Method | None:
        """What is known of the method that sends it; of an item of a batch, of its `params`."""
        return self.beta_method if self.is_beta else self._method_in("messages")

    @property
    def beta_method(self) -> Method | None:
        """The same method of `.beta`."""
        return self._method_in("beta.messages")

    def _method_in(self, room: str) -> Method | None:
        return self.catalog.methods.get(f"{room}.{_METHODS.get(self.kind, self.kind)}")

    def is_refused_by_sdk(self, name: str) -> bool:
        """Whether the method certainly takes no argument of this name, in any version that may be installed."""
        method = self.method
        if method is None or not method.is_checked or self.client.patched:
            return False
        if self.site.reference and self.open_ended:
            # what it is handed to may keep the argument for itself
            return False
        return all(method.takes(name, version) is False for version in self.sdk.bounds(method.newest))

    @cached_property
    def betas(self) -> tuple[SentBetas, ...]:
        """The values of the beta header that it certainly sends."""
        return tuple(betas_of(self))

    def may_send_beta(self, beginning: str) -> bool:
        """Whether a beta header with this beginning is, or may be, sent along."""
        if self.batch is not None:
            return self.batch.may_send_beta(beginning)
        headers = (self.arguments.get("extra_headers"), self.client.option("default_headers"))
        given = [self.arguments.get("betas"), *headers]
        values = [one.value if isinstance(one, Argument) else one for one in given if one is not None]
        if self.open_ended or self.client.open_ended or not self.client.constructed:
            return True
        if self.client.option("middleware") is not None:
            # it may send headers of its own
            return True
        return any(_may_hold_text(value, beginning) for value in values)

    @property
    def may_choose_api_version(self) -> bool:
        """Whether a header of its own chooses, or may choose, another API version than that of the SDK."""
        return self.client.open_ended or any(
            not isinstance(headers, Mapping) or headers.open or _version_in(headers) is not None
            for headers in self._headers
        )

    @property
    def api_version(self) -> str | None:
        """The API version that is certainly asked for, by a header or by the SDK; None when that cannot be told."""
        sender = self.batch or self
        if self.client.open_ended or sender.open_ended:
            return None
        for headers in self._headers:
            if not isinstance(headers, Mapping) or headers.open:
                return None
            version = _version_in(headers)
            if version is not None:
                value = version.value if version.certain else None
                return str(value.value) if isinstance(value, Known) else None
        known = self.catalog.history.api_versions
        return [one.version for one in known if one.since is None or self.sdk.at_least(one.since)][-1]

    @property
    def _headers(self) -> Iterator[Value]:
        """The headers that are given, those first that count before others."""
        for sender in (self,) if self.batch is None else (self, self.batch):
            if "extra_headers" in sender.arguments:
                yield sender.arguments["extra_headers"].value
        default = self.client.option("default_headers")
        if default is not None:
            yield default

    def most_output_tokens(self, model: ModelFacts) -> int | None:
        """How many tokens a model writes at most in this request; None when that is not known."""
        if self.kind in ("batch", "batch item") and self.may_send_beta(
            self.catalog.api.batches.output_300k_beta
        ):
            return model.batch_max_output_tokens or model.max_output_tokens
        return model.max_output_tokens

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
        if not isinstance(value, Known) or not argument.certain:
            return None
        if argument.written is not None and self.hangs_on_parameter(argument.written.value):
            # a default; whoever calls may say otherwise
            return None
        return bool(value.value)

    @property
    def thinks(self) -> bool | None:
        """Whether the model thinks before it answers; None when that cannot be told.

        "between_tools" is thinking turned off, but with tools progress updates come back as thinking
        blocks (anthropic 2.12.0 types/thinking_types.py), so that the first block may be one.
        """
        argument = self.arguments.get("thinking")
        if argument is None:
            if self.open_ended:
                return None
            return None if self.model is None else self.model.thinks_by_default
        kinds = [
            one.get("type") if isinstance(one, Mapping) else None for one in argument.value.alternatives()
        ]
        if len(kinds) == 1 and isinstance(kinds[0], Known):
            if kinds[0].value == "between_tools":
                return None if "tools" in self.arguments or self.open_ended else False
            return kinds[0].value != "disabled"
        return None

    @property
    def thinking_type(self) -> str | None:
        """The type of thinking that is certainly asked for; None where there is none, or it is not known."""
        kinds = self.under("thinking", "type")
        if len(kinds) != 1 or not isinstance(kinds[0], Known) or not self.arguments["thinking"].certain:
            return None
        return kinds[0].value if isinstance(kinds[0].value, str) else None

    @property
    def has_output_format(self) -> bool:
        """Whether the answer certainly has a format, by `output_config` or a type given to a helper."""
        config = self.value("output_config")
        entry = config.entries.get("format") if isinstance(config, Mapping) else None
        given = [self.value("output_format") if self.kind in _PARSING else None]
        given.append(entry.value if entry is not None and entry.certain else None)
        return any(one is not None and one.every(_is_something) for one in given)

    # the prompt

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

    @cached_property
    def toolsets(self) -> tuple[ToolSet, ...]:
        """Every set of tools that may be offered; empty where none are given."""
        argument = self.arguments.get("tools")
        return () if argument is None else toolsets_of(argument.value, certain=argument.certain)

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
        return any(cites(block) for block in certain_blocks(self.value("messages")))

    def told_at(self, name: str, part: Span, words: str) -> tuple[Span, tuple[Related, ...]]:
        """Where a finding about a part of an argument stands; the part is told of where it is written elsewhere."""
        span = self.arguments[name].span
        return (part, ()) if span.contains(part) else (span, (Related(part, words),))

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

    @cached_property
    def words_asked(self) -> tuple[int, Span] | None:
        """How many words the prompt asks for, and where it does; None where it names no length."""
        return words_asked(self)

    @property
    def is_simple_task_of_top_model(self) -> bool:
        """Whether a model of a top line certainly does a task that signs say is a simple one."""
        model = self.model
        if model is None or not model.is_top_line or model.is_retired or self.has_open_tools:
            return False
        return bool(self.simple_task_evidence)

    @property
    def reads_answer(self) -> bool:
        """Whether something is done with what the answer says, or may be out of sight."""
        return not self.answer.complete or any(
            read.part != "response"
            or read.kind not in ("attribute", "tested")
            or (read.kind == "attribute" and read.detail not in _ABOUT_ANSWERS)
            for read in self.answer.reads
        )

    @property
    def has_cacheable_system_text(self) -> bool:
        """Whether the system prompt is one text, wholly stable, unmarked, and long enough to be cached."""
        beginning, system = self.cacheable_beginning, self.value("system")
        if beginning is None or system is None or not (beginning.is_whole and beginning.has_system):
            return False
        return self.carries_marker is False and isinstance(system, (Known, TextValue))

    @cached_property
    def token_budgets(self) -> tuple[Budget, ...]:
        """The counts of tokens by a tokenizer that is not Claude's, and what they decide about the request."""
        project = self.project
        return budgets_of(project.names, project.values, self.module, self.call, self.context, self.same_way)

    @cached_property
    def unbounded_inputs(self) -> tuple[Input, ...]:
        """The files, uploads, pages and query results that go into the prompt however long they are."""
        project = self.project
        return unbounded_inputs(
            project.names, project.values, project.answers, self.module, self.call, self.context
        )

    # a growing conversation

    @cached_property
    def conversation_grows(self) -> bool:
        """Whether each request of a loop sends the messages of the one before and more."""
        messages = self.arguments.get("messages")
        if (
            messages is None
            or messages.written is None
            or not isinstance(messages.written.value, plain.Local)
        ):
            return False
        loops = frozenset(loops_around(self.module, self.site.index))
        carried = appended = False
        pending, seen = list(messages.written.value.definitions), set[int]()
        while pending:
            index = pending.pop()
            if index in seen:
                continue
            seen.add(index)
            definition = self.module.definitions[index]
            carried = carried or (definition.how == "phi" and definition.statement in loops)
            value = definition.value
            if isinstance(value, plain.Mutated):
                appended = appended or value.method in ("append", "extend")
                value = value.base
            if isinstance(value, plain.Local):
                pending.extend(value.definitions)
        return carried and appended

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
        judged = {module.path for module in self.project.judged}
        first = next((one for one in self.project.requests if one.module.path in judged), None)
        return first is self

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
            estimate = sum(part.tokens(model.tokenizer) for part in parts)
            if estimate * _CERTAINLY_BELOW < model.cache_min_tokens:
                return None
            size = self.size_of(parts, model)
            if size.tokens < model.cache_min_tokens * (1 if size.is_exact else MARGIN):
                return None
            found.append(Beginning(model, parts, size, self._has_whole(parts)))
        return found[0]

    def size_of(self, parts: Iterable[Part], model: ModelFacts) -> Size:
        """How many tokens the known text of parts of the prompt has for a model; estimated unless a run counts."""
        return size_of(parts, model, self.project.counter)

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
        return self is other or (beginning_of(self) is not None and beginning_of(self) == beginning_of(other))

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
            following = names.step_back(term)
            pending.extend(
                following if following else [term.at(one) for one in children(term.module, term.expr)]
            )
        return False

    # the answer and the surroundings

    @cached_property
    def answer(self) -> Answer:
        """What becomes of the response."""
        if self.kind in ("create", "parse", "stream") and (not self.site.reference or self.is_run_by_runner):
            return self.project.answers.of_call(self.module, self.site.index)
        return Answer((), False)

    @property
    def raw_reads(self) -> tuple[RawRead, ...]:
        """How a raw response is read in the function of its request; nothing where none is returned."""
        if self.endpoint.wrapper != "with_raw_response" or self.site.reference:
            return ()
        project = self.project
        uses = project.answers.uses(self.module)
        return tuple(raw_reads(project.names, self.module, uses, self.site.index))

    @cached_property
    def is_run_by_runner(self) -> bool:
        """Whether the Site hands the method to what runs it and gives back its answer, such as `to_thread`."""
        call = self.call
        method = call.function.name if isinstance(call.function, plain.Attr) else ""
        runner = runner_of(self.project.names.call_name(self.module, call), method, call)
        return self.site.reference and runner is not None and runner.returns

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
        return self.project.ways.to(self.module, self.site.index)

    @property
    def is_in_test(self) -> bool:
        """Whether the Site stands in test code."""
        return is_test_code(self.module.path)

    @cached_property
    def same_way(self) -> tuple[Way, ...]:
        """The ways that lead through this request's context."""
        if self.context is None:
            return self.ways
        chain = [(frame.caller.path, frame.call.start) for frame in self.context.calls]
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


def _version_in(headers: Mapping) -> MapEntry | None:
    named = (entry for name, entry in headers.entries.items() if name.lower() == "anthropic-version")
    return next(named, None)


def _is_something(value: Value) -> bool:
    return not isinstance(value, NotGiven) and not (isinstance(value, Known) and value.value is None)


def _may_hold_text(value: Value, beginning: str) -> bool:
    """Whether some text in a value begins so, or cannot be told."""
    if isinstance(value, Known):
        return isinstance(value.value, str) and beginning in value.value
    if isinstance(value, Sequence):
        return value.open or any(_may_hold_text(item, beginning) for item in value.items)
    if isinstance(value, Mapping):
        return value.open or any(_may_hold_text(entry.value, beginning) for entry in value.entries.values())
    if isinstance(value, OneOf):
        return any(_may_hold_text(option, beginning) for option in value.options)
    return not isinstance(value, NotGiven)


def beginning_of(request: Request) -> object | None:
    """What tells the beginning of one prompt from that of another; None for those too short to matter."""
    if request.kind == "count_tokens":
        return None
    texts = tuple((part.level, part.text) for part in request.prefix.stable_start())
    if sum(len(text) for _, text in texts) < _SHORTEST_BEGINNING:
        return None
    return (request.model_ids, texts)
