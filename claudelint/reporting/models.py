"""The models of the catalogue as a table for a terminal, and with all that is known of them as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from claudelint.catalog.catalog import Catalog
from claudelint.catalog.models import ModelFacts, Price

if TYPE_CHECKING:
    from claudelint.reporting.json import Json

_UNKNOWN = "-"
_HEADS = ("lifecycle", "window", "output", "cache", "in/out $")


def models_text(catalog: Catalog, models: Sequence[ModelFacts]) -> Iterator[str]:
    """A table with a part for each line of models; at most 80 columns wide for the ids that are known."""
    rows = [[model.id, *_cells(model)] for model in models]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(len(_HEADS) + 1)]
    widths = [max(width, len(head)) for width, head in zip(widths, ("", *_HEADS), strict=True)]
    lines = {line: list(members) for line, members in groupby(models, key=lambda model: model.line)}
    for line, members in lines.items():
        yield _row([line, *_HEADS], widths)
        yield from (_row([model.id, *_cells(model)], widths) for model in members)
        yield "\n"
    yield from _notes(catalog, models)


def models_json(catalog: Catalog, models: Sequence[ModelFacts]) -> str:
    """Every fact with its sources; the keys are those of the catalogue's file, null where no source was found."""
    from claudelint.reporting.json import dump

    listed: Json = msgspec.to_builtins(list(models))
    refreshed_on = None if catalog.refreshed_on is None else str(catalog.refreshed_on)
    return dump({"as_of": str(catalog.as_of), "refreshed_on": refreshed_on, "models": listed})


def in_order(models: Sequence[ModelFacts]) -> list[ModelFacts]:
    """The models by their lines, in the order in which the lines come first."""
    first: dict[str, int] = {}
    for model in models:
        first.setdefault(model.line, len(first))
    return sorted(models, key=lambda model: first[model.line])


def _cells(model: ModelFacts) -> list[str]:
    return [
        _lifecycle(model),
        _size(model.context_window),
        _size(model.max_output_tokens),
        _UNKNOWN if model.cache_min_tokens is None else f"{model.cache_min_tokens:,}",
        _price(model),
    ]


def _lifecycle(model: ModelFacts) -> str:
    ends = model.retires_on
    if model.is_retired:
        return _dated("retired", ends)
    return _dated("retires", ends) if model.is_deprecated and ends is not None else model.lifecycle


def _dated(word: str, day: date | None) -> str:
    return word if day is None else f"{word} {day}"


def _size(tokens: int | None) -> str:
    if tokens is None:
        return _UNKNOWN
    if tokens % 1_000_000 == 0:
        return f"{tokens // 1_000_000}M"
    return f"{tokens // 1_000}k" if tokens % 1_000 == 0 else f"{tokens:,}"


def _price(model: ModelFacts) -> str:
    if model.price is None:
        return _UNKNOWN
    return _in_and_out(model.price) + ("*" if model.price_tier is not None else "")


def _in_and_out(price: Price) -> str:
    return f"{price.input:g}/{price.output:g}"


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Names to the left, numbers to the right."""
    left = (cell.ljust(width) for cell, width in zip(cells[:2], widths[:2], strict=True))
    right = (cell.rjust(width) for cell, width in zip(cells[2:], widths[2:], strict=True))
    return "  ".join([*left, *right]).rstrip() + "\n"


def _notes(catalog: Catalog, models: Sequence[ModelFacts]) -> Iterator[str]:
    yield "window: tokens of prompt and answer; output: most tokens of an answer; cache:\n"
    yield "fewest tokens that are cached; in/out $: USD per million tokens; -: no source.\n"
    for model in models:
        tier = model.price_tier
        if tier is not None:
            price = f"{_in_and_out(tier)} above {tier.above_prompt_tokens:,} tokens of prompt"
            yield f"* {model.id}: {price}.\n"
    refreshed = "" if catalog.refreshed_on is None else f", models refreshed on {catalog.refreshed_on}"
    yield f"Catalogue of {catalog.as_of}{refreshed}.\n"
