"""Loops that start their requests together, and what limits them, in the words of the model."""

from __future__ import annotations

import pytest
from harness import clean, project_of

PROGRAM = """
import aiohttp, anthropic, anyio, asyncio, run, tenacity
client = anthropic.AsyncAnthropic()
gate = asyncio.Semaphore(3)
async def ask(x):
    return await client.messages.create(model='m', max_tokens=1, messages=[{{'role': 'user', 'content': x}}])
{body}
"""
GATHER = "async def f(xs):\n    await asyncio.gather(*(one(x) for x in xs))\n"
LAUNCHED = [
    ("gather", "async def f(xs):\n    await asyncio.gather(*(ask(x) for x in xs))", "gather"),
    ("a list", "async def f(xs):\n    a = [ask(x) for x in xs]\n    await asyncio.gather(*a)", "gather"),
    ("wait", "async def f(xs):\n    await asyncio.wait({asyncio.create_task(ask(x)) for x in xs})", "wait"),
    ("appended", "async def f(xs):\n    a = []\n    for x in xs:\n        a.append(ask(x))\n    await asyncio.gather(*a)",
     "gather"),
    ("a task for each", "async def f(xs):\n    for x in xs:\n        t = asyncio.create_task(ask(x))\n        t.x = 1",
     "create_task"),
    ("a task group", "async def f(xs):\n    async with anyio.create_task_group() as g:\n        for x in xs:\n"
     "            g.start_soon(ask, x)", "start_soon"),
    ("a map", "async def f(xs):\n    await asyncio.gather(*map(ask, xs))", "gather"),
    ("a map in a for", "async def f(xs):\n    for y in await asyncio.gather(*(ask(x) for x in xs)):\n        print(y)",
     "gather"),
    ("with a time-out", "async def f(xs):\n    await asyncio.gather(*(asyncio.wait_for(ask(x), 9) for x in xs))",
     "gather"),
    ("a session", f"{GATHER}async def one(x):\n    async with aiohttp.ClientSession() as s:\n        await ask(x)",
     "gather"),
    ("tried again", f"{GATHER}@tenacity.retry(stop=tenacity.stop_after_attempt(3))\nasync def one(x): await ask(x)",
     "gather"),
    ("the tail of a list", "async def f(xs):\n    await asyncio.gather(*(ask(x) for x in xs[1:]))", "gather"),
    ("a sleep after a failure", f"{GATHER}async def one(x):\n    try:\n        await ask(x)\n    except OSError:\n"
     "        await asyncio.sleep(1)", "gather"),
]  # fmt: skip
NOT_LAUNCHED = [
    ("one after the other", "async def f(xs):\n    for x in xs:\n        await ask(x)"),
    ("in a comprehension", "async def f(xs):\n    return [await ask(x) for x in xs]"),
    ("a task that is waited for", "async def f(xs):\n    for x in xs:\n        await asyncio.create_task(ask(x))"),
    ("the same in a comprehension", "async def f(xs):\n    return [await asyncio.create_task(ask(x)) for x in xs]"),
    ("awaited in turn", "async def f(xs):\n    a = [ask(x) for x in xs]\n    return [await c for c in a]"),
    ("a pair in each turn", "async def f(xs):\n    for x in xs:\n        await asyncio.gather(ask(x), ask(x))"),
    ("gathered in each turn", "async def f(xs):\n    a = []\n    for x in xs:\n        a.append(ask(x))\n"
     "        await asyncio.gather(*a)"),
    ("handed elsewhere", "async def f(xs):\n    await run.slowly(ask(x) for x in xs)"),
    ("a wrapper", "async def f(xs):\n    await asyncio.gather(*(run.slowly(ask(x)) for x in xs))"),
    ("a semaphore", f"{GATHER}async def one(x):\n    async with gate:\n        await ask(x)"),
    ("a semaphore of the turn", "async def f(xs):\n    a = []\n    for x in xs:\n        async with gate:\n"
     "            a.append(asyncio.create_task(ask(x)))"),
    ("something unknown", f"{GATHER}async def one(x):\n    async with run.gate():\n        await ask(x)"),
    ("a parameter", "async def f(xs, g):\n    async def one(x):\n        async with g:\n            await ask(x)\n"
     "    await asyncio.gather(*(one(x) for x in xs))"),
    ("acquired", f"{GATHER}async def one(x):\n    await gate.acquire()\n    await ask(x)"),
    ("a decorator", f"{GATHER}@run.limit\nasync def one(x): await ask(x)"),
    ("a sleep", f"{GATHER}async def one(x):\n    await asyncio.sleep(x)\n    await ask(x)"),
    ("a pause", "async def f(xs):\n    for x in xs:\n        asyncio.create_task(ask(x))\n        await asyncio.sleep(1)"),
    ("a slice", "async def f(xs, n):\n    await asyncio.gather(*(ask(x) for x in xs[n:n + 5]))"),
    ("a piece", "async def f(xs):\n    for p in run.pieces(xs):\n        await asyncio.gather(*(ask(x) for x in p))"),
]  # fmt: skip


def launches(body: str) -> list[str]:
    """What starts the requests of each loop."""
    with project_of({"main.py": clean(PROGRAM).format(body=body)}) as project:
        return [launch.name for loop in project.loops for _, launch in loop.launches]


@pytest.mark.parametrize(
    ("body", "wanted"), [case[1:] for case in LAUNCHED], ids=[case[0] for case in LAUNCHED]
)
def test_launched(body: str, wanted: str) -> None:
    """All the requests of a loop are started together, once."""
    assert launches(body) == [wanted]


@pytest.mark.parametrize("body", [case[1] for case in NOT_LAUNCHED], ids=[case[0] for case in NOT_LAUNCHED])
def test_not_launched(body: str) -> None:
    """Each turn waits, or something limits, or may limit, how many are under way."""
    assert launches(body) == []


def test_a_client_of_few_connections() -> None:
    """A client with an HTTP client of its own may have a limit of connections."""
    body = "async def f(xs):\n    await asyncio.gather(*(ask(x) for x in xs))"
    program = clean(PROGRAM).format(body=body).replace("Anthropic()", "Anthropic(http_client=run.narrow())")
    with project_of({"main.py": program}) as project:
        assert [loop.launches for loop in project.loops] == [()]
