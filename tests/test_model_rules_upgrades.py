"""Rules about upgrades that depend on the model, for every model of the catalogue."""

from __future__ import annotations

import pytest
from harness import TODAY, check_text

from claudelint.catalog.catalog import ModelFacts, load

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
