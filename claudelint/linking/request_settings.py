"""What a request asks of which model: its parameters, thinking and streaming."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from claudelint.catalog.catalog import ModelFacts
from claudelint.catalog.spelling import Misspelling, misspelling_of
from claudelint.linking.meeting import clashes_of
from claudelint.linking.request_call import RequestCall
from claudelint.linking.value_kinds import (
    Known,
    Mapping,
    NotGiven,
    Value,
    is_nothing,
    known_text,
)

if TYPE_CHECKING:
    from claudelint.linking.request import Request

# methods that make a format of a type
_PARSING = frozenset({"parse", "stream", "tool_runner"})
# types of thinking that turn it off; docs/build-with-claude/thinking
_WITHOUT_THINKING = frozenset({"disabled", "between_tools"})
# platforms that Anthropic does not operate itself
_PARTNERS = frozenset({"bedrock", "bedrock_mantle", "vertex", "google_cloud"})


@dataclass(frozen=True, eq=False)
class RequestSettings(RequestCall):
    """A request with the models it may be sent to and what it asks of them."""

    # the model

    @cached_property
    def speaks_to_claude(self) -> bool:
        """Whether the request goes to Claude's own endpoint, where model facts and the server's rules hold."""
        return self.client.endpoint_is_claudes and self.client.kind.platform != "foundry"

    def goes_to_partner(self, model_id: str) -> bool:
        """Whether Amazon Bedrock or Google Cloud serves it, by the client's class or the spelling of the id."""
        return self.client.kind.platform in _PARTNERS or "anthropic." in model_id or "@" in model_id

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
    def model_ids(self) -> tuple[str, ...]:
        """Every model id that may be sent, by whatever client."""
        argument = self.arguments.get("model")
        alternatives = () if argument is None else argument.value.alternatives()
        return tuple(
            one.value for one in alternatives if isinstance(one, Known) and isinstance(one.value, str)
        )

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

    def clash(
        self, values: tuple[Value, ...], rejects: Callable[[ModelFacts, Value], bool]
    ) -> tuple[ModelFacts, Value] | None:
        """A model and a value of which the model rejects the value, and that certainly meet.

        Where there are several of both, a pair of them may never be sent: then every model has to reject the
        value, or the model every value. Retired models answer nothing, and are passed over.
        """
        pairs = clashes_of(
            [model for _, model in self.models],
            values,
            lambda model, value: model is not None and rejects(model, value),
        )
        return next(((model, value) for model, value in pairs if model and not model.is_retired), None)

    # the answer asked for

    def most_output_tokens(self, model: ModelFacts) -> int | None:
        """How many tokens a model writes at most in this request; None when that is not known."""
        if self.kind in ("batch", "batch item") and self.may_send_beta(
            self.catalog.api.batches.output_300k_beta
        ):
            return model.batch_max_output_tokens or model.max_output_tokens
        return model.max_output_tokens

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
        return any("json" in text.lower() for _, text in self.prompt_texts)

    @cached_property
    def prompt_texts(self) -> tuple[tuple[Value, str], ...]:
        """The system prompt and the messages, each with all constant text in it."""
        given = (self.arguments.get(name) for name in ("system", "messages"))
        return tuple((one.value, known_text(one.value)) for one in given if one is not None)

    @property
    def has_output_format(self) -> bool:
        """Whether the answer certainly has a format, by `output_config` or a type given to a helper."""
        config = self.value("output_config")
        entry = config.entries.get("format") if isinstance(config, Mapping) else None
        given = [self.value("output_format") if self.kind in _PARSING else None]
        given.append(entry.value if entry is not None and entry.certain else None)
        return any(one is not None and one.every(_is_something) for one in given)

    @property
    def takes_structured_outputs(self) -> bool:
        """Whether every model that it may be sent to certainly gives answers by a schema there, and the SDK asks."""
        platform = self.catalog.api.platforms.get(self.client.kind.platform)
        argument = self.arguments.get("model")
        if argument is None or not self.models or len(self.models) != len(argument.value.alternatives()):
            return False
        if self.is_refused_by_sdk("output_config"):
            return False
        return all(
            model is not None
            and model.supports_structured_outputs is True
            and (platform is None or platform.takes_structured_outputs(model.id) is not False)
            for _, model in self.models
        )

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
    def may_set_block_binding(self) -> bool:
        """Whether it says, or may say, what becomes of thinking blocks that go back behind a changed prompt."""
        extra = self.arguments.get("extra_body")
        bodies = () if extra is None else extra.options
        if any(_may_hold(one, "thinking") for one in bodies):
            return True
        thinking = self.arguments.get("thinking")
        if thinking is None:
            return not self.is_absent("thinking")
        return any(_may_hold(one, "block_binding") for one in thinking.options)

    @property
    def binding_model(self) -> ModelFacts | None:
        """The model that certainly thinks here and binds its thinking to what stands before it in the prompt.

        One that does so on every account comes first. None where the request may choose what becomes of thinking
        that is not in its place any more.
        """
        if self.may_set_block_binding:
            return None
        argument = self.arguments.get("thinking")
        options = (NotGiven(self.span),) if argument is None else argument.options

        def binds(model: ModelFacts, thinking: Value) -> bool:
            return model.binds_thinking_blocks is True and _thinks(model, thinking)

        def binds_everywhere(model: ModelFacts, thinking: Value) -> bool:
            return model.binds_thinking_on_every_account is True and binds(model, thinking)

        found = self.clash(options, binds_everywhere) or self.clash(options, binds)
        return None if found is None else found[0]

    @property
    def thinking_type(self) -> str | None:
        """The type of thinking that is certainly asked for; None where there is none, or it is not known."""
        kinds = self.under("thinking", "type")
        if len(kinds) != 1 or not isinstance(kinds[0], Known) or not self.arguments["thinking"].certain:
            return None
        return kinds[0].value if isinstance(kinds[0].value, str) else None

    @property
    def leaves_thinking_out(self) -> bool:
        """Whether it certainly thinks, and no model it may be sent to gives the text of its thinking unasked.

        A type of thinking that the model refuses gives no thinking at all.
        """
        argument = self.arguments.get("thinking")
        if self.thinks is not True or not self.models:
            return False
        if argument is not None and any(
            not isinstance(one, NotGiven) for one in self.under("thinking", "display")
        ):
            return False
        return all(
            model is not None
            and model.thinking_display_default == "omitted"
            and (argument is None or self.thinking_type in (model.thinking_types or ()))
            for _, model in self.models
        )


def _thinks(model: ModelFacts, thinking: Value) -> bool:
    """Whether a model certainly thinks with this value of `thinking`, and takes it."""
    if isinstance(thinking, NotGiven):
        return model.thinks_by_default is True
    kind = thinking.get("type") if isinstance(thinking, Mapping) else None
    if not isinstance(kind, Known) or kind.value in _WITHOUT_THINKING:
        return False
    return kind.value in (model.thinking_types or ())


def _may_hold(value: Value, key: str) -> bool:
    """Whether a dict has something under a key, or may have."""
    if is_nothing(value):
        return False
    if not isinstance(value, Mapping):
        return True
    entry = value.entries.get(key)
    return value.open if entry is None else not entry.value.every(lambda one: not _is_something(one))


def _is_something(value: Value) -> bool:
    return not isinstance(value, NotGiven) and not (isinstance(value, Known) and value.value is None)
