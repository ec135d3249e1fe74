"""Loops each turn of which waits for its answer, in the words of the model."""

from __future__ import annotations

import pytest
from harness import clean, project_of

PROGRAM = """
import anthropic, asyncio, run
client = anthropic.AsyncAnthropic()
gate = asyncio.Semaphore(3)
async def ask(x):
    return await client.messages.create(model='m', max_tokens=1, messages=[{{'role': 'user', 'content': x}}])
{body}
"""
LOOP = "async def f(xs):\n    a = []\n    for x in xs:\n        {turn}"
CASES = [
    ("a loop", LOOP.format(turn="a.append(await ask(x))"), True),
    ("a comprehension", "async def f(xs):\n    return [await ask(x) for x in xs]", True),
    ("in a condition", LOOP.format(turn="if x: a.append(await ask(x))"), True),
    ("with a sleep after a failure", LOOP.format(
        turn="try: await ask(x)\n        except OSError: await asyncio.sleep(1)"), True),
    ("not awaited", LOOP.format(turn="a.append(ask(x))"), False),
    ("as a task", LOOP.format(turn="a.append(asyncio.create_task(ask(x)))"), False),
    ("a sleep", LOOP.format(turn="await ask(x); await asyncio.sleep(1)"), False),
    ("a sleep that blocks", "import time\n" + LOOP.format(turn="await ask(x); time.sleep(1)"), False),
    ("a limiter", LOOP.format(turn="await gate.acquire(); await ask(x)"), False),
    ("a limiter elsewhere", LOOP.format(turn="await one(x)") + "\nasync def one(x):\n    await gate.acquire()\n"
     "    await ask(x)", False),
    ("yielded", LOOP.format(turn="yield await ask(x)"), False),
    ("two requests", LOOP.format(turn="await ask(x); await ask(x + 1)"), False),
    ("gathered in each turn", LOOP.format(turn="await asyncio.gather(ask(x), ask(x))"), False),
]  # fmt: skip


@pytest.mark.parametrize(("body", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_awaited(body: str, wanted: bool) -> None:
    """A turn waits for one request, and nothing but that."""
    with project_of({"main.py": clean(PROGRAM).format(body=body)}) as project:
        assert [loop.awaited is not None for loop in project.loops] == [wanted]


def test_the_outer_of_two_loops_is_not_the_one() -> None:
    """The inner loop asks one after the other; the outer one waits for all of it."""
    body = "async def f(xs):\n    for x in xs:\n        for y in x:\n            await ask(y)"
    with project_of({"main.py": clean(PROGRAM).format(body=body)}) as project:
        assert [loop.awaited is not None for loop in project.loops] == [True, False]
