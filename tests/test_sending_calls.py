"""By which call a loop sends its requests, through how many functions, and whether nothing else sends them."""

from __future__ import annotations

import pytest
from harness import MAIN, clean, project_of

HEAD = """
import asyncio
from anthropic import Anthropic
from other import elsewhere

client = Anthropic()


def ask(item):
    return client.messages.create(model="claude-haiku-5-5", max_tokens=9, messages=[{"role": "user", "content": item}])


def twice(item):
    return ask(item), item


def run(items, pool, key):
"""
OTHER = clean(HEAD.partition("def twice")[0].replace("from other import elsewhere", "")).replace(
    "ask", "elsewhere"
)


@pytest.mark.parametrize(
    ("body", "call", "functions", "alone"),
    [
        ("return [ask(item) for item in items]", "ask(item)", [MAIN], False),
        ("for item in items:\n        ask(item)\n    ask(key)", "ask(item)", [MAIN], False),
        ("return list(pool.map(ask, items))", "pool.map(ask, items)", [MAIN], False),
        ("return [twice(item) for item in items]", "twice(item)", [MAIN, MAIN], True),
        ("return [elsewhere(item) for item in items]", "elsewhere(item)", ["other.py"], True),
        ("return [ask(item) if item else ask(key) for item in items]", None, None, False),
        ("return [ask(item) if item else twice(item) for item in items]", None, None, True),
    ],
)
def test_the_call_of_a_loop(body: str, call: str | None, functions: list[str] | None, alone: bool) -> None:
    text = clean(HEAD) + f"\n    {body}\n"
    with project_of({MAIN: text, "other.py": OTHER}) as project:
        loop = next(one for one in project.loops if one.module.path == MAIN)
        sending = loop.sending_call
        assert loop.sends_all is alone
        if call is None:
            assert sending is None
            return
        assert sending is not None
        assert text[sending.span.start : sending.span.end] == call
        assert [module.path for module in sending.functions] == functions


def test_a_request_in_the_loop_is_its_own_call() -> None:
    request = 'client.messages.create(model="m", max_tokens=9, messages=[{"role": "user", "content": item}])'
    text = (
        f"from anthropic import Anthropic\nclient = Anthropic()\nfor item in open('items'):\n    {request}\n"
    )
    with project_of({MAIN: text}) as project:
        sending = project.loops[0].sending_call
        assert sending is not None
        assert text[sending.span.start : sending.span.end] == request
        assert sending.functions == ()
