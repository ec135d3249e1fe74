"""How JSON is got out of the text of an answer: what counts as cutting it out, and what asks for bare JSON."""

from __future__ import annotations

import pytest
from harness import project_of

HEAD = """import anthropic, json, re
client = anthropic.Anthropic()
r = client.messages.create(model='claude-opus-4-6', max_tokens=9, messages=[{'role': 'user', 'content': WORDS}])
t = r.content[0].text
"""


@pytest.mark.parametrize(
    ("body", "way"),
    [
        ("json.loads(t.removeprefix('```json'))", "fences"),
        ("json.loads(t.replace('```', ''))", "fences"),
        ("json.loads(t.strip('`'))", "fences"),
        ("json.loads(t.split('```')[1])", "fences"),
        ("if t.startswith('```'): t = t[3:]\njson.loads(t)", "fences"),
        ("if '```json' in t: t = t[3:]\njson.loads(t)", "fences"),
        ("FENCE = '```(.*)```'\njson.loads(re.findall(FENCE, t)[0])", "fences"),
        ("json.loads(re.sub(r'^`{3}|`{3}$', '', t))", "fences"),
        ("json.loads(re.compile(r'\\{.*\\}').search(t).group())", "braces"),
        ("json.loads(re.search(r'\\[.*\\]', t)[0])", "braces"),
        ("json.loads(t[t.index('['):t.rindex(']') + 1])", "braces"),
        ("json.loads(t)", None),
        ("json.loads(t.strip().replace('\\n', ' '))", None),
        ("json.loads(re.sub(r'\\s+', ' ', t))", None),
        ("json.loads(re.search(r'answer: (.*)', t)[1])", None),
        ("print(t.removeprefix('```json'))", None),
        ("t.removeprefix('```json')\njson.loads(r)", None),
        ("json.loads(open('a').read().removeprefix('```json'))", None),
    ],
)
def test_what_cuts_json_out_of_a_text(body: str, way: str | None) -> None:
    with project_of({"app.py": HEAD.replace("WORDS", "'Which rivers?'") + body}) as project:
        found = project.requests[0].json_by_hand
        assert (None if found is None else found.way) == way


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("Answer only with JSON.", True),
        ("Return valid JSON: {}", True),
        ("Return a JSON object and nothing else. JSON only.", True),
        ("As JSON, no markdown.", True),
        ("Describe the rivers as JSON.", False),
        ("Only rivers. Use JSON.", False),
        ("Write no markdown.", False),
    ],
)
def test_prompts_that_ask_for_bare_json(words: str, asks: bool) -> None:
    with project_of({"app.py": HEAD.replace("WORDS", repr(words)) + "json.loads(t)"}) as project:
        found = project.requests[0].json_by_hand
        assert (found is not None and found.way == "prompt") is asks


@pytest.mark.parametrize(
    ("given", "takes"),
    [
        ("model='claude-opus-4-6'", True),
        ("model='claude-opus-4-20250514'", False),
        ("model=input()", False),
        ("model='claude-opus-4-6' if input() else 'claude-opus-4-20250514'", False),
        ("model='claude-opus-4-6' if input() else 'claude-sonnet-5-5'", True),
    ],
)
def test_models_that_take_a_schema(given: str, takes: bool) -> None:
    with project_of({"app.py": HEAD.replace("model='claude-opus-4-6'", given)}) as project:
        assert project.requests[0].takes_structured_outputs is takes
