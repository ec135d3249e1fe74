"""Whether a program asks why an answer ended, and which of its uses need the whole text."""

from __future__ import annotations

import pytest
from harness import clean, project_of

HEAD = """import anthropic, json
client = anthropic.Anthropic()
r = client.messages.create(model='claude-opus-4-6', max_tokens=500, messages=[])
"""


@pytest.mark.parametrize(
    ("after", "asked"),
    [
        ("print(r.stop_reason)", True),
        ("if getattr(r, 'stop_reason', None) == 'end_turn': pass", True),
        ("def end(one):\n    return one.stop_reason\nend(r)", True),
        ("import place\nplace.last = r\nprint(r.content)", None),
        ("from outside import look\nlook(r)", None),
        ("look = {}\nlook['last'] = r", None),
        ("print(r.model_dump())", None),
        ("print(getattr(r, 'usage', None))", False),
        ("print(r.content[0].text)", False),
        ("def text(one):\n    return one.content[0].text\nprint(text(r))", False),
    ],
)
def test_who_asks_why_an_answer_ended(after: str, asked: bool | None) -> None:
    with project_of({"app.py": HEAD + after}) as project:
        assert project.requests[0].asks_why_it_ended is asked


@pytest.mark.parametrize(
    ("after", "uses"),
    [
        ("json.loads(r.content[0].text)", [("parsed", "json.loads", False)]),
        (
            "try:\n    json.loads(r.content[0].text)\nexcept ValueError:\n    pass",
            [("parsed", "json.loads", True)],
        ),
        (
            "try:\n    json.loads(r.content[0].text)\nexcept ValueError:\n    raise KeyError",
            [("parsed", "json.loads", False)],
        ),
        (
            "try:\n    json.loads(r.content[0].text)\nexcept KeyError:\n    pass",
            [("parsed", "json.loads", False)],
        ),
        ("json.loads(r.content[0].text)\njson.loads(r.content[0].text)", [("parsed", "json.loads", False)]),
        ("exec(r.content[0].text)", [("run", "exec", False)]),
        ("with open('a', 'w') as f:\n    f.write(r.content[0].text)", [("written", "write", False)]),
        ("with open('a', mode='x') as f:\n    f.write(r.content[0].text)", [("written", "write", False)]),
        (
            "from pathlib import Path\nwith Path('a').open('w') as f:\n    f.write(r.content[0].text)",
            [("written", "write", False)],
        ),
        ("with open('a', 'a') as f:\n    f.write(r.content[0].text)", []),
        ("import sys\nsys.stdout.write(r.content[0].text)", []),
        ("print(r.content[0].text)", []),
        ("json.loads(r.usage.model_dump_json())", []),
    ],
)
def test_what_needs_the_whole_text(after: str, uses: list[tuple[str, str, bool]]) -> None:
    with project_of({"app.py": HEAD + clean(after)}) as project:
        found = project.requests[0].whole_text_uses
        assert [(one.kind, one.by.rpartition(".")[2] if one.kind == "written" else one.by, one.handled)
                for one in found] == uses  # fmt: skip
