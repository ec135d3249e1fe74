"""What changes before the answers that go back, which turns bring a whole answer back, and whose thinking is bound."""

from __future__ import annotations

import pytest
from harness import requests_of

LOOP = """
import json, random, time, uuid
import anthropic
from datetime import date, datetime
client = anthropic.Anthropic()
A, B = {"name": "a"}, {"name": "b"}
def prompt(notes): return "Notes: " + ", ".join(notes)
def work(task, given, choose):
    messages = [{"role": "user", "content": task}]
    notes, state, count, text = [], {"n": 0}, 0, ""
    BEFORE
    for turn in range(30):
        FIRST
        message = client.messages.create(model="claude-opus-5-5", max_tokens=9, messages=messages, ARGUMENTS)
        ECHO
        LAST
"""
ECHO = 'messages.append({"role": "assistant", "content": message.content})'

# code before the loop, at the beginning of a turn, the arguments, code at the end of a turn; what changes and how
CHANGES = {
    "nothing": ("pass", "pass", 'system="a", tools=[A]', "pass", []),
    "the time": ("pass", "pass", 'system=f"{datetime.now()}"', "pass", [("system", "renewed")]),
    "the time by a name": ("pass", "s = time.time()", "system=str(s)", "pass", [("system", "renewed")]),
    "the time, read before": ("s = time.time()", "pass", "system=str(s)", "pass", []),
    "a new id": ("pass", "pass", 'system=f"{uuid.uuid4()}"', "pass", [("system", "renewed")]),
    "the turn": ("pass", "pass", 'system=f"Turn {turn}"', "pass", [("system", "renewed")]),
    "what is typed": ("pass", "pass", 'system=f"{input()}"', "pass", [("system", "renewed")]),
    "what is given": ("pass", "pass", 'system=f"{given}"', "pass", []),
    "what a call gives": ("pass", "pass", "system=choose(turn)", "pass", []),
    "a counter": ("pass", "count += 1", 'system=f"{count}"', "pass", [("system", "built up")]),
    "a counter in a dict": ("pass", 'state["n"] += 1', "system=json.dumps(state)", "pass",
                            [("system", "built up")]),
    "a counter begun anew": ("pass", "count = 0; count += 1", 'system=f"{count}"', "pass", []),
    "a list that grows": ("pass", "pass", "system=prompt(notes)", "notes.append(given)",
                          [("system", "built up")]),
    "a text that grows": ("pass", "text += given", "system=text", "pass", [("system", "built up")]),
    "a list that is filled before": ("notes.append(given)", "pass", "system=prompt(notes)", "pass", []),
    "the length of what is sent": ("pass", "pass", 'system=f"{len(messages)}"', "pass",
                                   [("system", "built up")]),
    "the first of what is sent": ("pass", "pass", 'system=messages[0]["content"]', "pass", []),
    "tools by the turn": ("pass", "pass", "tools=[A] if turn else [B]", "pass", [("tools", "chosen")]),
    "tools that grow": ("tools = [A]", "pass", "tools=tools", "tools.append(B)", [("tools", "chosen")]),
    "tools that were used": ("used = set()", "pass", 'tools=[t for t in (A, B) if t["name"] not in used]',
                             "used.add(given)", [("tools", "built up")]),
    "a choice among tools": ("pass", "pass", 'tool_choice={"type": "auto" if turn else "none"}', "pass", []),
    "the first message, the same": ("pass", 'messages[0]["content"] = task', 'system="a"', "pass", []),
    "the first message, the time": ("pass", 'messages[0]["content"] = f"{time.time()}"', 'system="a"', "pass",
                                    [("messages", "written")]),
    "a fixed message in front": ("pass", "messages.insert(0, task)", 'system="a"', "pass", []),
    "the time in front": ("pass", 'messages.insert(0, {"role": "user", "content": f"{time.time()}"})',
                          'system="a"', "pass", [("messages", "inserted")]),
    "both": ("pass", "messages.pop(0)", 'system=f"{turn}"', "pass",
             [("messages", "cut"), ("system", "renewed")]),
}  # fmt: skip


@pytest.mark.parametrize(("before", "first", "arguments", "last", "changes"), CHANGES.values(), ids=CHANGES)
def test_what_changes(
    before: str, first: str, arguments: str, last: str, changes: list[tuple[str, str]]
) -> None:
    """What the turns work out anew changes, what is decided before them does not."""
    code = LOOP.replace("BEFORE", before).replace("FIRST", first).replace("LAST", last)
    with requests_of(code.replace("ARGUMENTS", arguments).replace("ECHO", ECHO)) as requests:
        found = requests[0].prefix_changes
        assert [(one.argument, one.kind) for one in found] == changes


