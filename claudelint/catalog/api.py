"""What is known of the API beyond single models: `api.toml`, table by table.

The fields are the keys of the file, where each is explained and has its sources. None means that no source was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec


class ObsoleteBetas(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Values of the beta header that have no effect, always or on models that take adaptive thinking."""

    names: tuple[str, ...]
    when: str
    confidence: str
    sources: tuple[str, ...]
    note: str | None = None


class ShapingBetas(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Old values of the beta header that still choose the form of beta answers."""

    names: tuple[str, ...]
    confidence: str
    sources: tuple[str, ...]


class BetaFeature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A parameter, by its path in the request, that needs one of these values of the beta header.

    `only_where` names the field of the model that has to be true; None means on every model. `refused_without` where
    the docs say that requests without the header fail.
    """

    parameter: str
    headers: tuple[str, ...]
    beta_only: bool
    confidence: str
    sources: tuple[str, ...]
    sdk_adds: bool = False
    refused_without: bool = False
    only_where: str | None = None
    note: str | None = None


class KnownBetas(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The values of the beta header that the SDK's type names, and those named elsewhere in it."""

    names: tuple[str, ...]
    also: tuple[str, ...]


class ToolTypes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Types of tools besides "custom": those of every request, and those that only `beta.messages` takes."""

    plain: tuple[str, ...]
    beta_only: tuple[str, ...]
    toolsets: tuple[str, ...]
    toolsets_refuse_betas: tuple[str, ...]


class ToolRefusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Types of tools that these models answer with a 400 on these platforms."""

    types: tuple[str, ...]
    models: tuple[str, ...]
    platforms: tuple[str, ...]
    replacement: str
    confidence: str
    sources: tuple[str, ...]


class AdvisorRefusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Advisors that the advisor tool rejects in requests of a model."""

    model: str
    advisors: tuple[str, ...]
    confidence: str
    sources: tuple[str, ...]


class ToolNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The form of names of tools; the docs and the API's errors disagree on their length."""

    characters: str
    documented_length: int
    accepted_length: int
    must_be_unique: bool


class Effort(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The values of `output_config.effort`, from least to most."""

    levels: tuple[str, ...]


class ThinkingRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `thinking` takes, and what its types do not go with."""

    types: tuple[str, ...]
    budget_tokens_minimum: int
    budget_below_max_tokens: bool
    displays: tuple[str, ...]
    beta_displays: tuple[str, ...]
    display_refused_by: tuple[str, ...]
    between_tools_refuses: tuple[str, ...]
    block_types: tuple[str, ...]
    binding_accounts_since: date
    binding_way_out: str
    enabled_refuses_tool_choice: tuple[str, ...]
    enabled_top_p_minimum: float


class TaskBudget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`output_config.task_budget`."""

    minimum_tokens: int
    refused_models: tuple[str, ...]


class CacheMarkers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`cache_control`: at most `maximum` in a request, the top-level one counted."""

    maximum: int
    types: tuple[str, ...]
    ttls: tuple[str, ...]
    default_ttl: str
    longer_ttl_first: bool
    lookback_blocks: int
    refused_blocks: tuple[str, ...]


class Prewarming(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `max_tokens=0` does not go with."""

    refuses_stream: bool
    refused_thinking: tuple[str, ...]
    refused_tool_choice: tuple[str, ...]
    refuses_output_format: bool
    refuses_batch: bool


class BatchRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Message batches: limits, prices and times."""

    discount: float
    most_end_within_hours: int
    all_end_within_hours: int
    most_requests: int
    custom_id_pattern: str
    custom_ids_unique: bool
    refused_parameters: tuple[str, ...]
    header_parameters: tuple[str, ...]
    refuses_max_tokens_zero: bool
    results_kept_days: int
    output_300k_beta: str


class BodyBytes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The largest body of a request of each kind, in bytes."""

    messages: int
    count_tokens: int
    batches: int
    files: int


class Messages(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many messages a request may hold."""

    maximum: int


class Images(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many images a request may hold, fewer on models with a window of 200,000 tokens, and how large they are."""

    maximum: int
    maximum_small_window: int
    largest_side_pixels: int
    many: int


class Pdfs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many pages of PDF a request may hold, fewer on models with a window below a million tokens."""

    most_pages: int
    most_pages_small_window: int


class StructuredOutputs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits of a request over all strict schemas, and what schemas may not hold."""

    most_strict_tools: int
    most_optional_parameters: int
    most_union_parameters: int
    compile_timeout_seconds: int
    refused_keywords: tuple[str, ...]
    most_min_items: int
    additional_properties: bool
    refused_regex: tuple[str, ...]
    refuses_recursion: bool
    refuses_external_refs: bool
    kept_string_formats: tuple[str, ...]
    conflicts_with: tuple[str, ...]
    first_models: tuple[str, ...]


class Platform(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a platform has of the API; the lists name models of which that is known."""

    batches: bool | None = None
    count_tokens: bool | None = None
    models_list: bool | None = None
    automatic_caching: bool | None = None
    fast_mode: bool | None = None
    fast_mode_models: tuple[str, ...] = ()
    structured_outputs: bool | None = None
    structured_output_models: tuple[str, ...] = ()
    no_structured_output_models: tuple[str, ...] = ()

    def takes_structured_outputs(self, model_id: str) -> bool | None:
        """Whether requests for a model may have a schema there; None when no source tells."""
        if model_id in self.no_structured_output_models:
            return False
        if model_id in self.structured_output_models:
            return True
        return self.structured_outputs


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What messages may not hold on API version 2026-10-21."""

    assistant_refuses_blocks: tuple[str, ...]
    user_text_refuses: tuple[str, ...]
    roles: tuple[str, ...]


class PriceRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Factors on the price of input."""

    cache_write_5m_factor: float
    cache_write_1h_factor: float
    inference_geo_us_factor: float


class ApiFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that `api.toml` says."""

    as_of: date
    obsolete_betas: tuple[ObsoleteBetas, ...]
    shaping_betas: ShapingBetas
    beta_features: tuple[BetaFeature, ...]
    known_betas: KnownBetas
    tool_types: ToolTypes
    tool_refusals: tuple[ToolRefusal, ...]
    advisor_refusals: tuple[AdvisorRefusal, ...]
    tool_names: ToolNames
    effort: Effort
    thinking: ThinkingRules
    task_budget: TaskBudget
    cache_markers: CacheMarkers
    prewarming: Prewarming
    batches: BatchRules
    body_bytes: BodyBytes
    messages: Messages
    images: Images
    pdfs: Pdfs
    structured_outputs: StructuredOutputs
    platforms: Mapping[str, Platform]
    content: Content
    prices: PriceRules
