"""Loops of agents that nothing but the answer ends."""

import pytest
from harness import project_of

HEAD = """import asyncio, itertools, time, anthropic
client = anthropic.Anthropic()
TOOLS = [{"name": "look", "input_schema": {"type": "object"}}]
"""
LOOP = """{head}
    m = client.messages.create(model='claude-opus-4-8', max_tokens=9, tools={tools}, messages=messages)
    messages.append({{"role": "assistant", "content": m.content}})
    {end}
    messages.append({{"role": "user", "content": run(m)}})
"""


def agent(
    head: str = "while True:", tools: str = "TOOLS", end: str = "if m.stop_reason != 'tool_use': break"
) -> str:
    """A loop of an agent."""
    return "messages = []\n" + LOOP.format(head=head, tools=tools, end=end)


def found_in(text: str) -> list[bool]:
    """For each loop that nothing else ends, whether it ends when the model stops by itself."""
    with project_of({"main.py": HEAD + text}) as project:
        found = [loop.agent_loop for loop in project.loops]
        return [one.by_stop_reason for one in found if one is not None]


@pytest.mark.parametrize(
    ("text", "by_stop_reason"),
    [
        (agent(), True),
        (agent("while 1:"), True),
        (agent("for i in itertools.count():"), True),
        (agent(end="if m.stop_reason == 'end_turn': raise SystemExit"), True),
        (agent(end="if not [b for b in m.content if b.type == 'tool_use']: break"), True),
        (agent(end="if len(m.content) == 1: break"), False),
        (agent(end="if len(m.content) < 1: break"), False),
        (agent(end="if 'DONE' in m.content[0].text.strip(): break"), False),
        (agent(end="if is_done(m): break"), False),
        (agent(end="done = m.stop_reason == 'end_turn'\n    if done and not quiet: break"), True),
        ("def run(m):\n    if not m.content: raise ValueError\n" + agent(), True),
    ],
)
def test_nothing_else_ends_it(text: str, by_stop_reason: bool) -> None:
    assert found_in(text) == [by_stop_reason]


@pytest.mark.parametrize(
    "text",
    [
        agent("for i in range(9):"),
        agent("while turns < 9:"),
        agent("while going:"),
        agent(tools="[]"),
        agent(end="if turns > 9: break"),
        agent(end="if m.stop_reason == 'end_turn' or m.usage.output_tokens >= 9: break"),
        agent(end="if time.time() - start > 9: raise TimeoutError"),
        agent(end="if budget.spent(): break"),
        agent(end="if m.stop_reason == 'end_turn' or turns == 9: break"),
        agent(end="if m.stop_reason == 'end_turn' or stopped: break"),
        agent(end="if not (m.stop_reason == 'tool_use' and going): break"),
        agent(end="assert turns != 9\n    if m.stop_reason == 'end_turn': break"),
        "def run(m):\n    if m.turns > 9: raise ValueError\n" + agent(),
        # it never ends, or waits for others
        agent(end="pass"),
        agent(end="messages.append(socket.receive_text())\n    if m.stop_reason == 'end_turn': break"),
        agent(end="messages.append(input())\n    if m.stop_reason == 'end_turn': break"),
        # every turn begins anew
        agent().replace("messages=messages", "messages=[job]"),
    ],
)
def test_something_else_ends_it_or_it_is_no_agent(text: str) -> None:
    assert found_in(text) == []


def test_a_deadline_ends_it() -> None:
    body = LOOP.format(head="while True:", tools="TOOLS", end="if m.stop_reason != 'tool_use': break")
    indented = "".join(f"        {line}\n" for line in body.splitlines())
    text = "async def f(messages):\n    async with {deadline}:\n" + indented
    assert found_in(text.replace("{deadline}", "asyncio.timeout(9)")) == []
    assert found_in(text.replace("{deadline}", "other(9)")) == [True]


def test_tests_may_go_on() -> None:
    with project_of({"tests/test_main.py": HEAD + agent()}) as project:
        assert all(loop.agent_loop is None for loop in project.loops)
