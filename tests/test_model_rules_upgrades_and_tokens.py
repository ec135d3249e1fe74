"""Rules about upgrades, tokens and effort that depend on the model, for every model of the catalogue."""

from __future__ import annotations

import pytest
from harness import TODAY, check_text, requests_of

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


SMALL = """
import anthropic
print(anthropic.Anthropic().messages.create(
    model="{model}", max_tokens={limit}, {thinking} messages=[{{"role": "user", "content": "Name a river."}}]
).content)
"""


@each_model
@pytest.mark.parametrize(("limit", "is_small"), [(1_024, True), (1_025, False)])
def test_small_limit(model: ModelFacts, limit: int, is_small: bool) -> None:
    """A small limit is told of where the model thinks without being told to."""
    found = check_text(SMALL.format(model=model.id, limit=limit, thinking=""), select=["CL102"])
    assert bool(found) is (is_small and model.thinks_by_default is True)


@each_model
@pytest.mark.parametrize("kind", ["adaptive", "disabled", "between_tools"])
def test_small_limit_and_thinking(model: ModelFacts, kind: str) -> None:
    """A small limit is told of where the model is told to think, and not where that is switched off."""
    thinking = f'thinking={{"type": "{kind}"}},'
    found = check_text(SMALL.format(model=model.id, limit=256, thinking=thinking), select=["CL102"])
    assert bool(found) is (kind == "adaptive")


LENGTHS = [
    ("Write an essay of 2,000 words about rivers.", 2_000),
    ("Compose a 900-word story.", 900),
    ("Please explain in about 1500 words.", 1_500),
    ("Write at most 2,000 words.", None),
    ("Answer in under 300 words.", None),
    ("Describe this 2,000-word article.", None),
    ("The essay has 2,000 words.", None),
    ("Write a story. It was 900 words long before.", None),
    ("Write two words.", None),
]


@pytest.mark.parametrize(("prompt", "words"), LENGTHS, ids=[prompt for prompt, _ in LENGTHS])
def test_words_asked(prompt: str, words: int | None) -> None:
    """A length counts where the prompt asks for it, and not as a limit or as that of something else."""
    text = SMALL.format(model="claude-haiku-4-5", limit=64, thinking="").replace("Name a river.", prompt)
    with requests_of(text) as requests:
        asked = requests[0].words_asked
    assert (None if asked is None else asked[0]) == words


SIMPLE = """
import anthropic
anthropic.Anthropic().messages.create(
    model="{model}", max_tokens=4096, {more} system="Classify the mail. Answer only yes or no.",
    messages=[{{"role": "user", "content": "Dear Sir"}}]
)
"""
EFFORTS = ("low", "medium", "high", "xhigh", "max")


@each_model
@pytest.mark.parametrize("effort", [None, *EFFORTS])
def test_effort(model: ModelFacts, effort: str | None) -> None:
    """Effort for a simple task is told of where the model has a lower one and thinks; a top line is another rule's."""
    more = "" if effort is None else f'output_config={{"effort": "{effort}"}},'
    default = model.effort_default
    is_ample = default in EFFORTS and (effort is None or EFFORTS.index(effort) >= EFFORTS.index(default))
    thinks = model.thinks_by_default is True and not model.is_top_line and model.lifecycle != "retired"
    found = check_text(SIMPLE.format(model=model.id, more=more), select=["CL405"])
    assert bool(found) is (thinks and is_ample)


@pytest.mark.parametrize(("version", "can_be_lowered"), [("0.60.0", False), ("0.77.0", True), ("2", True)])
def test_effort_needs_a_version(version: str, can_be_lowered: bool) -> None:
    """Effort is lowered where the SDK has a parameter for it."""
    text = SIMPLE.format(model="claude-sonnet-5-5", more="")
    found = check_text(text, select=["CL405"], target_sdk=version)
    assert [bool(finding.fix and finding.fix.edits) for finding in found] == [can_be_lowered]
