"""Shape, sampling parameters, limits."""

from __future__ import annotations

from api.refusals import BATCH_ITEM, COUNT

from refusal_cases.case import (
    ENABLED,
    FORCED,
    LEAF,
    OLD_VERSION,
    OLDER,
    SPRING,
    Case,
    json_format,
    text,
    tool,
    user,
)

SHAPE = (
    Case("missing_field", "max_tokens: Field required", {"max_tokens": None}, {"max_tokens": 1}),
    Case("missing_field", "model: Field required", {"model": None}, {}, kind=COUNT),
    Case("wrong_type", "messages: Input should be a valid list", {"messages": "Hello"}, {}),
    Case("wrong_type", "messages.0.role", {"messages": [{"role": "bot", "content": "x"}]}, {}),
    Case("wrong_type", "messages.0.content", {"messages": [user(7)]}, {"messages": [user([text("7")])]}),
    Case(
        "wrong_type",
        "stop_sequences: Input should be a valid list",
        {"stop_sequences": "END"},
        {"stop_sequences": ["END"]},
    ),
    Case(
        "unknown_model",
        "model: claude-sonnet-4.6",
        {"model": "claude-sonnet-4.6"},
        {"model": "claude-sonnet-4-6"},
    ),
    Case(
        "unknown_model",
        "model: claude-3-haiku-20240307",
        {"model": "claude-3-haiku-20240307"},
        {"model": "claude-haiku-4-5"},
    ),
    Case(
        "unknown_model",
        "model: anthropic.claude-opus-4-8",
        {"model": "anthropic.claude-opus-4-8"},
        {"model": "claude-opus-4-8"},
    ),
    Case(
        "unknown_model",
        "model: claude-opus-5-5",
        {"model": "claude-opus-5-5"},
        {"model": "claude-opus-4-7"},
        today=SPRING,
    ),
)

SAMPLING = (
    Case("sampling_parameter", "temperature: Extra inputs are not permitted", {"temperature": 1.0}, {}),
    Case("sampling_parameter", "top_k: Extra inputs are not permitted", {"top_k": 5, **OLDER}, OLDER),
    Case("sampling_parameter", "top_p: Extra inputs", {"top_p": 0.5}, {}, kind=COUNT),
    Case(
        "sampling_on_a_model_without",
        "`temperature` is not supported on claude-opus-4-8",
        {"temperature": 0.2},
        {"temperature": 0.2, "model": "claude-opus-4-6"},
        version=OLD_VERSION,
    ),
    Case(
        "sampling_on_a_model_without",
        "`temperature` is not supported",
        {"temperature": 0.2},
        {"temperature": 1.0},
        version=OLD_VERSION,
    ),
    Case(
        "temperature_with_top_p",
        "`temperature` and `top_p` cannot both be specified",
        {"temperature": 0.2, "top_p": 0.9},
        {"temperature": 0.2},
        version=OLD_VERSION,
        both=OLDER,
    ),
)

LIMITS = (
    Case("negative_max_tokens", "max_tokens", {"max_tokens": -1}, {"max_tokens": 0}),
    Case(
        "max_tokens_above_maximum",
        "max_tokens: 64001 > 64000, which is the maximum allowed number of output tokens for claude-sonnet-4-5",
        {"max_tokens": 64_001},
        {"max_tokens": 64_000},
        both=OLDER,
    ),
    Case(
        "max_tokens_above_maximum",
        "max_tokens: 200000 > 128000",
        {"max_tokens": 200_000},
        {"max_tokens": 200_000},
        kind=BATCH_ITEM,
        accepted_betas="output-300k-2026-03-24",
    ),
    Case(
        "prewarming_that_would_answer",
        "max_tokens: 0 is not allowed with stream",
        {"stream": True},
        {},
        both={"max_tokens": 0},
    ),
    Case(
        "prewarming_that_would_answer",
        "not allowed with output_config.format",
        {"output_config": json_format(LEAF)},
        {"output_config": {"effort": "low"}},
        both={"max_tokens": 0},
    ),
    Case(
        "prewarming_that_would_answer",
        "not allowed with tool_choice",
        FORCED,
        {"tools": [tool("look_up")]},
        both={"max_tokens": 0},
    ),
    Case(
        "prewarming_that_would_answer",
        "not allowed with thinking",
        {"thinking": ENABLED},
        {},
        both={"max_tokens": 0, **OLDER},
    ),
    Case(
        "prewarming_that_would_answer",
        "not allowed with batches",
        {"max_tokens": 0},
        {"max_tokens": 1},
        kind=BATCH_ITEM,
    ),
    Case(
        "refused_in_a_batch",
        "stream: not allowed in a batch",
        {"stream": True},
        {"stream": False},
        kind=BATCH_ITEM,
    ),
    Case(
        "refused_in_a_batch",
        "speed: not allowed in a batch",
        {"speed": "fast", "model": "claude-opus-5-5"},
        {"model": "claude-opus-5-5"},
        kind=BATCH_ITEM,
    ),
    Case(
        "fast_mode_unsupported",
        "speed",
        {"model": "claude-opus-4-7"},
        {"model": "claude-opus-5-5"},
        both={"speed": "fast"},
    ),
    Case(
        "fast_mode_unsupported",
        "speed: 'fast' on claude-opus-5 needs the beta header",
        {"model": "claude-opus-5"},
        {"model": "claude-opus-5"},
        accepted_betas="fast-mode-2026-02-01",
        both={"speed": "fast"},
    ),
    Case(
        "fast_mode_unsupported",
        "speed",
        {"model": "claude-opus-4-5"},
        {"model": "claude-opus-4-6"},
        both={"speed": "fast"},
    ),
    Case(
        "inference_geo_unsupported",
        "inference_geo is not supported on claude-sonnet-4-5",
        {"model": "claude-sonnet-4-5"},
        {"model": "claude-sonnet-4-6"},
        both={"inference_geo": "us"},
    ),
    Case(
        "prompt_above_window",
        "prompt is too long: 200001 tokens > 200000 maximum",
        {"messages": [user("word" * 200_001)]},
        {"messages": [user("word" * 200_000)]},
        kind=COUNT,
        both=OLDER,
    ),
    Case(
        "answer_above_window",
        "exceed context limit: 200001 > 200000",
        {"messages": [user("word" * 190_001)]},
        {"messages": [user("word" * 190_000)]},
        today=SPRING,
        both={"model": "claude-opus-4-1", "max_tokens": 10_000},
    ),
)
