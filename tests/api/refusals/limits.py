"""Numbers that are too large, and what a model or a way of asking does not offer."""

from __future__ import annotations

from api.reading import integer
from api.refusals.asked import BATCH_ITEM, Asked
from api.thinking import forces_a_tool, output_format

# in batches only (docs, build-with-claude/batch-processing)
_LONG_OUTPUT_BETA = "output-300k-2026-03-24"
_LONG_OUTPUT = 300_000
_LONG_OUTPUT_FROM = 128_000
_FAST_MODE_BETA = "fast-mode-2026-02-01"


def _max_tokens(asked: Asked) -> int:
    return integer(asked.body.get("max_tokens")) or 0


def negative_max_tokens(asked: Asked) -> str | None:
    """At least 1, or 0 in order to fill the cache (docs, prompt-caching#pre-warming)."""
    asked_for = _max_tokens(asked)
    return f"max_tokens: {asked_for} is less than 0" if asked_for < 0 else None


def max_tokens_above_maximum(asked: Asked) -> str | None:
    """At most what the model can write (docs, build-with-claude/thinking)."""
    most = asked.model.facts.max_output_tokens
    if most is None:
        return None
    long_output = asked.kind == BATCH_ITEM and _LONG_OUTPUT_BETA in asked.betas
    if long_output and most >= _LONG_OUTPUT_FROM:
        most = _LONG_OUTPUT
    wanted = _max_tokens(asked)
    if wanted <= most:
        return None
    return (
        f"max_tokens: {wanted} > {most}, which is the maximum allowed number of output tokens "
        f"for {asked.model.id}"
    )


def prewarming_that_would_answer(asked: Asked) -> str | None:
    """max_tokens 0 goes with nothing that only an answer can have (docs, prompt-caching#pre-warming)."""
    if _max_tokens(asked) != 0:
        return None
    body = asked.body
    thinking = body.get("thinking")
    against = {
        "stream": body.get("stream") is True,
        "thinking": isinstance(thinking, dict) and thinking.get("type") == "enabled",
        "output_config.format": bool(output_format(body)),
        "tool_choice": forces_a_tool(body),
        "batches": asked.kind == BATCH_ITEM,
    }
    found = next((name for name, is_there in against.items() if is_there), None)
    return None if found is None else f"max_tokens: 0 is not allowed with {found}"


def refused_in_a_batch(asked: Asked) -> str | None:
    """Some parameters have no place in a batch (docs, build-with-claude/batch-processing)."""
    refused = asked.models.catalog.batch_refused_parameters
    # the SDK's type of a batch's item has stream, as false
    given = [name for name in refused if asked.body.get(name) not in (None, False)]
    return f"{given[0]}: not allowed in a batch" if given else None


def fast_mode_unsupported(asked: Asked) -> str | None:
    """`speed="fast"` is for some models, for some of them behind a header (docs, build-with-claude/fast-mode)."""
    model = asked.model
    if asked.body.get("speed") != "fast" or model.fast_mode_ignored:
        return None
    ended = model.fast_mode_until is not None and asked.models.today >= model.fast_mode_until
    if not model.fast_mode or ended:
        return f"speed: 'fast' is not supported on {model.id}"
    if model.fast_mode_needs_beta and _FAST_MODE_BETA not in asked.betas:
        return f"speed: 'fast' on {model.id} needs the beta header {_FAST_MODE_BETA}"
    return None


def inference_geo_unsupported(asked: Asked) -> str | None:
    """Models before 4.6 refuse it (docs, about-claude/pricing)."""
    if asked.body.get("inference_geo") is None or asked.model.takes_inference_geo is not False:
        return None
    return f"inference_geo is not supported on {asked.model.id}"


def prompt_above_window(asked: Asked) -> str | None:
    """The input alone must fit the window (docs, build-with-claude/context-windows)."""
    window = asked.model.context_window
    if window is None or asked.prompt.tokens <= window:
        return None
    return f"prompt is too long: {asked.prompt.tokens} tokens > {window} maximum"


def answer_above_window(asked: Asked) -> str | None:
    """Models before 4.5 refuse what may not fit together with its answer (docs, context-windows)."""
    window = asked.model.context_window
    wanted = asked.prompt.tokens + _max_tokens(asked)
    if window is None or wanted <= window or not asked.models.is_before_4_5(asked.model):
        return None
    return f"input length and `max_tokens` exceed context limit: {wanted} > {window}"
