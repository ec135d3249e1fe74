"""Where the text of thinking is shown or handed on, and where it only goes back or is measured."""

from __future__ import annotations

import pytest
from harness import project_of

HEAD = """import anthropic
client = anthropic.Anthropic()
r = client.messages.create(model='claude-sonnet-5-5', max_tokens=9, messages=[]STREAM)
"""
LOOP = "for b in r.content:\n    if b.type == 'thinking':\n        "


@pytest.mark.parametrize(
    ("body", "verbs"),
    [
        (LOOP + "print(b.thinking)", ["printed"]),
        (LOOP + "print(f'<{b.thinking}>')", ["printed"]),
        (LOOP + "t = b.thinking\n        print(t.strip())", ["printed"]),
        (LOOP + "show(b.thinking)", ["handed on"]),
        ("kept = []\n" + LOOP + "kept.append(b.thinking)", ["collected"]),
        ("b = next(b for b in r.content if b.type == 'thinking')\nprint(b.thinking)", ["printed"]),
        (LOOP + "if b.thinking: print('thought')", []),
        (LOOP + "n = len(b.thinking)", []),
        (LOOP + "show({'type': 'thinking', 'thinking': b.thinking, 'signature': b.signature})", []),
        (LOOP + "print(b.signature)", []),
        ("print(r.thinking)", []),
    ],
)
def test_what_becomes_of_thinking(body: str, verbs: list[str]) -> None:
    with project_of({"app.py": HEAD.replace("STREAM", "") + body}) as project:
        assert [one.verb for one in project.requests[0].shown_thoughts] == verbs


@pytest.mark.parametrize(("more", "verbs"), [("", ["returned"]), (", 'signature': b.signature", [])])
def test_blocks_that_are_written_out_again(more: str, verbs: list[str]) -> None:
    head = HEAD.replace("STREAM", "").replace("r = ", "def ask():\n    r = ")
    body = f"    b = r.content[0]\n    return {{'type': 'thinking', 'thinking': b.thinking{more}}}\n"
    with project_of({"app.py": head + body}) as project:
        assert [one.verb for one in project.requests[0].shown_thoughts] == verbs


@pytest.mark.parametrize(
    ("body", "verbs"),
    [
        ("for e in r:\n    print(e.delta.thinking)", ["printed"]),
        ("for e in r:\n    print(e.thinking)", ["printed"]),
        ("for e in r:\n    print(e.delta.text)", []),
    ],
)
def test_thinking_in_a_stream(body: str, verbs: list[str]) -> None:
    with project_of({"app.py": HEAD.replace("STREAM", ", stream=True") + body}) as project:
        assert [one.verb for one in project.requests[0].shown_thoughts] == verbs


@pytest.mark.parametrize(
    ("given", "leaves_out"),
    [
        ("", True),
        ("thinking={'type': 'adaptive'}", True),
        ("thinking={'type': 'adaptive', 'display': 'omitted'}", False),
        ("thinking={'type': 'adaptive', 'display': input()}", False),
        ("thinking={'type': 'adaptive', **input()}", False),
        ("thinking=input()", False),
        ("**input()", False),
        ("thinking={'type': 'disabled'}", False),
        ("thinking={'type': 'enabled', 'budget_tokens': 4000}", False),
    ],
)
def test_requests_whose_thinking_has_no_text(given: str, leaves_out: bool) -> None:
    with project_of({"app.py": HEAD.replace("STREAM", f", {given}" if given else "")}) as project:
        assert project.requests[0].leaves_thinking_out is leaves_out
