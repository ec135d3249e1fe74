"""Rules about upgrades, tokens and effort that depend on the model, for every model of the catalogue."""

from __future__ import annotations

import pytest
from harness import TODAY, check_text

from claudelint.catalog.catalog import ModelFacts, load
from claudelint.catalog.tokens import estimate_tokens

MODELS = load(TODAY).models
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)

INTERLEAVED = """
import anthropic
anthropic.Anthropic().beta.messages.create(
    model="{model}", max_tokens=16000, messages=[{{"role": "user", "content": "Name a river."}}],
    betas=["interleaved-thinking-2025-05-14"], {thinking}
)
"""
THINKING = {
    "": lambda types: "adaptive" in types and "enabled" not in types,
    'thinking={"type": "adaptive"}': lambda types: "adaptive" in types,
    'thinking={"type": "enabled", "budget_tokens": 2048}': lambda types: (
        "adaptive" in types and "enabled" not in types
    ),
}


@each_model
@pytest.mark.parametrize("thinking", THINKING)
def test_interleaved_thinking(model: ModelFacts, thinking: str) -> None:
    """The beta for interleaved thinking is told to be without effect where the model thinks adaptively only."""
    found = check_text(INTERLEAVED.format(model=model.id, thinking=thinking), select=["CL804"])
    assert bool(found) is THINKING[thinking](model.thinking_types or ())


LONG = """
import anthropic
anthropic.Anthropic().messages.create(
    model="{model}", max_tokens=16000, system="One rule of many that hold for mail of every kind. " * {times}, messages=[{{"role": "user", "content": "?"}}]
)
"""


@each_model
@pytest.mark.parametrize("times", [100, 9_900])
def test_price_cliff(model: ModelFacts, times: int) -> None:
    """A long prompt is told of where the model has a higher price for it."""
    tokens = estimate_tokens("One rule of many that hold for mail of every kind. " * times, model.tokenizer)
    is_beyond = model.price_tier is not None and tokens > model.price_tier.above_prompt_tokens * 1.15
    found = check_text(LONG.format(model=model.id, times=times), select=["CL105"])
    assert bool(found) is is_beyond


def test_there_is_a_cliff() -> None:
    """The table above has a model whose price changes below its longest prompt."""
    tokens = estimate_tokens("One rule of many that hold for mail of every kind. " * 9_900, "new")
    assert any(model.price_tier and tokens > model.price_tier.above_prompt_tokens * 1.15 for model in MODELS)
