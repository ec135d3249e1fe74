"""What the installed `anthropic` and `genai-prices` packages say of what the catalogue knows, and where they differ.

The test of the catalogue compares with it, and `scripts/refresh_catalog.py` makes edits of the differences. Nothing
is asked over a network.
"""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal
from functools import cache
from importlib.metadata import version

import anthropic
import typing_extensions
from anthropic import _constants
from anthropic.resources.messages.messages import DEPRECATED_MODELS, MODELS_TO_WARN_WITH_THINKING_ENABLED
from anthropic.types import anthropic_beta_param, model_param, tool_union_param
from anthropic.types.beta import beta_tool_union_param
from anthropic.types.beta.message_create_params import (
    MessageCreateParamsNonStreaming as BetaParams,
)
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming as Params
from genai_prices.data import providers
from genai_prices.types import ModelInfo, ModelPrice, TieredPrices

from claudelint.catalog.catalog import Catalog
from claudelint.catalog.models import ModelFacts, Price

SDK = f"anthropic {version('anthropic')}"
PRICES = f"genai-prices {version('genai-prices')}"

# the longest answer that is looked at where the non-streaming guard is measured, in tokens
_MOST_TOKENS = 1_000_000
_ITEM = ".params"
_PRICE_KEYS = {
    "input": "input_mtok",
    "output": "output_mtok",
    "cache_write_5m": "cache_write_mtok",
    "cache_write_1h": "cache_write_1h_mtok",
    "cache_read": "cache_read_mtok",
}
_BATCH_KEYS = {"batch_input": "input_mtok", "batch_output": "output_mtok"}


