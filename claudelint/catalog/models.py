"""What is known of one model: `models.toml` entry by entry."""

from __future__ import annotations

from datetime import date

import msgspec

_TOP_LINES = ("opus", "fable", "mythos")


class Price(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """USD per million tokens; `above_prompt_tokens` is set where it holds for longer prompts only."""

    input: float
    output: float
    cache_write_5m: float | None = None
    cache_write_1h: float | None = None
    cache_read: float | None = None
    batch_input: float | None = None
    batch_output: float | None = None
    above_prompt_tokens: int = 0


class ModelFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One model as the catalogue knows it; None means that no source was found, never "no".

    The fields are the keys of `models.toml`, where each is explained; `sources` names where they come from, `notes`
    what the sources disagree on. Sizes are in tokens. Dates hold for the platforms that Anthropic operates.
    `lifecycle` is active, legacy (served, and superseded), deprecated or retired, as it stands on the catalogue's day.
    """

    id: str
    name: str
    line: str
    lifecycle: str
    aliases: tuple[str, ...] = ()
    bedrock_ids: tuple[str, ...] = ()
    vertex_ids: tuple[str, ...] = ()
    lifecycle_note: str | None = None
    released: date | None = None
    deprecated_on: date | None = None
    retires_on: date | None = None
    retires_on_sdk: date | None = None
    retires_not_before: date | None = None
    retires_not_before_note: str | None = None
    replacement: str | None = None
    context_window: int | None = None
    max_output_tokens: int | None = None
    batch_max_output_tokens: int | None = None
    nonstreaming_max_tokens: int | None = None
    nonstreaming_note: str | None = None
    cache_min_tokens: int | None = None
    tokenizer: str | None = None
    thinking_types: tuple[str, ...] | None = None
    thinking_rejected: tuple[str, ...] | None = None
    thinking_deprecated_types: tuple[str, ...] | None = None
    thinking_default: str | None = None
    thinking_disabled_max_effort: str | None = None
    thinking_display_default: str | None = None
    binds_thinking_blocks: bool | None = None
    binds_thinking_on_every_account: bool | None = None
    effort_levels: tuple[str, ...] | None = None
    effort_default: str | None = None
    supports_prefill: bool | None = None
    accepts_sampling_params: str | None = None
    accepts_forced_tool_choice: bool | None = None
    supports_structured_outputs: bool | None = None
    supports_batch: bool | None = None
    supports_fast_mode: bool | None = None
    fast_mode_beta_header: bool | None = None
    fast_mode_behaviour: str | None = None
    fast_mode_removed_on: date | None = None
    supports_mid_conversation_system: bool | None = None
    mid_conversation_system_behaviour: str | None = None
    supports_inference_geo: bool | None = None
    price: Price | None = None
    price_tier: Price | None = None
    fast_price: Price | None = None
    notes: str | None = None
    sources: tuple[str, ...] = ()

    @property
    def partner_ids(self) -> frozenset[str]:
        """How Bedrock and Vertex spell it, where that is not its id."""
        return frozenset((*self.bedrock_ids, *self.vertex_ids)) - {self.id}

    @property
    def is_retired(self) -> bool:
        """Whether requests to it fail, by the catalogue."""
        return self.lifecycle == "retired"

    @property
    def is_deprecated(self) -> bool:
        """Whether its retirement has been announced."""
        return self.lifecycle == "deprecated"

    @property
    def ignores_system_role(self) -> bool:
        """Whether it passes over messages of the role `system`, which it does not take, without an error."""
        return (self.mid_conversation_system_behaviour or "").startswith("silently")

    @property
    def is_top_line(self) -> bool:
        """Whether it is of a line above Sonnet."""
        return self.line in _TOP_LINES

    @property
    def thinks_by_default(self) -> bool | None:
        """Whether it thinks when `thinking` is left out; None when unknown."""
        if self.thinking_default is not None:
            return self.thinking_default != "off"
        # a model that takes no kind of thinking does not think
        return False if self.thinking_types == () else None

    @property
    def ignores_fast_mode(self) -> bool:
        """Whether it takes `speed="fast"`, and runs at standard speed all the same."""
        return (self.fast_mode_behaviour or "").startswith("silently")

    def has_fast_mode(self, today: date) -> bool | None:
        """Whether it runs fast when it is asked to, on a day; None when unknown."""
        if self.fast_mode_removed_on is not None and self.fast_mode_removed_on <= today:
            return False
        return self.supports_fast_mode

    def price_at(self, prompt_tokens: int) -> Price | None:
        """The price that holds for a prompt of this size."""
        tier = self.price_tier
        if tier is not None and prompt_tokens > tier.above_prompt_tokens:
            return tier
        return self.price
