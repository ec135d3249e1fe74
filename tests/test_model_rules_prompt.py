"""Rules about tools, schemas and speed, tried with every model of the catalogue."""

from __future__ import annotations

import pytest
from harness import TODAY, check_text

from claudelint.catalog.catalog import ModelFacts, load

MODELS = [pytest.param(model, id=model.id) for model in load(TODAY).models]
each_model = pytest.mark.parametrize("model", MODELS)

# fast without more, fast with a beta header, and those that take the parameter in vain
FAST = {"claude-fable-5-2", "claude-mythos-5-2", "claude-opus-5-5"}
FAST_WITH_HEADER = {"claude-opus-5", "claude-opus-4-8"}
FAST_IN_VAIN = {"claude-opus-4-6"}
WITHOUT_OLD_COMPUTER_TOOLS = {"claude-opus-5-5", "claude-sonnet-5-5", "claude-fable-5-2"}
WITHOUT_FORMAT_ON_BEDROCK = {"claude-sonnet-5-5"}


def found(code: str, arguments: str, client: str = "anthropic.Anthropic()") -> list[str]:
    """How severe the findings of a rule are in a request with these arguments."""
    text = f"import anthropic\nclient = {client}\nclient.beta.messages.create(max_tokens=9, messages=[], {arguments})\n"
    return [finding.severity.value for finding in check_text(text, select=[code])]


@each_model
def test_fast_mode(model: ModelFacts) -> None:
    """Fast mode is an error where there is none, a warning where it does nothing, and a matter of a header for some."""
    asked = f'model="{model.id}", speed="fast"'
    headed = f'{asked}, betas=["fast-mode-2026-02-01"]'
    if model.is_retired or model.id in FAST:
        expected: tuple[list[str], list[str]] = ([], [])
    elif model.id in FAST_WITH_HEADER:
        expected = (["error"], [])
    else:
        severity = "warning" if model.id in FAST_IN_VAIN else "error"
        expected = ([severity], [severity])
    assert (found("CL020", asked), found("CL020", headed)) == expected


@each_model
@pytest.mark.parametrize(
    "kind", ["computer_20251124", "computer_20250124", "computer_20241022", "bash_20250124"]
)
def test_computer_tools(model: ModelFacts, kind: str) -> None:
    """Old computer tools are errors on the models that refuse them, other tools are none."""
    asked = f'model="{model.id}", tools=[{{"type": "{kind}", "name": "tool"}}]'
    refused = model.id in WITHOUT_OLD_COMPUTER_TOOLS and kind.startswith("computer_")
    assert found("CL016", asked) == (["error"] if refused else [])


@each_model
def test_formats_on_bedrock(model: ModelFacts) -> None:
    """A format is an error on Amazon Bedrock only for models of which that is known, and never on Claude's own."""
    schema = '{"type": "object", "additionalProperties": False}'
    config = f'output_config={{"format": {{"type": "json_schema", "schema": {schema}}}}}'
    on_bedrock = found(
        "CL017", f'model="anthropic.{model.id}", {config}', 'anthropic.AnthropicBedrock(aws_region="x")'
    )
    assert on_bedrock == (["error"] if model.id in WITHOUT_FORMAT_ON_BEDROCK else [])
    assert found("CL017", f'model="{model.id}", {config}') == []
