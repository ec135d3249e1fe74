"""temperature, top_p and top_k."""

from __future__ import annotations

from api.refusals.asked import Asked

NAMES = ("temperature", "top_p", "top_k")


def given(asked: Asked) -> list[str]:
    """The sampling parameters of a request."""
    return [name for name in NAMES if asked.body.get(name) is not None]


def sampling_parameter(asked: Asked) -> str | None:
    """On API version 2026-10-21 every model refuses them, at every value (docs, api/migration-2026-10-21)."""
    found = given(asked) if asked.is_newest_version else []
    return f"{found[0]}: Extra inputs are not permitted" if found else None


def sampling_on_a_model_without(asked: Asked) -> str | None:
    """Before, newer models refuse values other than the default (docs, about-claude/model-deprecations)."""
    if asked.model.facts.accepts_sampling_params != "rejected":
        return None
    removed = asked.models.catalog.removed_parameters
    found = [name for name in given(asked) if not removed[name].tolerates(asked.body[name])]
    return f"`{found[0]}` is not supported on {asked.model.id}" if found else None


def temperature_with_top_p(asked: Asked) -> str | None:
    """From Opus 4.1 on, models take one of the two (docs, release-notes/overview)."""
    if asked.model.facts.accepts_sampling_params != "restricted":
        return None
    if not {"temperature", "top_p"} <= set(given(asked)):
        return None
    return "`temperature` and `top_p` cannot both be specified for this model. Please use only one."
