"""Which turns of the assistant take thinking along and leave redacted thinking out."""

from __future__ import annotations

import pytest
from harness import requests_of

HEAD = """
import anthropic
from anthropic.types import TextBlock, ThinkingBlock, RedactedThinkingBlock
KEPT = ("thinking", "tool_use")
def work(task, given):
    client = anthropic.Anthropic()
    messages = [{"role": "user", "content": task}]
    while True:
        message = client.messages.create(model="claude-opus-4-6", max_tokens=9, messages=messages)
        blocks = []
        MAKING
        messages.append({"role": "assistant", "content": blocks})
"""

# the condition of a comprehension, and whether redacted thinking is left out while thinking is kept
CONDITIONS = {
    "thinking alone": ('b.type == "thinking"', True),
    "some types": ('b.type in ("thinking", "text")', True),
    "types by a name": ("b.type in KEPT", True),
    "one or another": ('b.type == "thinking" or b.type == "text"', True),
    "with redacted thinking": ('b.type in ("thinking", "redacted_thinking")', False),
    "all but text": ('b.type != "text"', False),
    "all but redacted thinking": ('b.type != "redacted_thinking"', True),
    "not redacted thinking": ('not b.type == "redacted_thinking"', True),
    "no thinking": ('b.type != "thinking"', False),
    "text": ('b.type == "text"', False),
    "not known": ("given(b)", False),
    "thinking of some kind": ('b.type == "thinking" and given', False),
    "thinking or something": ('b.type == "thinking" or given', False),
    "by its class": ("isinstance(b, (ThinkingBlock, TextBlock))", True),
    "by both classes": ("isinstance(b, (ThinkingBlock, RedactedThinkingBlock))", False),
    "by getattr": ('getattr(b, "type", None) == "thinking"', True),
    "the type of another": ('given.type == "thinking"', False),
}


@pytest.mark.parametrize(("condition", "drops"), CONDITIONS.values(), ids=CONDITIONS)
def test_a_comprehension(condition: str, drops: bool) -> None:
    making = f"blocks = [b for b in message.content if {condition}]"
    with requests_of(HEAD.replace("MAKING", making)) as requests:
        assert bool(requests[0].dropped_thinking) is drops


LOOPS = {
    "on a branch": ("if b.type == 'thinking': blocks.append(b)", True),
    "on branches": (
        "if b.type == 'thinking': blocks.append(b)\n            elif b.type == 'text': blocks.append(b)",
        True,
    ),
    "and all others": (
        "if b.type == 'thinking': blocks.append(b)\n            else: blocks.append(b)",
        False,
    ),
    "and redacted thinking": (
        "if b.type == 'thinking': blocks.append(b)\n"
        "            elif b.type == 'redacted_thinking': blocks.append(b)",
        False,
    ),
    "and perhaps": (
        "if b.type == 'thinking': blocks.append(b)\n            if given: blocks.append(b)",
        False,
    ),
    "passed over": ("if b.type not in KEPT: continue\n            blocks.append(b)", True),
    "text passed over": ("if b.type == 'text': continue\n            blocks.append(b)", False),
    "all": ("blocks.append(b)", False),
    "into another list": ("if b.type == 'thinking': messages.append(b)", False),
}


@pytest.mark.parametrize(("body", "drops"), LOOPS.values(), ids=LOOPS)
def test_a_loop(body: str, drops: bool) -> None:
    making = f"for b in message.content:\n            {body}"
    with requests_of(HEAD.replace("MAKING", making)) as requests:
        assert bool(requests[0].dropped_thinking) is drops


def test_what_does_not_go_back_drops_nothing() -> None:
    """Thoughts that are picked for a page are no turn."""
    making = "thoughts = [b for b in message.content if b.type == 'thinking']; blocks = message.content"
    with requests_of(HEAD.replace("MAKING", making)) as requests:
        assert requests[0].dropped_thinking == ()
