"""Results of tools that go back in a message each: where that is certain, and where they can be collected."""

from __future__ import annotations

import pytest
from harness import project_of

HEAD = """import anthropic
client = anthropic.Anthropic()
messages = []
r = client.messages.create(model='claude-opus-4-6', max_tokens=9, messages=messages, tools=[])
"""
RESULT = "{'type': 'tool_result', 'tool_use_id': b.id}"
ADD = "messages.append({'role': 'user', 'content': [" + RESULT + "]})"
LOOP = "for b in r.content:\n    if b.type == 'tool_use':\n        "


@pytest.mark.parametrize(
    ("body", "collectable"),
    [
        (LOOP + ADD, [True]),
        (LOOP + f"one = {RESULT}\n        one['content'] = 'a'\n" + "        messages.append({'role': 'user', 'content': [one]})", [True]),
        ("calls = [b for b in r.content if b.type == 'tool_use']\nfor b in calls:\n    " + ADD, [True]),
        ("for i, b in enumerate(r.content):\n    " + ADD, [True]),
        ("for b, o in zip(r.content, outputs):\n    " + ADD, [True]),
        ("for o, b in zip(r.content, outputs):\n    " + ADD, []),
        ("def made(i): return {'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': i}]}\n"
         + LOOP + "messages.append(made(b.id))", [False]),
        ("def made(i): return {'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': i}]}\n"
         + LOOP + "print(made(b.id))", []),
        ("def add(b): " + ADD + "\n" + LOOP + "add(b)", [False]),
        ("def add(b):\n    if not messages: " + ADD + "\n" + LOOP + "add(b)", []),
        ("def add(b): results.append(" + RESULT + ")\n" + LOOP + "add(b)", []),
        ("messages += [{'role': 'user', 'content': [" + RESULT + "]} for b in r.content]", [False]),
        (LOOP + "print(messages)\n        " + ADD, [False]),
        (LOOP + ADD + "\n    else:\n        messages.append({'role': 'user', 'content': b.text})", [False]),
        (LOOP + ADD + "\n        if b.name == 'end': break", [False]),
        (LOOP + "messages.append({'role': 'assistant', 'content': r.content})\n        " + ADD, [False]),
        (LOOP + ADD + "\n        break", []),
        (LOOP + "messages.append({'role': 'assistant', 'content': [b]})\n        " + ADD, []),
        ("b = r.content[0]\n" + ADD, []),
        (LOOP + "results.append(" + RESULT + ")", []),
        (LOOP + "messages.append({'role': 'user', 'content': [" + RESULT + ", " + RESULT + "]})", []),
        (LOOP + "messages.append({'role': 'assistant', 'content': [" + RESULT + "]})", []),
        (LOOP + "messages.append({'role': 'user', 'content': [{'type': 'note', 'tool_use_id': b.id}]})", []),
    ],
)  # fmt: skip
def test_where_each_result_has_a_message_of_its_own(body: str, collectable: list[bool]) -> None:
    with project_of({"app.py": HEAD + body}) as project:
        found = project.requests[0].split_results
        assert [one.collectable is not None for one in found] == collectable


@pytest.mark.parametrize(
    ("choice", "split"),
    [
        ("{'type': 'auto'}", True),
        ("{'type': 'auto', 'disable_parallel_tool_use': False}", True),
        ("{'type': 'auto', 'disable_parallel_tool_use': True}", False),
    ],
)
def test_tools_that_are_called_one_at_a_time(choice: str, split: bool) -> None:
    head = HEAD.replace("tools=[]", f"tools=[], tool_choice={choice}")
    with project_of({"app.py": head + LOOP + ADD}) as project:
        assert bool(project.requests[0].split_results) is split
