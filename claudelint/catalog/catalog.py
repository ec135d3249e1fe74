"""What is known of Claude's models and of the SDK, with dates; a key without a source is absent.

The facts are in `models.toml` and `sdk.toml` beside this file, each entry with its sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from claudelint import toml

_TOP_LINES = ("opus", "fable", "mythos")
_REGION = re.compile(r"^(us|eu|apac|jp|au|global|us-gov)\.(?=anthropic\.)")
_DATE = re.compile(r"-\d{8}$")
_CLAUDE_ID = re.compile(r"^(?:(?:us|eu|apac|jp|au|global|us-gov)\.)?(?:anthropic\.)?claude-[a-z0-9.@:\-]+$")
_VERSION = re.compile(
    r"claude-(?:(?P<line>[a-z]+)-(?P<major>\d{1,2})(?:-(?P<minor>\d{1,2}))?"
    r"|(?P<major_first>\d)(?:-(?P<minor_first>\d))?-(?P<line_last>[a-z]+))(?=$|-\d{8}|-v\d|@)"
)


@dataclass(frozen=True, slots=True)
class Price:
    """USD per million tokens."""

    input: float
    output: float
    cache_write_5m: float | None = None
    cache_write_1h: float | None = None
    cache_read: float | None = None
    batch_input: float | None = None
    batch_output: float | None = None
    above_prompt_tokens: int = 0


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """One model as the catalogue knows it; None means that no source was found.

    Dates hold for the platforms that Anthropic operates.
    """

    id: str
    name: str
    line: str
    lifecycle: str
    aliases: tuple[str, ...] = ()
    partner_ids: frozenset[str] = frozenset()
    deprecated_on: date | None = None
    retires_on: date | None = None
    replacement: str | None = None
    released: date | None = None
    max_output_tokens: int | None = None
    cache_min_tokens: int | None = None
    tokenizer: str | None = None
    thinking_types: tuple[str, ...] | None = None
    thinking_default: str | None = None
    thinking_disabled_max_effort: str | None = None
    effort_levels: tuple[str, ...] | None = None
    effort_default: str | None = None
    supports_prefill: bool | None = None
    accepts_sampling_params: str | None = None
    accepts_forced_tool_choice: bool | None = None
    supports_batch: bool | None = None
    price: Price | None = None
    price_tier: Price | None = None

    @property
    def is_retired(self) -> bool:
        """Whether requests to it fail, by the catalogue."""
        return self.lifecycle == "retired"

    @property
    def is_deprecated(self) -> bool:
        """Whether its retirement has been announced."""
        return self.lifecycle == "deprecated"

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

    def price_at(self, prompt_tokens: int) -> Price | None:
        """The price that holds for a prompt of this size."""
        tier = self.price_tier
        if tier is not None and prompt_tokens > tier.above_prompt_tokens:
            return tier
        return self.price


@dataclass(frozen=True, slots=True)
class ClientClass:
    """A client class of the SDK; `batches` is None when no source says whether it has them."""

    name: str
    platform: str
    is_async: bool
    batches: bool | None


@dataclass(frozen=True, slots=True)
class RemovedParameter:
    """A parameter that create and its kin no longer take from a major version on."""

    name: str
    since_major: int
    rejected_by_api_since_major: int
    tolerated_minimum: float | None = None
    tolerated_maximum: float | None = None

    def tolerates(self, value: object) -> bool:
        """Whether models that reject the parameter accept this value all the same."""
        if self.tolerated_minimum is None or self.tolerated_maximum is None:
            return False
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        return self.tolerated_minimum <= value <= self.tolerated_maximum


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything known, as of a date; `today` decides which announced retirements have come to pass."""

    as_of: date
    today: date
    models: tuple[ModelFacts, ...]
    clients: Mapping[str, ClientClass]
    newest_major: int
    nonstreaming_max_tokens: int
    nonstreaming_since: str
    nonstreaming_models: Mapping[str, int]
    removed_parameters: Mapping[str, RemovedParameter]
    automatic_caching_since: str
    automatic_caching_methods: tuple[str, ...]
    automatic_caching_refused_platforms: tuple[str, ...]
    most_cache_markers: int
    batch_discount: float
    batch_usual_hours: int
    batch_longest_hours: int
    batch_refused_parameters: tuple[str, ...]
    _by_id: Mapping[str, ModelFacts] = field(repr=False)

    def find(self, model_id: str) -> ModelFacts | None:
        """The model of an id or alias, also as Bedrock and Vertex spell it."""
        found = self._by_id.get(model_id)
        if found is not None:
            return found
        bare = _REGION.sub("", model_id)
        return self._by_id.get(bare)

    def replacement_of(self, model: ModelFacts) -> ModelFacts | None:
        """The model to move to: replacements are followed to one neither retired nor deprecated."""
        seen = {model.id}
        current = model
        while current.replacement is not None and current.replacement not in seen:
            seen.add(current.replacement)
            following = self.find(current.replacement)
            if following is None:
                return None
            if not following.is_retired and not following.is_deprecated:
                return following
            current = following
        return None

    def newest_of_line(self, line: str) -> ModelFacts | None:
        """The newest active model of a line."""
        known = [model for model in self.models if model.line == line and model.lifecycle == "active"]
        return max(known, key=lambda model: model.released or date.min, default=None)

    def is_claude_id(self, text: str) -> bool:
        """Whether a text has the shape of a Claude model id."""
        return _CLAUDE_ID.match(text) is not None

    def newer_than_known(self, model_id: str) -> bool:
        """Whether an unknown id names a version above the newest known one of its line."""
        named = _version(model_id)
        if named is None:
            return False
        line, version = named
        known = [other[1] for model in self.models if (other := _version(model.id)) and other[0] == line]
        return bool(known) and version > max(known)

    def near_misses(self, model_id: str) -> list[str]:
        """Known ids that an unknown one was probably meant to be, best first."""
        import difflib

        dashed = model_id.replace(".", "-").replace("_", "-")
        if dashed in self._by_id:
            return [dashed]
        # the right model with a date of its own making
        undated = self._by_id.get(_DATE.sub("", model_id))
        if undated is not None and not undated.is_retired:
            return [undated.id]
        lines = {model.line for model in self.models if model.line in model_id}
        known = [
            one
            for one, model in self._by_id.items()
            if not model.is_retired
            and (not lines or model.line in lines)
            # spelled for the same platform
            and all((mark in one) == (mark in model_id) for mark in ("@", "anthropic."))
        ]
        return difflib.get_close_matches(model_id, known, n=3, cutoff=0.88)