_DEAD_TIER = (
    "requests above 200,000 tokens fail since 2026-04-30, so that the tier is never paid (docs, pricing)"
)
# differences that are right as they are, by subject and the beginning of the key
EXPLAINED = {
    ("claude-sonnet-4-5-20250929", "price_tier"): _DEAD_TIER,
    (
        "claude-sonnet-4-6",
        "thinking_deprecated_types",
    ): "deprecated by the docs as on Opus 4.6; the SDK warns there only",
    ("claude-mythos-preview", "thinking_deprecated_types"): "the SDK warns, no page calls it deprecated",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the catalogue and a package say differently; None stands for what one of them does not have.

    `subject` is a model, a method or a table, `key` what of it differs.
    """

    subject: str
    key: str
    catalogue: object
    package: object
    source: str

    def __str__(self) -> str:
        ours, theirs = (_told(value) for value in (self.catalogue, self.package))
        return f"{self.subject}, {self.key}: the catalogue says {ours}, {self.source} says {theirs}"


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of a method, in order."""

    required: tuple[str, ...]
    optional: tuple[str, ...]


def differences(catalog: Catalog) -> Iterator[Difference]:
    """Everything that differs, in the order of the catalogue's files."""
    yield from model_differences(catalog)
    yield from price_differences(catalog)
    yield from sdk_differences(catalog)
    yield from method_differences(catalog)
    yield from api_differences(catalog)


def is_explained(difference: Difference) -> bool:
    """Whether a difference is one of the known ones."""
    return any(
        difference.subject == subject and difference.key.split(".")[0] == key for subject, key in EXPLAINED
    )


# models


def model_ids() -> tuple[str, ...]:
    """The ids that the SDK's type of a model names."""
    return _literals(model_param.ModelParam)


def retirements() -> dict[str, date]:
    """The days on which the SDK says that models reach their end, by id and alias."""
    return {name: _day(words) for name, words in DEPRECATED_MODELS.items()}


def model_differences(catalog: Catalog) -> Iterator[Difference]:
    """Ids, and what has been announced for models."""
    ids, ends = model_ids(), retirements()
    for name in ids:
        if catalog.find(name) is None:
            yield Difference(name, "id", None, name, SDK)
    for facts in catalog.models:
        if not facts.is_retired and not {facts.id, *facts.aliases} & {*ids}:
            yield Difference(facts.id, "id", facts.id, None, SDK)
        # since 2.13.0 the SDK warns of models to come to their end, no longer of those that have
        if facts.is_deprecated and not {facts.id, *facts.aliases} & ends.keys():
            yield Difference(facts.id, "retires_on", facts.retires_on, None, SDK)
        warned = ("enabled",) if facts.id in MODELS_TO_WARN_WITH_THINKING_ENABLED else None
        if warned != facts.thinking_deprecated_types:
            yield Difference(
                facts.id, "thinking_deprecated_types", facts.thinking_deprecated_types, warned, SDK
            )
    for name, end in ends.items():
        known = catalog.find(name)
        if known is None:
            yield Difference(name, "retires_on", None, end, SDK)
            continue
        ours = known.retires_on_sdk or known.retires_on
        if ours != end:
            yield Difference(known.id, "retires_on", ours, end, SDK)
        if not known.is_retired and not known.is_deprecated:
            yield Difference(known.id, "lifecycle", known.lifecycle, "deprecated", SDK)


def _day(words: str) -> date:
    """The day of `November 6th, 2024`."""
    plain = re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", words)
    return datetime.strptime(plain, "%B %d, %Y").date()


# prices


@dataclass(frozen=True, slots=True)
class PriceTable:
    """The price of a model by the keys of the catalogue, and the price of longer prompts, where there is one."""

    base: Mapping[str, float]
    above: Mapping[str, float]
    above_prompt_tokens: int | None


def priced_models() -> tuple[ModelInfo, ...]:
    """The models of Anthropic's own platform that genai-prices knows."""
    return tuple(next(provider for provider in providers if provider.id == "anthropic").models)


def price_table(model: ModelInfo, day: date) -> PriceTable:
    """The prices of a model on a day."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=timezone.utc)
    plain = list(_priced(model.get_prices(at), _PRICE_KEYS))
    if any(variant.when == {"processing": "batch"} for variant in model.price_variants or ()):
        plain += _priced(model.get_prices(at, {"processing": "batch"}), _BATCH_KEYS)
    tiers = {tier.start for _, price in plain if isinstance(price, TieredPrices) for tier in price.tiers}
    if len(tiers) > 1:
        raise ValueError(f"{model.id} has more than one tier of prices, which the catalogue cannot say")
    base = {key: price.base if isinstance(price, TieredPrices) else price for key, price in plain}
    above = {key: price.tiers[0].price for key, price in plain if isinstance(price, TieredPrices)}
    return PriceTable(_numbers(base), _numbers(above), next(iter(tiers), None))


def price_differences(catalog: Catalog) -> Iterator[Difference]:
    """Prices of every model that genai-prices knows; what it does not say is not compared."""
    known = priced_models()
    for facts in catalog.models:
        matching = next((model for model in known if model.is_match(facts.id)), None)
        if matching is None:
            continue
        theirs = price_table(matching, catalog.as_of)
        yield from _price_differences(facts, "price", facts.price, theirs.base)
        yield from _price_differences(facts, "price_tier", facts.price_tier, theirs.above)
        ours = None if facts.price_tier is None else facts.price_tier.above_prompt_tokens
        if ours != theirs.above_prompt_tokens:
            key = "price_tier.above_prompt_tokens"
            yield Difference(facts.id, key, ours, theirs.above_prompt_tokens, PRICES)
    for model in known:
        if not any(model.is_match(name) for facts in catalog.models for name in (facts.id, *facts.aliases)):
            yield Difference(model.id, "id", None, model.id, PRICES)


def _price_differences(
    facts: ModelFacts, table: str, ours: Price | None, theirs: Mapping[str, float]
) -> Iterator[Difference]:
    for key, value in theirs.items():
        own = None if ours is None else getattr(ours, key)
        if own != value:
            yield Difference(facts.id, f"{table}.{key}", own, value, PRICES)
    if ours is not None and not theirs:
        yield Difference(facts.id, table, ours.input, None, PRICES)


def _priced(price: ModelPrice, keys: Mapping[str, str]) -> Iterator[tuple[str, Decimal | TieredPrices]]:
    for key, name in keys.items():
        value = getattr(price, name, None)
        if value is not None:
            yield key, value


def _numbers(prices: Mapping[str, Decimal]) -> dict[str, float]:
    return {key: float(price) for key, price in prices.items()}


# the package


def client_classes() -> dict[str, type[object]]:
    """The client classes that the package exports, by name."""
    return {
        name: value
        for name, value in vars(anthropic).items()
        if inspect.isclass(value) and ("Anthropic" in name or name.endswith("Client"))
        if hasattr(value, "with_options")
    }


def sdk_differences(catalog: Catalog) -> Iterator[Difference]:
    """Client classes, and the guard of requests without a stream."""
    classes = client_classes()
    for name in sorted(classes.keys() | catalog.clients.keys()):
        ours = catalog.clients[name].is_async if name in catalog.clients else None
        theirs = name.startswith("Async") if name in classes else None
        if ours != theirs:
            yield Difference("clients", name, ours, theirs, SDK)
    own = _constants.MODEL_NONSTREAMING_TOKENS
    for name in sorted(own.keys() | catalog.nonstreaming_models.keys()):
        if own.get(name) != catalog.nonstreaming_models.get(name):
            yield Difference("nonstreaming", name, catalog.nonstreaming_models.get(name), own.get(name), SDK)
    guard = catalog.nonstreaming
    measured = most_without_stream()
    for key, value in (
        ("max_tokens", guard.max_tokens),
        ("most_seconds", guard.most_seconds * 128_000 // guard.seconds_for_128k_tokens),
    ):
        if value != measured:
            yield Difference("nonstreaming", key, value, measured, SDK)
    major = int(version("anthropic").split(".")[0])
    if catalog.newest_major != major:
        yield Difference("sdk", "newest_major", catalog.newest_major, major, SDK)


def most_without_stream() -> int:
    """The most tokens for which the SDK waits without a stream; found by trying."""
    client = any_client()

    def waits_for(tokens: int) -> bool:
        try:
            client._calculate_nonstreaming_timeout(tokens, None)
        except ValueError:
            return False
        return True

    low, high = 0, _MOST_TOKENS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if waits_for(middle) else (low, middle)
    return low


@cache
def any_client() -> anthropic.Anthropic:
    """A client that sends nothing."""
    return anthropic.Anthropic(api_key="none", max_retries=0, base_url="http://127.0.0.1:9")


# methods


@cache
def signature_of(path: str) -> Signature:
    """The parameters of a method by its path in the catalogue; raises AttributeError where it does not exist."""
    if path.endswith(_ITEM):
        keys = typing.get_type_hints(
            {"messages": Params, "beta": BetaParams}[path.split(".")[0]], include_extras=True
        )
        return _signature(keys, lambda name: typing.get_origin(keys[name]) is typing_extensions.Required)
    parameters = parameters_of(anthropic if path == "Anthropic" else any_client(), path)
    return _signature(parameters, lambda name: parameters[name].default is inspect.Parameter.empty)


def parameters_of(owner: object, path: str) -> Mapping[str, inspect.Parameter]:
    """The parameters of what a path leads to from an object."""
    function = owner
    for name in path.split("."):
        function = getattr(function, name)
    assert callable(function)
    return inspect.signature(function).parameters


def _signature(names: typing.Iterable[str], is_required: Callable[[str], bool]) -> Signature:
    public = [name for name in names if not name.startswith("_")]
    return Signature(
        tuple(name for name in public if is_required(name)),
        tuple(name for name in public if not is_required(name)),
    )


def method_differences(catalog: Catalog) -> Iterator[Difference]:
    """The signatures of the methods, and the newest version that is known of them."""
    for path, method in catalog.methods.items():
        theirs = signature_of(path)
        for key, ours, own in (
            ("required", method.required, theirs.required),
            ("optional", method.optional, theirs.optional),
        ):
            for name in sorted({*ours} - {*own}):
                yield Difference(path, key, name, None, SDK)
            for name in sorted({*own} - {*ours}):
                yield Difference(path, key, None, name, SDK)
    installed = version("anthropic")
    if catalog.history.newest != installed:
        yield Difference("methods", "newest", catalog.history.newest, installed, SDK)


# the API


def beta_headers() -> tuple[str, ...]:
    """The values of the beta header that the SDK's type names."""
    return _literals(anthropic_beta_param.AnthropicBetaParam)


@cache
def tool_types(union: object) -> frozenset[str]:
    """The values of `type` of the tools in a union."""
    return frozenset(
        name
        for member in typing.get_args(union)
        for name in _literals(typing.get_type_hints(member).get("type"))
        if name != "custom"
    )


def api_differences(catalog: Catalog) -> Iterator[Difference]:
    """Beta headers, types of tools, and what clients send by themselves."""
    api = catalog.api
    plain = tool_types(tool_union_param.ToolUnionParam)
    beta = tool_types(beta_tool_union_param.BetaToolUnionParam) - plain
    for key, ours, theirs in (
        ("known_betas", api.known_betas.names, beta_headers()),
        ("tool_types.plain", api.tool_types.plain, plain),
        ("tool_types.beta_only", api.tool_types.beta_only, beta),
    ):
        for name in sorted({*ours} - {*theirs}):
            yield Difference("api", key, name, None, SDK)
        for name in sorted({*theirs} - {*ours}):
            yield Difference("api", key, None, name, SDK)
    construction = catalog.history.construction
    for key, own, sent in (
        ("api_versions", catalog.history.api_versions[-1].version, _constants.ANTHROPIC_API_VERSION),
        ("default_max_retries", construction.default_max_retries, _constants.DEFAULT_MAX_RETRIES),
        ("default_timeout_seconds", construction.default_timeout_seconds, _constants.DEFAULT_TIMEOUT.read),
    ):
        if own != sent:
            yield Difference("methods", key, own, sent, SDK)


def _literals(type_: object) -> tuple[str, ...]:
    """The texts of the Literals in a type, however deep."""
    if typing.get_origin(type_) is typing.Literal:
        return tuple(value for value in typing.get_args(type_) if isinstance(value, str))
    return tuple(text for inner in typing.get_args(type_) for text in _literals(inner))


def _told(value: object) -> str:
    return "nothing" if value is None else str(value)
