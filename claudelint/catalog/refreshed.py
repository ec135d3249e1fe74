"""What the API itself has said of its models, and how the catalogue changes by it.

It says which models there are, whether and when they retire, and how much they take and write. Whatever else the
catalogue knows stays, and of models that are new to it nothing else is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

import msgspec

from claudelint.catalog.catalog import Catalog, with_models
from claudelint.catalog.models import ModelFacts

# what is printed of them has no control characters
_Id = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}$")]
_Words = Annotated[str, msgspec.Meta(pattern=r"^[^\x00-\x1f\x7f-\x9f]{1,100}$")]
_Tokens = Annotated[int, msgspec.Meta(gt=0, le=1_000_000_000)]


class ListedModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One model as the API lists it; sizes are in tokens, and what it does not say is None."""

    id: _Id
    name: _Words
    lifecycle: Literal["active", "deprecated", "retired"]
    line: _Words | None = None
    released: date | None = None
    deprecated_on: date | None = None
    retires_on: date | None = None
    context_window: _Tokens | None = None
    max_output_tokens: _Tokens | None = None


class Refresh(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All models that the API listed on a day."""

    fetched_on: date
    models: Annotated[tuple[ListedModel, ...], msgspec.Meta(min_length=1, max_length=10_000)]
    format: Literal[1] = 1


def encode(refresh: Refresh) -> bytes:
    """The data that `decode` reads."""
    return msgspec.json.format(msgspec.json.encode(refresh), indent=1)


def decode(data: bytes) -> Refresh:
    """What was encoded; raises ValueError where it is anything else."""
    return msgspec.json.decode(data, type=Refresh)


def refreshed(catalog: Catalog, refresh: Refresh) -> Catalog:
    """The catalogue with what the API said; one that is older than the catalogue itself changes nothing."""
    if refresh.fetched_on < catalog.as_of:
        return catalog
    listed = {found.id: one for one in refresh.models if (found := catalog.find(one.id)) is not None}
    known = tuple(
        _changed(model, listed[model.id], catalog.today, refresh.fetched_on) if model.id in listed else model
        for model in catalog.models
    )
    return with_models(catalog, (*_new(catalog, refresh), *known), refresh.fetched_on)


def _changed(model: ModelFacts, listed: ListedModel, today: date, fetched_on: date) -> ModelFacts:
    # the API has no word for a model that is served and superseded
    superseded = model.lifecycle == "legacy" and listed.lifecycle == "active"
    return msgspec.structs.replace(
        model,
        lifecycle=model.lifecycle if superseded else _lifecycle(listed, today, fetched_on),
        deprecated_on=listed.deprecated_on or _unless_active(listed, model.deprecated_on),
        retires_on=listed.retires_on or _unless_active(listed, model.retires_on),
        context_window=listed.context_window or model.context_window,
        max_output_tokens=listed.max_output_tokens or model.max_output_tokens,
    )


def _new(catalog: Catalog, refresh: Refresh) -> Iterator[ModelFacts]:
    for one in refresh.models:
        if catalog.find(one.id) is None and catalog.is_claude_id(one.id):
            yield ModelFacts(
                id=one.id,
                name=one.name,
                line=one.line or "unknown",
                lifecycle=_lifecycle(one, catalog.today, refresh.fetched_on),
                released=one.released,
                deprecated_on=one.deprecated_on,
                retires_on=one.retires_on,
                context_window=one.context_window,
                max_output_tokens=one.max_output_tokens,
                sources=(f"the API's list of models, {refresh.fetched_on}",),
            )


def _lifecycle(listed: ListedModel, today: date, fetched_on: date) -> str:
    """Deprecated models retire on their day, unless the API served them past it already.

    Source: anthropic 2.12.0 types/model_info.py (`retires_at`).
    """
    ends = listed.retires_on
    passed = ends is not None and fetched_on < ends <= today
    return "retired" if listed.lifecycle == "deprecated" and passed else listed.lifecycle


def _unless_active(listed: ListedModel, day: date | None) -> date | None:
    """A date of the catalogue's, which an announcement that was taken back makes void."""
    return None if listed.lifecycle == "active" else day