@lru_cache(maxsize=4)
def load(today: date | None = None) -> Catalog:
    """The built-in catalogue as it stands on a day (in general: today)."""
    here = Path(__file__).parent
    models_table = toml.parse((here / "models.toml").read_text(encoding="utf-8"))
    sdk = toml.parse((here / "sdk.toml").read_text(encoding="utf-8"))
    day = today or date.today()
    models = tuple(_model(entry, day) for entry in _tables(models_table["model"]))
    return Catalog(
        as_of=_date(models_table["as_of"]) or day,
        today=day,
        models=models,
        clients=_clients(_table(sdk["clients"])),
        newest_major=_integer(sdk["newest_major"]) or 0,
        nonstreaming_max_tokens=_integer(_table(sdk["nonstreaming"])["max_tokens"]) or 0,
        nonstreaming_since=str(_table(sdk["nonstreaming"])["since"]),
        nonstreaming_models={
            name: limit
            for name, value in _table(_table(sdk["nonstreaming"])["models"]).items()
            if (limit := _integer(value)) is not None
        },
        removed_parameters=_removed(_table(sdk["removed_parameters"])),
        automatic_caching_since=str(_table(sdk["automatic_caching"])["since"]),
        automatic_caching_methods=_texts(_table(sdk["automatic_caching"])["methods"]) or (),
        automatic_caching_refused_platforms=_texts(_table(sdk["automatic_caching"])["refused_platforms"])
        or (),
        most_cache_markers=_integer(_table(sdk["cache_markers"])["maximum"]) or 0,
        batch_discount=_number(_table(sdk["batches"])["discount"]) or 0.0,
        batch_usual_hours=_integer(_table(sdk["batches"])["most_end_within_hours"]) or 0,
        batch_longest_hours=_integer(_table(sdk["batches"])["all_end_within_hours"]) or 0,
        batch_refused_parameters=_texts(_table(sdk["batches"])["refused"]) or (),
        _by_id=dict(_ids(models)),
    )


