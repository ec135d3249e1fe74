"""Which turns send back only the text of an answer, and what they lose."""

from __future__ import annotations

import pytest
from harness import project_of

HEAD = """import anthropic
client = anthropic.Anthropic()
TOOLS = [{'name': 'a', 'input_schema': {'type': 'object'}}]
messages = []
while True:
    messages.append({'role': 'user', 'content': input()})
    r = client.messages.create(model='claude-opus-4-6', max_tokens=9, messages=messages, tools=TOOLS)
    t = ''.join(b.text for b in r.content if b.type == 'text')
"""
TURN = "    messages.append({'role': 'assistant', 'content': t})\n"
RESULT = "    messages.append({'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': 'i'}]})\n"


@pytest.mark.parametrize(
    ("body", "lost"),
    [
        (TURN, [(True, False, "r.content")]),
        (TURN + RESULT, [(True, True, "r.content")]),
        ("    messages.append({'role': 'assistant', 'content': [{'type': 'text', 'text': t}]})\n",
         [(True, False, "r.content")]),
        ("    blocks = r.content\n    for b in blocks:\n        t = b.text\n" + TURN, [(True, False, "blocks")]),
        ("    for b in r.content:\n        messages.append({'role': 'assistant', 'content': b.text})\n",
         [(True, False, None)]),
        ("    r = None\n" + TURN, [(True, False, None)]),
        # the turn may be the one in which no tool was called
        ("    if r.stop_reason == 'end_turn':\n    " + TURN, []),
        ("    messages.append({'role': 'assistant', 'content': r.content})\n" + TURN, []),
        ("    messages.append({'role': 'assistant', 'content': [b.to_dict() for b in r.content]})\n" + TURN, []),
        ("    keep(r)\n" + TURN, []),
        ("    messages.append({'role': 'user', 'content': t})\n", []),
        ("    print({'role': 'assistant'}, t)\n", []),
    ],
)  # fmt: skip
def test_what_a_turn_of_text_loses(body: str, lost: list[tuple[bool, bool, str | None]]) -> None:
    source = HEAD + body
    with project_of({"app.py": source}) as project:
        found = project.requests[0].flattened_turns
        seen = [
            (
                one.loses_tool_calls,
                one.answers_tools,
                None if one.content is None else source[one.content.start : one.content.end],
            )
            for one in found
        ]
        assert seen == lost


@pytest.mark.parametrize(
    ("given", "lost"),
    [
        ("model='claude-sonnet-5-5'", True),
        ("model='claude-opus-4-6', thinking={'type': 'adaptive'}", True),
        ("model='claude-opus-4-6', thinking={'type': 'disabled'}", False),
        ("model='claude-opus-4-6'", False),
        ("model=input()", False),
        ("model='claude-opus-4-6', tools=[{'type': 'web_search_20250305', 'name': 'web_search'}]", False),
        ("model='claude-opus-4-6', tools=[{'type': 'bash_20250124', 'name': 'bash'}]", True),
        ("model='claude-opus-4-6', tools=None", False),
        ("model='claude-opus-4-6', tools=[]", False),
        ("model='claude-opus-4-6', tools=input()", True),
    ],
)
def test_which_requests_have_something_to_lose(given: str, lost: bool) -> None:
    source = HEAD.replace("model='claude-opus-4-6'", given).replace(", tools=TOOLS", "") + TURN
    with project_of({"app.py": source}) as project:
        assert bool(project.requests[0].flattened_turns) is lost


def test_a_list_that_is_not_sent_again_is_no_conversation() -> None:
    source = HEAD.replace("while True:", "if True:") + TURN.replace("messages", "shown")
    with project_of({"app.py": source}) as project:
        assert not project.requests[0].flattened_turns