def test_a_date_changes_daily() -> None:
    code = LOOP.replace("ARGUMENTS", "system=f'{date.today()}'").replace("ECHO", ECHO)
    with requests_of(
        code.replace("BEFORE", "pass").replace("FIRST", "pass").replace("LAST", "pass")
    ) as found:
        assert [one.changes_daily for one in found[0].prefix_changes] == [True]


# what is added at the end of a turn, and whether it brings the whole answer back
ECHOES = {
    "the content": (ECHO, True),
    "as a parameter": ("messages.append(message.to_param())", True),
    "as dicts": (
        'messages.append({"role": "assistant", "content": [b.model_dump() for b in message.content]})',
        True,
    ),
    "in a list": ('messages += [{"role": "assistant", "content": list(message.content)}]', True),
    "by a name": (
        'turn_of = {"role": "assistant", "content": message.content}\n        messages.append(turn_of)',
        True,
    ),
    "by the role of the answer": (
        'messages.append({"role": message.role, "content": message.content})',
        True,
    ),
    "text": ('messages.append({"role": "assistant", "content": message.content[0].text})', False),
    "some of the blocks": (
        'messages.append({"role": "assistant", "content": [b for b in message.content if b.type == "text"]})',
        False,
    ),
    "the text of blocks": (
        'messages.append({"role": "assistant", "content": [b.text for b in message.content]})',
        False,
    ),
    "by a function": ('messages.append({"role": "assistant", "content": choose(message.content)})', False),
    "as the user's": ('messages.append({"role": "user", "content": message.content})', False),
    "into another list": ('notes.append({"role": "assistant", "content": message.content})', False),
    "on one of two branches": (
        f'if given: {ECHO}\n        else: messages.append({{"role": "assistant", "content": "Yes."}})',
        False,
    ),
    "as a JSON text": (
        'messages.append({"role": "assistant", "content": message.model_dump_json()})',
        False,
    ),
}


@pytest.mark.parametrize(("echo", "is_whole"), ECHOES.values(), ids=ECHOES)
def test_what_brings_an_answer_back(echo: str, is_whole: bool) -> None:
    """Only where every turn of the assistant is an answer as it came, thinking goes back."""
    code = LOOP.replace("ARGUMENTS", 'system=f"{time.time()}"').replace("ECHO", echo)
    with requests_of(
        code.replace("BEFORE", "pass").replace("FIRST", "pass").replace("LAST", "pass")
    ) as found:
        assert bool(found[0].prefix_changes) is is_whole


def test_a_text_that_is_taken_for_the_answer() -> None:
    """What would change if the content stood in the place of the text."""
    text = 'messages.append({"role": "assistant", "content": message.content[0].text})'
    code = LOOP.replace("ARGUMENTS", 'system=f"{time.time()}"').replace("ECHO", text)
    with requests_of(
        code.replace("BEFORE", "pass").replace("FIRST", "pass").replace("LAST", "pass")
    ) as found:
        request = found[0]
        (turn,) = request.flattened_turns
        assert request.prefix_changes == ()
        assert [one.argument for one in request.prefix_changes_with(turn.text)] == ["system"]


BINDING = {
    "on by default": ("", True),
    "always": ('thinking={"type": "adaptive"}', True),
    "not set": ('thinking={"type": "adaptive", "block_binding": None}', True),
    "set": ('thinking={"type": "adaptive", "block_binding": {}}', False),
    "perhaps set": ('thinking={"type": "adaptive", **given}', False),
    "not known": ("thinking=given", False),
    "hidden": ("**given", False),
    "in the body": ('extra_body={"thinking": given}', False),
    "another body": ('extra_body={"speed": "fast"}', True),
    "an unknown body": ("extra_body=given", False),
    "refused": ('thinking={"type": "enabled", "budget_tokens": 2000}', False),
    "between tools": ('thinking={"type": "between_tools"}', False),
    "left out": ("thinking=anthropic.NOT_GIVEN", True),
}


@pytest.mark.parametrize(("arguments", "binds"), BINDING.values(), ids=BINDING)
def test_whose_thinking_is_bound(arguments: str, binds: bool) -> None:
    """Thinking is on, and nothing says or may say what becomes of it behind another prompt."""
    code = f"""
        import anthropic
        def ask(given):
            client = anthropic.Anthropic()
            return client.beta.messages.create(model="claude-sonnet-5-5", max_tokens=9, messages=[], {arguments})
    """
    with requests_of(code) as requests:
        model = requests[0].binding_model
        assert (None if model is None else model.id) == ("claude-sonnet-5-5" if binds else None)


def test_the_model_that_binds_everywhere_is_told_of() -> None:
    """Of several models the one that refuses on every account comes first."""
    code = """
        import anthropic
        def ask(given):
            model = "claude-opus-5-5" if given else "claude-fable-5-2"
            anthropic.Anthropic().messages.create(model=model, max_tokens=9, messages=[])
    """
    with requests_of(code) as requests:
        model = requests[0].binding_model
        assert model is not None
        assert model.id == "claude-fable-5-2"