def _ids(models: tuple[ModelFacts, ...]) -> Iterator[tuple[str, ModelFacts]]:
    for model in reversed(models):
        for alias in (*model.aliases, *model.partner_ids):
            yield alias, model
    for model in models:
        yield model.id, model


def _model(entry: Mapping[str, object], today: date) -> ModelFacts:
    retires_on = _date(entry.get("retires_on"))
    lifecycle = str(entry["lifecycle"])
    if lifecycle == "deprecated" and retires_on is not None and retires_on <= today:
        lifecycle = "retired"
    return ModelFacts(
        id=str(entry["id"]),
        name=str(entry["name"]),
        line=str(entry["line"]),
        lifecycle=lifecycle,
        aliases=_texts(entry.get("aliases")) or (),
        partner_ids=frozenset(
            (_texts(entry.get("bedrock_ids")) or ()) + (_texts(entry.get("vertex_ids")) or ())
        )
        - {str(entry["id"])},
        deprecated_on=_date(entry.get("deprecated_on")),
        retires_on=retires_on,
        replacement=_text(entry.get("replacement")),
        released=_date(entry.get("released")),
        max_output_tokens=_integer(entry.get("max_output_tokens")),
        cache_min_tokens=_integer(entry.get("cache_min_tokens")),
        tokenizer=_text(entry.get("tokenizer")),
        thinking_types=_texts(entry.get("thinking_types")),
        thinking_default=_text(entry.get("thinking_default")),
        thinking_disabled_max_effort=_text(entry.get("thinking_disabled_max_effort")),
        effort_levels=_texts(entry.get("effort_levels")),
        effort_default=_text(entry.get("effort_default")),
        supports_prefill=_boolean(entry.get("supports_prefill")),
        accepts_sampling_params=_text(entry.get("accepts_sampling_params")),
        accepts_forced_tool_choice=_boolean(entry.get("accepts_forced_tool_choice")),
        supports_batch=_boolean(entry.get("supports_batch")),
        price=_price(entry.get("price")),
        price_tier=_price(entry.get("price_tier")),
    )


def _price(value: object) -> Price | None:
    if not isinstance(value, dict):
        return None
    given = _number(value.get("input")), _number(value.get("output"))
    if given[0] is None or given[1] is None:
        return None
    return Price(
        input=given[0],
        output=given[1],
        cache_write_5m=_number(value.get("cache_write_5m")),
        cache_write_1h=_number(value.get("cache_write_1h")),
        cache_read=_number(value.get("cache_read")),
        batch_input=_number(value.get("batch_input")),
        batch_output=_number(value.get("batch_output")),
        above_prompt_tokens=_integer(value.get("above_prompt_tokens")) or 0,
    )


def _clients(table: Mapping[str, object]) -> dict[str, ClientClass]:
    return {
        name: ClientClass(
            name,
            str(_table(entry)["platform"]),
            _table(entry)["is_async"] is True,
            _boolean(_table(entry).get("batches")),
        )
        for name, entry in table.items()
    }


def _removed(table: Mapping[str, object]) -> dict[str, RemovedParameter]:
    return {
        name: RemovedParameter(
            name,
            _integer(_table(entry)["since_major"]) or 0,
            _integer(_table(entry)["rejected_by_api_since_major"]) or 0,
            _number(_table(entry).get("tolerated_minimum")),
            _number(_table(entry).get("tolerated_maximum")),
        )
        for name, entry in table.items()
    }


def _version(model_id: str) -> tuple[str, tuple[int, int]] | None:
    match = _VERSION.search(model_id)
    if match is None:
        return None
    line = match["line"] or match["line_last"]
    major = match["major"] or match["major_first"]
    minor = match["minor"] or match["minor_first"] or "0"
    return line, (int(major), int(minor))


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError("the catalogue's files hold something that is no table where one belongs")
    return value


def _tables(value: object) -> list[Mapping[str, object]]:
    return [_table(entry) for entry in value] if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: object) -> tuple[str, ...] | None:
    return tuple(str(item) for item in value) if isinstance(value, list) else None


def _date(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _boolean(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
