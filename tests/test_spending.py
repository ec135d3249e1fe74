"""Costs worked out from the usage of an answer: what is one, and where other tokens of the input are looked at."""

from __future__ import annotations

import pytest
from harness import project_of

HEAD = """import anthropic
client = anthropic.Anthropic()
PRICE = 5
r = client.messages.create(model='claude-opus-4-6', max_tokens=9, messages=[], system=SYSTEM)
n = r.usage.input_tokens
"""
MARKED = "[{'type': 'text', 'text': 'a', 'cache_control': {'type': 'ephemeral'}}]"


@pytest.mark.parametrize(
    ("body", "costs"),
    [
        ("n * PRICE", ["n * PRICE"]),
        ("PRICE * n / 1000", ["PRICE * n / 1000"]),
        ("n / 1_000_000", ["n / 1_000_000"]),
        ("(n + r.usage.output_tokens) * PRICE", ["(n + r.usage.output_tokens) * PRICE"]),
        ("def cost(tokens):\n    return tokens * PRICE\ncost(n)", ["tokens * PRICE"]),
        ("def cost(usage):\n    return usage.input_tokens * PRICE\ncost(r.usage)", ["usage.input_tokens * PRICE"]),
        ("n / 1000", []),
        ("n / 200_000 * 100", []),
        ("n + PRICE", []),
        ("r.usage.output_tokens * PRICE", []),
        ("PRICE * n + r.usage.cache_read_input_tokens", []),
        ("PRICE * n\ngetattr(r.usage, 'cache_read_input_tokens', 0)", []),
        ("from outside import note\nnote(r.usage)\nPRICE * n", []),
        ("PRICE * n\nkept = [r]", []),
        ("PRICE * n\nprint(r.model_dump())", []),
        ("PRICE * n\nprint(r.usage.model_dump())", []),
        ("PRICE * n\nprint(r.usage)", ["PRICE * n"]),
    ],
)  # fmt: skip
def test_costs_of_the_input_alone(body: str, costs: list[str]) -> None:
    source = HEAD.replace("SYSTEM", MARKED) + body
    with project_of({"app.py": source}) as project:
        found = project.requests[0].costs_without_cache
        assert [source[one.span.start : one.span.end].strip("()") for one in found] == [
            one.strip("()") for one in costs
        ]


@pytest.mark.parametrize(
    ("system", "more", "marked"),
    [
        (MARKED, "", "'a'"),
        ("'a'", "", None),
        ("input()", "", None),
        ("'a'", ", cache_control={'type': 'ephemeral'}", "cache_control={'type': 'ephemeral'}"),
    ],
)
def test_where_a_request_is_marked(system: str, more: str, marked: str | None) -> None:
    source = HEAD.replace("SYSTEM", system + more)
    with project_of({"app.py": source}) as project:
        place = project.requests[0].marked_at
        assert (None if place is None else source[place.start : place.end]) == marked
