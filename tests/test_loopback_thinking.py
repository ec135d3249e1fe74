"""The loopback API takes thinking back only where it was, from the models that bind it."""

from __future__ import annotations

import anthropic
import pytest
from api import LoopbackAPI

BOUND = "bound to a different conversation"
DROPPING = {"type": "adaptive", "block_binding": {"prefix_mismatch_behavior": "drop_block"}}
HEADER = {"anthropic-beta": "thinking-binding-controls-2026-08-01"}
MARKED = [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}]
TOOL = {"name": "look_up", "input_schema": {"type": "object"}}
FIRST = {"role": "user", "content": "Which river runs through Lyon?"}
NEXT = {"role": "user", "content": "And through Paris?"}


def second_turn(api: LoopbackAPI, model: str, changed: dict[str, object], first: object = FIRST) -> None:
    """A conversation of two turns; the second is sent with something changed."""
    client = anthropic.Anthropic(base_url=api.base_url, api_key="test", max_retries=0)
    given = {"model": model, "max_tokens": 2_000, "system": "Be brief."}
    answer = client.beta.messages.create(**given, messages=[FIRST])
    turn = {"role": "assistant", "content": answer.content}
    client.beta.messages.create(**{**given, "messages": [first, turn, NEXT], **changed})


@pytest.mark.parametrize(
    "changed",
    [{"system": "Be kind."}, {"tools": [TOOL]}],
    ids=["another system prompt", "other tools"],
)
@pytest.mark.parametrize(
    "model",
    ["claude-fable-5-2", "claude-fable-5-1", "claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5"],
)
def test_thinking_behind_a_changed_prompt_is_refused(
    loopback_api: LoopbackAPI, model: str, changed: dict[str, object]
) -> None:
    with pytest.raises(anthropic.BadRequestError, match=BOUND):
        second_turn(loopback_api, model, changed)


def test_thinking_behind_a_changed_message_is_refused(loopback_api: LoopbackAPI) -> None:
    with pytest.raises(anthropic.BadRequestError, match=BOUND):
        second_turn(loopback_api, "claude-fable-5-2", {}, {"role": "user", "content": "Which river?"})


@pytest.mark.parametrize(
    ("model", "changed"),
    [
        ("claude-fable-5-2", {}),
        ("claude-fable-5-2", {"system": MARKED}),
        ("claude-fable-5-2", {"system": "Be kind.", "thinking": DROPPING, "extra_headers": HEADER}),
        ("claude-mythos-5-1", {"system": "Be kind."}),
        ("claude-sonnet-5", {"system": "Be kind."}),
    ],
    ids=["the same", "marked", "dropped", "a model that does not check", "an older model"],
)
def test_what_is_accepted(loopback_api: LoopbackAPI, model: str, changed: dict[str, object]) -> None:
    second_turn(loopback_api, model, changed)
    assert [request.status for request in loopback_api.requests] == [200, 200]
