"""Settings that change between the turns of a conversation, as far as the model sees."""

from __future__ import annotations

import pytest
from harness import requests_of

HEAD = """
import anthropic
client = anthropic.Anthropic()
A, B = {"type": "auto"}, {"type": "any"}
FIND, ASK = {"name": "find"}, {"name": "ask"}
def work(task, given, choose):
    messages = [{"role": "user", "content": task}]
    BEFORE
    for turn in range(30):
        FIRST
        message = client.messages.create(
            model="claude-opus-5-5", max_tokens=9, messages=messages, ARGUMENTS
        )
        messages.append({"role": "assistant", "content": message.content})
        messages.append({"role": "user", "content": given})
        LAST
"""

# code before the loop, at the beginning of its turns, the arguments, code at their end; what changes
CASES = {
    "nothing": ("pass", "pass", "tool_choice=A", "pass", []),
    "chosen by the turn": ("pass", "pass", "tool_choice=A if turn else B", "pass", ["tool_choice"]),
    "chosen by what is given": ("pass", "pass", "tool_choice=A if given else B", "pass", []),
    "chosen by the answer": (
        "message = None",
        "pass",
        "tool_choice=A if message.stop_reason else B",
        "pass",
        ["tool_choice"],
    ),
    "the same either way": ("pass", "pass", "tool_choice=A if turn else A", "pass", []),
    "left out is the default": ("pass", "pass", "tool_choice=A if turn else None", "pass", []),
    "left out and another": ("pass", "pass", "tool_choice=B if turn else None", "pass", ["tool_choice"]),
    "within": (
        "pass",
        "pass",
        'output_config={"effort": "low" if turn else "high"}',
        "pass",
        ["output_config"],
    ),
    "changed at the end": ("c = A", "pass", "tool_choice=c", "c = B", ["tool_choice"]),
    "changed at the end to the same": ("c = A", "pass", "tool_choice=c", "c = A", []),
    "changed to what is not known": ("c = A", "pass", "tool_choice=c", "c = choose(turn)", []),
    "changed at the end, and back": ("c = A", "c = A", "tool_choice=c", "c = B", []),
    "set on a decision": ("pass", "c = A\n        if turn: c = B", "tool_choice=c", "pass", ["tool_choice"]),
    "set on a decision of before": ("pass", "c = A\n        if given: c = B", "tool_choice=c", "pass", []),
    "set anew on a decision of before": ("c = A", "if given: c = B", "tool_choice=c", "pass", []),
    "tools that grow": ("t = [FIND]", "pass", "tools=t", "t.append(ASK)", ["tools"]),
    "tools made anew": ("pass", "t = [FIND]\n        t.append(ASK)", "tools=t", "pass", []),
    "a marker that is set": ("t = [FIND]", 't[-1]["cache_control"] = A', "tools=t", "pass", []),
    "several": (
        "pass",
        "pass",
        "tools=[FIND] if turn else [ASK], tool_choice=A if turn else B",
        "pass",
        ["tools", "tool_choice"],
    ),
    "another argument": ("pass", "pass", 'stop_sequences=["a"] if turn else ["b"]', "pass", []),
}


@pytest.mark.parametrize(("before", "first", "arguments", "last", "expected"), CASES.values(), ids=CASES)
def test_changing_settings(before: str, first: str, arguments: str, last: str, expected: list[str]) -> None:
    """What the turns decide changes, what is decided before them does not."""
    code = HEAD.replace("BEFORE", before).replace("FIRST", first)
    with requests_of(code.replace("ARGUMENTS", arguments).replace("LAST", last)) as requests:
        assert [one.argument for one in requests[0].changing_settings] == expected
