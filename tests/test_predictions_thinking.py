"""Conversations of which CL609 says that they are refused are refused, and those it passes over are answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import check_text
from running_programs import run_program

PROGRAM = """
import anthropic
from collections import deque

client = anthropic.Anthropic()
TOOLS = [{"name": "look_up", "input_schema": {"type": "object"}}]
MORE = [*TOOLS, {"name": "add", "input_schema": {"type": "object"}}]
ASKED = ("Name a river.", "And a lake?", "And a sea?")
messages = BEGUN
for turn, question in enumerate(ASKED):
    messages.append({"role": "user", "content": question})
    FIRST
    response = client.SENDER.create(
        model="claude-MODEL", max_tokens=2_000, messages=SENT, ARGUMENTS
    )
    messages.append({"role": "assistant", "content": response.content})
    LAST
"""
PLAIN = {
    "BEGUN": "[]",
    "FIRST": "pass",
    "SENDER": "messages",
    "MODEL": "fable-5-2",
    "SENT": "messages",
    "ARGUMENTS": 'system="Be brief."',
    "LAST": "pass",
}
DROPPING = (
    'thinking={"type": "adaptive", "block_binding": {"prefix_mismatch_behavior": "drop_block"}}, '
    'betas=["thinking-binding-controls-2026-08-01"]'
)

# what is other than in the plain program; whether a turn of it is refused
PROGRAMS: dict[str, tuple[dict[str, str], bool]] = {
    "the same each time": ({}, False),
    "the turn in the prompt": ({"ARGUMENTS": 'system=f"Turn {turn}."'}, True),
    "tools by the turn": ({"ARGUMENTS": "tools=TOOLS if turn else MORE"}, True),
    "a window": ({"SENT": "messages[-3:]"}, True),
    "a window in its place": ({"LAST": "messages = messages[-2:]"}, True),
    "the oldest taken off": ({"LAST": "messages.pop(0)"}, True),
    "a deque": ({"BEGUN": "deque(maxlen=3)", "SENT": "list(messages)"}, True),
    "the first written anew": ({"LAST": 'messages[0]["content"] = f"After {turn}."'}, True),
    "older ones written anew": ({"FIRST": 'for old in messages[:-2]: old["content"] = "(gone)"'}, True),
    "the newest alone": ({"SENT": "messages[-1:]"}, False),
    "the end taken back": ({"LAST": "messages.pop(); messages.pop()"}, False),
    "a marker that moves": (
        {"SENT": '[*messages[:-1], {"role": "user", "content": [{"type": "text", "text": question, '
                 '"cache_control": {"type": "ephemeral"}}]}]'},
        False,
    ),
    "dropped on request": ({"SENDER": "beta.messages", "ARGUMENTS": DROPPING, "SENT": "messages[-3:]"}, False),
    "a model that does not bind": ({"MODEL": "mythos-5-1", "SENT": "messages[-3:]"}, False),
    "thinking off": (
        {"MODEL": "haiku-5-5", "ARGUMENTS": 'thinking={"type": "disabled"}', "SENT": "messages[-3:]"},
        False,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "is_refused"), PROGRAMS.values(), ids=PROGRAMS)
def test_what_is_said_of_a_conversation_comes_true(
    changed: dict[str, str], is_refused: bool, tmp_path: Path
) -> None:
    """Where the rule speaks, the API refuses a later turn; where it is silent, every turn is answered."""
    code = PROGRAM
    for name, text in {**PLAIN, **changed}.items():
        code = code.replace(name, text)
    (tmp_path / "main.py").write_text(code, encoding="utf-8")
    run = run_program(tmp_path, "main.py")
    statuses = [request.status for request in run.requests]
    assert bool(check_text(code, select=["CL609"])) is is_refused
    if is_refused:
        assert "bound to a different conversation" in run.failure
        assert statuses[0] == 200
        assert statuses[-1] == 400
    else:
        assert run.status == 0, run.errors
        assert statuses == [200, 200, 200]
