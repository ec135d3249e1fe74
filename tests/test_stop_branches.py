"""Branches by the stop reason of an answer: which reasons have one, and what happens with the others."""

from __future__ import annotations

import pytest
from harness import project_of

HEAD = """import anthropic
client = anthropic.Anthropic()
def ask():
    r = client.messages.create(model='claude-opus-4-6', max_tokens=9, messages=[])
"""
END = "    if r.stop_reason == 'end_turn':\n        return r\n"
CUT = "if r.stop_reason in ('max_tokens', 'tool_use'):\n        return None\n"


@pytest.mark.parametrize(
    ("body", "reasons"),
    [
        (END + "    el" + CUT, ("end_turn", "max_tokens", "tool_use")),
        (END + "    " + CUT, ("end_turn", "max_tokens", "tool_use")),
        ("    why = r.stop_reason\n    if why == 'end_turn':\n        return r\n    elif why == 'tool_use':\n        return 1\n",
         ("end_turn", "tool_use")),
        ("    match r.stop_reason:\n        case 'end_turn':\n            return 1\n        case 'tool_use':\n            return 2\n",
         ("end_turn", "tool_use")),
        ("    print(r.stop_reason)\n" + END + "    el" + CUT, ("end_turn", "max_tokens", "tool_use")),
        ("    print(f'{r.stop_reason}!')\n" + END + "    el" + CUT, ("end_turn", "max_tokens", "tool_use")),
        ("    check(r.stop_reason)\n" + END + "    el" + CUT, None),
        ("    ok = r.stop_reason != 'refusal'\n" + END + "    el" + CUT, None),
        (END + "    el" + CUT + "    else:\n        return 1\n", None),
        (END + "    else:\n        print(1)\n        " + CUT.replace("    ", "            "), None),
        (END + "    el" + CUT + "    return 1\n", None),
        (END, None),
        (CUT.join(("    ", "")), None),
        (END + "    if not r.stop_reason == 'tool_use':\n        return 1\n", None),
        (END + "    if r.stop_reason != 'tool_use':\n        return 1\n", None),
        (END + "    el" + CUT + "    print(r.stop_reason)\n", None),
        (END + "    elif r.stop_reason == other():\n        return 1\n", None),
        ("    match r.stop_reason:\n        case 'end_turn':\n            return 1\n        case 'tool_use':\n            return 2\n"
         "        case _:\n            return 3\n", None),
    ],
)  # fmt: skip
def test_reasons_that_have_a_branch(body: str, reasons: tuple[str, ...] | None) -> None:
    with project_of({"app.py": HEAD + body}) as project:
        found = project.requests[0].stop_branches
        assert [one.reasons for one in found] == ([] if reasons is None else [reasons])


@pytest.mark.parametrize(("loop", "loops"), [("while True:", True), ("if True:", False)])
def test_what_the_other_reasons_come_to(loop: str, loops: bool) -> None:
    inner = HEAD.splitlines()[3] + "\n" + END + "    " + CUT
    body = (
        "\n".join(HEAD.splitlines()[:3])
        + f"\n    {loop}\n"
        + "".join(f"    {line}\n" for line in inner.splitlines())
    )
    with project_of({"app.py": body}) as project:
        [found] = project.requests[0].stop_branches
        assert found.loops is loops


CALLERS = """
import anthropic
client = anthropic.Anthropic()
def ask():
    return client.messages.create(model='claude-opus-4-6', max_tokens=9, messages=[])
def one():
    r = ask()
    if r.stop_reason == 'end_turn':
        return 1
    elif r.stop_reason == 'max_tokens':
        return 2
def other():
"""


@pytest.mark.parametrize(
    ("other", "count"),
    [
        ("    r = ask()\n    if r.stop_reason == 'refusal': return 1\n", 1),
        ("    r = ask()\n    if r.stop_reason == 'end_turn': return 1\n    elif r.stop_reason == 'tool_use': return 2\n", 2),
        ("    pass\n", 1),
    ],
)  # fmt: skip
def test_callers_of_one_wrapper_are_judged_by_themselves(other: str, count: int) -> None:
    with project_of({"app.py": CALLERS + other}) as project:
        assert len(project.requests[0].stop_branches) == count


def test_what_a_wrapper_asks_is_part_of_every_caller() -> None:
    looks = CALLERS.replace("    return client", "    r = client", 1).replace(
        "messages=[])\n",
        "messages=[])\n    if r.stop_reason == 'refusal': raise ValueError\n    return r\n",
        1,
    )
    with project_of({"app.py": looks + "    pass\n"}) as project:
        assert project.requests[0].stop_branches == ()


@pytest.mark.parametrize(
    ("tools", "found"),
    [
        ("[{'type': 'web_search_20250305', 'name': 'web_search'}]", "web_search_20250305"),
        ("[{'type': 'bash_20250124', 'name': 'bash'}]", None),
        ("[{'name': 'a', 'input_schema': {'type': 'object'}}]", None),
        ("[{'type': input(), 'name': 'web_search'}]", None),
        ("[{'type': 'web_search_20250305', 'name': 'web_search'}] if input() else []", None),
    ],
)
def test_tools_that_a_server_runs(tools: str, found: str | None) -> None:
    source = HEAD.replace("messages=[]", f"messages=[], tools={tools}")
    with project_of({"app.py": source}) as project:
        assert project.requests[0].server_tool == found
