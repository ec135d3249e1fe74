"""Rules about reading the answer, tried with every model of the catalogue."""

from __future__ import annotations

import pytest
from harness import TODAY, check_text

from claudelint.catalog.catalog import ModelFacts, load

MODELS = [pytest.param(model, id=model.id) for model in load(TODAY).models]
each_model = pytest.mark.parametrize("model", MODELS)

# the families that think unasked, and those after Opus 4.6 that leave the text of their thinking out
THINK_BY_DEFAULT = (
    "claude-fable-5",
    "claude-mythos-",
    "claude-opus-5",
    "claude-sonnet-5",
    "claude-haiku-5-5",
)
LEAVE_TEXT_OUT = (*THINK_BY_DEFAULT, "claude-opus-4-7", "claude-opus-4-8")
# what binds its thinking to the prompt before it, on every account and on accounts that are not old
BIND_EVERYWHERE = ("claude-fable-5-2", "claude-mythos-5-2")
BIND = (*BIND_EVERYWHERE, "claude-fable-5-1", "claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5")
# structured outputs came with the 4.5 models
WITH_SCHEMAS = (*LEAVE_TEXT_OUT, "claude-opus-4-6", "claude-opus-4-5", "claude-sonnet-4-6", "claude-sonnet-4-5",
                "claude-haiku-4-5")  # fmt: skip


def found(code: str, arguments: str, reading: str) -> list[str]:
    """How severe the findings of a rule are where the answer to such a request is read so."""
    text = (
        "import anthropic, json\nclient = anthropic.Anthropic()\nmessages = []\nwhile True:\n"
        "    messages.append({'role': 'user', 'content': input()})\n"
        f"    r = client.messages.create(max_tokens=9, messages=messages, {arguments})\n{reading}"
    )
    return [finding.severity.value for finding in check_text(text, select=[code])]


@each_model
@pytest.mark.parametrize("thinking", ["", "adaptive", "disabled"])
def test_thinking_that_is_shown(model: ModelFacts, thinking: str) -> None:
    """It is empty where the model thinks, asked or unasked, and leaves its text out."""
    asked = f', thinking={{"type": "{thinking}"}}' if thinking else ""
    reading = "    for b in r.content:\n        if b.type == 'thinking': print(b.thinking)\n"
    thinks = thinking == "adaptive" or (not thinking and model.id.startswith(THINK_BY_DEFAULT))
    expected = ["advice"] if thinks and model.id.startswith(LEAVE_TEXT_OUT) else []
    assert found("CL608", f'model="{model.id}"{asked}', reading) == expected


@each_model
def test_thinking_that_is_not_sent_back(model: ModelFacts) -> None:
    """A turn of text loses thinking only where the model thinks."""
    reading = "    messages.append({'role': 'assistant', 'content': r.content[0].text})\n"
    expected = ["advice"] if model.id.startswith(THINK_BY_DEFAULT) else []
    assert found("CL606", f'model="{model.id}"', reading) == expected


@each_model
def test_json_that_is_cut_out_by_hand(model: ModelFacts) -> None:
    """A schema is advised only for models that take one."""
    reading = "    print(json.loads(r.content[0].text.removeprefix('```json')))\n"
    expected = ["advice"] if model.id.startswith(WITH_SCHEMAS) else []
    assert found("CL603", f'model="{model.id}"', reading) == expected


@each_model
@pytest.mark.parametrize("thinking", ["", "adaptive", "disabled", "between_tools"])
@pytest.mark.parametrize("change", ["system", "messages"])
def test_a_prompt_that_changes_before_thinking(model: ModelFacts, thinking: str, change: str) -> None:
    """An error where every account is bound, a warning where some are, nothing where nothing is bound."""
    asked = f', thinking={{"type": "{thinking}"}}' if thinking else ""
    reading = "    messages.append({'role': 'assistant', 'content': r.content})\n"
    if change == "system":
        asked += ", system=input()"
    else:
        reading += "    messages = messages[-8:]\n"
    severity = ["error" if model.id in BIND_EVERYWHERE else "warning"]
    expected = severity if model.id in BIND and thinking in ("", "adaptive") else []
    assert found("CL609", f'model="{model.id}"{asked}', reading) == expected


@each_model
def test_redacted_thinking_that_is_left_out(model: ModelFacts) -> None:
    """It is missed wherever the model thinks."""
    reading = (
        "    blocks = [b for b in r.content if b.type in ('thinking', 'text')]\n"
        "    messages.append({'role': 'assistant', 'content': blocks})\n"
    )
    expected = ["warning"] if model.id.startswith(THINK_BY_DEFAULT) else []
    assert found("CL609", f'model="{model.id}"', reading) == expected
