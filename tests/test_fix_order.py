"""Pairs of fixes of which the one that comes first decides: each with a program that shows it."""

from __future__ import annotations

import pytest
from fix_laws import (
    ORDER_MATTERS,
    ORDERED_PAIRS,
    rule_by_rule,
)
from harness import MAIN, clean

ORDER_PROGRAMS = {
    ("CL008", "CL402"): """
        import anthropic
        client = anthropic.Anthropic()
        answer = client.messages.create(
            model="claude-sonnet-4-5", max_tokens=16000, output_config={"effort": "high"}, messages=[]
        )
    """,
    ("CL003", "CL301"): """
        import anthropic
        client = anthropic.Anthropic()
        while True:
            question = input()
            answer = client.messages.create(
                model="claude-opus-4-8", max_tokens=64000, messages=[{"role": "user", "content": question}]
            )
            print(answer.content[0].text)
    """,
    ("CL003", "CL401"): """
        import anthropic
        client = anthropic.Anthropic()
        answer = client.messages.create(model="claude-opus-4-20250514", max_tokens=16000, messages=[])
    """,
    ("CL201", "CL501"): """
        import anthropic
        client = anthropic.Anthropic()
        HANDBOOK = "Answer from the handbook of the harbour office. " * 200
        def ask(questions: list[str]):
            found = []
            for question in questions:
                found.append(client.messages.create(
                    model="claude-opus-4-8", max_tokens=100, system=HANDBOOK,
                    messages=[{"role": "user", "content": question}],
                ))
            return found
    """,
    ("CL202", "CL501"): """
        import anthropic
        client = anthropic.Anthropic()
        CHARTS = "Finds the chart of a part of the harbour. " * 200
        def ask(questions: list[str]):
            found = []
            for question in questions:
                found.append(client.messages.create(
                    model="claude-opus-4-8", max_tokens=100,
                    tools=[{"name": "find_chart", "description": CHARTS, "input_schema": {"type": "object"}}],
                    messages=[{"role": "user", "content": question}],
                ))
            return found
    """,
    ("CL204", "CL501"): """
        import time
        import anthropic
        client = anthropic.Anthropic()
        HANDBOOK = "Answer from the handbook of the harbour office. " * 200
        def ask(questions: list[str]):
            found = []
            for question in questions:
                found.append(client.messages.create(
                    model="claude-opus-4-8", max_tokens=100, system=f"It is {time.time()}. {HANDBOOK}",
                    messages=[{"role": "user", "content": question}],
                ))
            return found
    """,
    ("CL206", "CL501"): """
        import anthropic
        client = anthropic.Anthropic()
        HANDBOOK = "Answer from the handbook of the harbour office. " * 200
        def ask(questions: list[str]):
            found = []
            for question in questions:
                found.append(client.messages.create(
                    model="claude-opus-4-8", max_tokens=100, system=HANDBOOK,
                    messages=[{"role": "user", "content": question}], cache_control={"type": "ephemeral"},
                ))
            return found
    """,
    ("CL209", "CL501"): """
        import anthropic
        client = anthropic.Anthropic()
        RULES = "Boats without a light stay at their berths from dusk to dawn. " * 200
        def ask(questions: list[str]):
            found = []
            for question in questions:
                found.append(client.messages.create(
                    model="claude-opus-4-8", max_tokens=100,
                    messages=[{"role": "user", "content": [
                        {"type": "text", "text": RULES}, {"type": "text", "text": question},
                    ]}],
                ))
            return found
    """,
    ("CL501", "CL503"): """
        import asyncio
        import anthropic
        client = anthropic.AsyncAnthropic()
        async def ask(questions: list[str]):
            return await asyncio.gather(*[
                client.messages.create(
                    model="claude-opus-4-8", max_tokens=100, messages=[{"role": "user", "content": question}]
                )
                for question in questions
            ])
    """,
    ("CL501", "CL601"): """
        import anthropic
        client = anthropic.Anthropic()
        def ask(questions: list[str]):
            found = []
            for question in questions:
                answer = client.messages.create(
                    model="claude-opus-4-8", max_tokens=100, messages=[{"role": "user", "content": question}]
                )
                found.append(answer.content[0].text)
            return found
    """,
}


@pytest.mark.parametrize("pair", ORDER_PROGRAMS)
def test_where_the_order_matters(pair: tuple[str, str]) -> None:
    """Each pair is listed for a reason that still holds."""
    assert {*ORDER_MATTERS} <= {*ORDER_PROGRAMS}
    assert {frozenset(one) for one in ORDER_PROGRAMS} <= {frozenset(one) for one in ORDERED_PAIRS}
    files = {MAIN: clean(ORDER_PROGRAMS[pair]).encode()}
    assert rule_by_rule(files, True, pair) != rule_by_rule(files, True, pair[::-1])
