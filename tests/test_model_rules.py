"""What each model of the catalogue takes, as the documentation tells it, and whether the rules speak accordingly.

The tables are written down here once more, by generation, and not taken from the catalogue.
"""

from __future__ import annotations

import pytest
from harness import TODAY, check_text

from claudelint.catalog.catalog import load
from claudelint.catalog.models import ModelFacts

ACTIVE = [model for model in load(TODAY).models if not model.is_retired]
EFFORTS = ("low", "medium", "high", "xhigh", "max")
ALWAYS_THINKING = (
    "claude-fable-5", "claude-fable-5-1", "claude-fable-5-2", "claude-mythos-5", "claude-mythos-5-1",
    "claude-mythos-5-2", "claude-opus-5-5",
)  # fmt: skip
EARLY = ("claude-opus-4-5-20251101", "claude-sonnet-4-5-20250929", "claude-haiku-4-5-20251001")
# platform.claude.com/docs: build-with-claude/thinking, thinking-troubleshooting
THINKING = {
    **dict.fromkeys(EARLY, ("enabled", "disabled")),
    **dict.fromkeys(("claude-opus-4-6", "claude-sonnet-4-6"), ("adaptive", "enabled", "disabled")),
    **dict.fromkeys(("claude-opus-4-7", "claude-opus-4-8", "claude-sonnet-5"), ("adaptive", "disabled")),
    **dict.fromkeys(("claude-opus-5", "claude-haiku-5-5"), ("adaptive", "disabled")),
    "claude-sonnet-5-5": ("adaptive", "between_tools"),
    **dict.fromkeys(ALWAYS_THINKING, ("adaptive",)),
    "claude-mythos-preview": ("adaptive", "enabled"),
}
# build-with-claude/effort
WITHOUT_XHIGH = ("claude-opus-4-6", "claude-sonnet-4-6")
# agents-and-tools/tool-use/define-tools and the migration guides
NO_FORCED_TOOLS = {
    "claude-fable-5-1", "claude-fable-5-2", "claude-mythos-5-1", "claude-mythos-5-2", "claude-opus-5-5",
    "claude-sonnet-5-5", "claude-mythos-preview",
}  # fmt: skip
# build-with-claude/thinking: the windows of a million tokens write 128,000, the 4.5 line 64,000
OUTPUT = {**dict.fromkeys(EARLY, 64_000)}

# thinking that is off goes with any effort, but for these, which then take no more than `high`
LIMITED = {"claude-opus-5": "disabled", "claude-haiku-5-5": "disabled", "claude-sonnet-5-5": "between_tools"}
CAN_BE_OFF = [
    model
    for model in ACTIVE
    if LIMITED.get(model.id, "disabled") in THINKING[model.id] and model.id not in (*EARLY, *WITHOUT_XHIGH)
]
# the sources disagree about the efforts of the one that is left out
WITH_KNOWN_EFFORTS = [model for model in ACTIVE if model.id != "claude-mythos-preview"]

each_model = pytest.mark.parametrize("model", ACTIVE, ids=lambda model: model.id)


def spoken(code: str, model: ModelFacts, arguments: str) -> bool:
    """Whether a rule speaks of a request to a model with these arguments."""
    return bool(
        check_text(
            f"""
            import anthropic
            client = anthropic.Anthropic(timeout=3000)
            client.messages.create(model="{model.id}", messages=[{{"role": "user", "content": "Hello"}}], {arguments})
            """,
            select=[code],
        )
    )


def test_the_tables_know_every_model() -> None:
    """A model that is added to the catalogue is added here."""
    assert {model.id for model in ACTIVE} == {*THINKING}


@each_model
@pytest.mark.parametrize("kind", ["enabled", "adaptive", "disabled", "between_tools"])
def test_thinking(model: ModelFacts, kind: str) -> None:
    """CL006 speaks of exactly the types that a model does not take."""
    budget = ', "budget_tokens": 2000' if kind == "enabled" else ""
    arguments = f'max_tokens=16000, thinking={{"type": "{kind}"{budget}}}'
    assert spoken("CL006", model, arguments) is (kind not in THINKING[model.id])


@pytest.mark.parametrize("model", WITH_KNOWN_EFFORTS, ids=lambda model: model.id)
@pytest.mark.parametrize("effort", [*EFFORTS, "adaptive"])
def test_effort(model: ModelFacts, effort: str) -> None:
    """CL008 speaks of exactly the efforts that a model does not know."""
    known: tuple[str, ...] = EFFORTS
    if model.id in ("claude-sonnet-4-5-20250929", "claude-haiku-4-5-20251001"):
        known = ()
    elif model.id == "claude-opus-4-5-20251101":
        known = EFFORTS[:3]
    elif model.id in WITHOUT_XHIGH:
        known = ("low", "medium", "high", "max")
    arguments = f'max_tokens=16000, output_config={{"effort": "{effort}"}}'
    assert spoken("CL008", model, arguments) is (effort not in known)


@pytest.mark.parametrize("model", CAN_BE_OFF, ids=lambda model: model.id)
@pytest.mark.parametrize("effort", EFFORTS)
def test_effort_without_thinking(model: ModelFacts, effort: str) -> None:
    """CL008 speaks of too much effort beside thinking that is off on exactly the models that refuse it."""
    kind = LIMITED.get(model.id, "disabled")
    arguments = f'max_tokens=16000, thinking={{"type": "{kind}"}}, output_config={{"effort": "{effort}"}}'
    assert spoken("CL008", model, arguments) is (model.id in LIMITED and effort in ("xhigh", "max"))


@each_model
@pytest.mark.parametrize("choice", ["auto", "none", "any", "tool"])
def test_forced_tools(model: ModelFacts, choice: str) -> None:
    """CL009 speaks of forced tools on exactly the models that take none."""
    tools = 'tools=[{"name": "a", "description": "A.", "input_schema": {"type": "object"}}]'
    name = ', "name": "a"' if choice == "tool" else ""
    arguments = f'max_tokens=16000, {tools}, tool_choice={{"type": "{choice}"{name}}}'
    refused = choice in ("any", "tool") and model.id in NO_FORCED_TOOLS
    assert spoken("CL009", model, arguments) is refused


@each_model
def test_length(model: ModelFacts) -> None:
    """CL004 speaks of one token more than a model writes, and not of as many as it does."""
    most = OUTPUT.get(model.id, 128_000)
    assert not spoken("CL004", model, f"max_tokens={most}")
    assert spoken("CL004", model, f"max_tokens={most + 1}")
