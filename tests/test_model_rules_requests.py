"""Rules about parameters and messages over every model of the catalogue: which of them are reported."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from harness import TODAY, check_text

from claudelint.catalog.catalog import ModelFacts, load

HEAD = "import anthropic\nclient = anthropic.Anthropic()\n"
QUESTION = '{"role": "user", "content": "Which river?"}'

# platform.claude.com/docs: api/errors#prefill-not-supported; every model from 4.6 on, and Mythos Preview
WITHOUT_PREFILL = {
    "claude-fable-5", "claude-fable-5-1", "claude-fable-5-2", "claude-haiku-5-5", "claude-mythos-5",
    "claude-mythos-5-1", "claude-mythos-5-2", "claude-mythos-preview", "claude-opus-4-6", "claude-opus-4-7",
    "claude-opus-4-8", "claude-opus-5", "claude-opus-5-5", "claude-sonnet-4-6", "claude-sonnet-5",
    "claude-sonnet-5-5",
}  # fmt: skip
# platform.claude.com/docs: build-with-claude/mid-conversation-system-messages; Sonnet 5 passes over them
WITHOUT_SYSTEM_ROLE = {
    "claude-haiku-4-5-20251001", "claude-opus-4-5-20251101", "claude-opus-4-6", "claude-opus-4-7",
    "claude-sonnet-4-5-20250929", "claude-sonnet-4-6", "claude-sonnet-5",
}  # fmt: skip
# platform.claude.com/docs: about-claude/pricing; models before 4.6
WITHOUT_PLACE = {"claude-haiku-4-5-20251001", "claude-opus-4-5-20251101", "claude-sonnet-4-5-20250929"}
# platform.claude.com/docs: release-notes/overview (Opus 4.1); later models that still take either
WITH_ONE_SAMPLING_PARAMETER = {
    "claude-haiku-4-5-20251001", "claude-opus-4-5-20251101", "claude-opus-4-6", "claude-sonnet-4-5-20250929",
    "claude-sonnet-4-6",
}  # fmt: skip


def reported(code: str, arguments: str, client: str = "client") -> Iterator[tuple[ModelFacts, str]]:
    """The models for which a request with these arguments is reported, and how severely."""
    for model in load(TODAY).models:
        text = f'{HEAD}{client}.messages.create(model="{model.id}", max_tokens=4096, {arguments})\n'
        for finding in check_text(text, select=[code]):
            if finding.code == code:
                yield model, finding.severity.value


@pytest.mark.parametrize(
    ("code", "arguments", "models"),
    [
        pytest.param(
            "CL005",
            f'messages=[{QUESTION}, {{"role": "assistant", "content": "The"}}]',
            WITHOUT_PREFILL,
            id="prefill",
        ),
        pytest.param("CL005", f"messages=[{QUESTION}]", set(), id="no prefill"),
        pytest.param(
            "CL015",
            f'messages=[{QUESTION}, {{"role": "system", "content": "Be terse."}}]',
            WITHOUT_SYSTEM_ROLE,
            id="system role",
        ),
        pytest.param("CL010", f'inference_geo="us", messages=[{QUESTION}]', WITHOUT_PLACE, id="place"),
        pytest.param("CL010", f"inference_geo=None, messages=[{QUESTION}]", set(), id="no place"),
        pytest.param(
            "CL002",
            f'extra_headers={{"anthropic-version": "2023-06-01"}},'
            f'extra_body={{"temperature": 1, "top_p": 0.9}}, messages=[{QUESTION}]',
            WITH_ONE_SAMPLING_PARAMETER,
            id="sampling",
        ),
        pytest.param(
            "CL002",
            f'extra_headers={{"anthropic-version": "2023-06-01"}},'
            f'extra_body={{"temperature": 1}}, messages=[{QUESTION}]',
            set(),
            id="one sampling parameter",
        ),
    ],
)
def test_models(code: str, arguments: str, models: set[str]) -> None:
    """Just the models that the docs name are reported; retired ones answer nothing and are passed over."""
    assert {model.id for model, _ in reported(code, arguments)} == models


def test_a_system_message_that_is_passed_over_is_a_warning() -> None:
    """Sonnet 5 answers and ignores the message; the others refuse the request."""
    messages = f'messages=[{QUESTION}, {{"role": "system", "content": "Be terse."}}]'
    severities = {model.id: severity for model, severity in reported("CL015", messages)}
    assert {name for name, severity in severities.items() if severity == "warning"} == {"claude-sonnet-5"}


def test_a_first_system_message_is_refused_by_every_model() -> None:
    """No model takes one there: the model does not even have to be known."""
    text = f'{HEAD}client.messages.create(model=input(), max_tokens=9, messages=[{{"role": "system"}}, {QUESTION}])\n'
    assert [finding.code for finding in check_text(text, select=["CL015"])] == ["CL015"]
