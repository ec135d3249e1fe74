"""What in a prompt varies, and where the order of it is not fixed."""

from __future__ import annotations

import pytest
from harness import requests_of

HEAD = """
import glob, json, os
from pathlib import Path
import anthropic
from fastapi import FastAPI
from pydantic import BaseModel
client = anthropic.Anthropic()
app = FastAPI()
TOPICS = {"tides", "berths"}
PAGES = ["tides", "berths"]
class Shelf:
    def __init__(self, root):
        self.root = Path(root)
        self.names = [name for name in os.listdir(root) if name]
    def text(self):
        parts = []
        for path in self.root.rglob("*.md"):
            parts.append(path.read_text())
        return "".join(parts)
class Question(BaseModel):
    text: str
"""
SEND = 'client.messages.create(model="claude-opus-5", max_tokens=9, messages=[], system=SYSTEM)'

# statements, the system prompt, and what varies in it
ORDERS = {
    "a set": ("pass", '", ".join(TOPICS)', ["unordered"]),
    "a sorted set": ("pass", '", ".join(sorted(TOPICS))', []),
    "a listing": ("names = os.listdir('.')", '"".join(names)', ["unordered"]),
    "a listing that is sorted in place": ("names = os.listdir('.')\nnames.sort()", '"".join(names)', []),
    "a list of a set that is sorted in place": ("names = list(TOPICS)\nnames.sort()", '"".join(names)', []),
    "a listing that is turned round": (
        "names = os.listdir('.')\nnames.reverse()",
        '"".join(names)',
        ["unordered"],
    ),
    "the last of a listing": ("name = max(glob.glob('*'))", "name", []),
    "the first of a set": ("pass", "min(TOPICS)", []),
    "a dict of a set with its keys sorted": (
        "text = json.dumps({one: 1 for one in TOPICS}, sort_keys=True)",
        "text",
        ["loop"],
    ),
    "a dict of a set": ("text = json.dumps({one: 1 for one in TOPICS})", "text", ["unordered"]),
    "a list of a set, whose keys alone are sorted": (
        "text = json.dumps([one for one in TOPICS], sort_keys=True)",
        "text",
        ["unordered"],
    ),
    "a list that is filled from a listing": ("text = Shelf('pages').text()", "text", ["unordered"]),
    "a list that is filled from a list": (
        "parts = []\nfor page in PAGES:\n    parts.append(open(page).read())",
        '"".join(parts)',
        [],
    ),
    "a loop over what was chosen of a listing": (
        "text = ''\nfor name in Shelf('pages').names:\n    text += open(name).read()",
        "text",
        ["unordered"],
    ),
}


@pytest.mark.parametrize(("before", "system", "varying"), ORDERS.values(), ids=ORDERS)
def test_order(before: str, system: str, varying: list[str]) -> None:
    with requests_of(f"{HEAD}\n{before}\n{SEND.replace('SYSTEM', system)}\n") as requests:
        assert [one.varying.origin for one in requests[0].varying_parts] == varying


def test_a_prompt_that_is_put_into_a_dict_by_its_key() -> None:
    code = 'options = {"model": "claude-opus-5"}\noptions["system"] = ", ".join(TOPICS)\n'
    with requests_of(
        f"{HEAD}\n{code}client.messages.create(max_tokens=9, messages=[], **options)\n"
    ) as requests:
        assert [one.varying.origin for one in requests[0].varying_parts] == ["unordered"]


def test_a_field_of_a_body_varies_where_it_is_read() -> None:
    route = f'@app.post("/ask")\ndef ask(question: Question):\n    return {SEND}\n'
    with requests_of(HEAD + route.replace("SYSTEM", 'f"Answer: {question.text}"')) as requests:
        (found,) = requests[0].varying_parts
        assert found.varying.origin == "user"
        assert not found.varying.is_made_once
        assert requests[0].reuse is not None
        assert found.varying.is_renewed_by(requests[0].reuse)


@pytest.mark.parametrize(
    ("names", "varying"), {"list(TOPICS)": ["unordered"], "sorted(TOPICS)": [], "PAGES": []}.items()
)
def test_the_choices_of_a_tool(names: str, varying: list[str]) -> None:
    tool = '{"name": "choose", "input_schema": {"type": "object", "properties": {"name": {"enum": NAMES}}}}'
    code = f"{HEAD}\n{SEND.replace('SYSTEM', 'HEAD').replace('system=', f'tools=[{tool}], system=')}\n"
    with requests_of(code.replace("NAMES", names)) as requests:
        assert [one.varying.origin for one in requests[0].varying_parts] == varying
