"""Requests that start side by side: where the model sees them start, and where one of them goes ahead."""

from __future__ import annotations

import pytest
from harness import requests_of

HEAD = """
import asyncio, threading
from concurrent.futures import ThreadPoolExecutor
import anthropic
PAPER = "Ships keep to the northern channel. " * 300
client, plain = anthropic.AsyncAnthropic(), anthropic.Anthropic()
pool = ThreadPoolExecutor()
async def ask(question):
    return await client.messages.create(
        model="claude-opus-5-5", max_tokens=9, system=PAPER, messages=[{"role": "user", "content": question}]
    )
def wait(question):
    return plain.messages.create(
        model="claude-opus-5-5", max_tokens=9, system=PAPER, messages=[{"role": "user", "content": question}]
    )
"""

# the code of an async function, and how the requests in it are said to start
CASES = {
    "gathered": ("await asyncio.gather(*[ask(q) for q in given])", ["in the turns of this comprehension"]),
    "gathered with a time limit": (
        "await asyncio.gather(*[asyncio.wait_for(ask(q), 9) for q in given])",
        ["in the turns of this comprehension"],
    ),
    "kept and gathered": (
        "all = []\n for q in given: all.append(ask(q))\n await asyncio.gather(*all)",
        ["in the turns of this loop"],
    ),
    "kept and awaited one by one": ("all = [ask(q) for q in given]\n for one in all: await one", []),
    "awaited in the loop": ("for q in given: await ask(q)", []),
    "a task that is awaited at once": ("for q in given: await asyncio.create_task(ask(q))", []),
    "tasks": ("for q in given: asyncio.create_task(ask(q))", ["in the turns of this loop"]),
    "of one item": ("await asyncio.gather(*[ask(q) for q in given[:1]])", []),
    "tries again": ("for _ in range(9):\n  task = asyncio.create_task(ask(given))\n  return await task", []),
    "several": ("await asyncio.gather(ask('a'), ask('b'), ask('c'))", ["by this call and 2 more"]),
    "one beside something else": ("await asyncio.gather(ask('a'), given())", []),
    "two gathers, each of one": ("await asyncio.gather(ask('a'))\n await asyncio.gather(ask('b'))", []),
    "one at a time": (
        "lock = asyncio.Lock()\n async def one(q):\n  async with lock: return await ask(q)\n"
        " await asyncio.gather(*[one(q) for q in given])",
        [],
    ),
    "a few at a time": (
        "gate = asyncio.Semaphore(4)\n async def one(q):\n  async with gate: return await ask(q)\n"
        " await asyncio.gather(*[one(q) for q in given])",
        ["in the turns of this comprehension"],
    ),
    "one ahead": ("await ask(given[0])\n await asyncio.gather(*[ask(q) for q in given[1:]])", []),
    "one ahead on another branch": (
        "if given: await ask(given)\n else: await asyncio.gather(*[ask(q) for q in given])",
        ["in the turns of this comprehension"],
    ),
    "one behind": (
        "await asyncio.gather(*[ask(q) for q in given])\n await ask(given)",
        ["in the turns of this comprehension"],
    ),
    "a second round": (
        "await asyncio.gather(*[ask(q) for q in given])\n await asyncio.gather(*[ask(q) for q in given])",
        ["in the turns of this comprehension"],
    ),
    "one ahead that is not waited for": (
        "task = asyncio.create_task(ask('a'))\n await asyncio.gather(*[ask(q) for q in given])",
        ["in the turns of this comprehension"],
    ),
    "a pool": ("list(pool.map(wait, given))", ["for the items of this call"]),
    "a map that waits": ("list(map(wait, given))", []),
    "handed to a pool": (
        "all = [pool.submit(wait, q) for q in given]",
        ["in the turns of this comprehension"],
    ),
    "handed to a pool and waited for": ("for q in given: pool.submit(wait, q).result()", []),
    "threads": (
        "for q in given: threading.Thread(target=wait, args=(q,)).start()",
        ["in the turns of this loop"],
    ),
    "one thread": ("threading.Thread(target=wait, args=(given,)).start()", []),
    "threads that are awaited": ("for q in given: await asyncio.to_thread(wait, q)", []),
    "called in the loop": ("for q in given: wait(q)", []),
}


@pytest.mark.parametrize(("code", "expected"), CASES.values(), ids=CASES)
def test_fan_out(code: str, expected: list[str]) -> None:
    """Requests start side by side where nothing waits for the first of them."""
    with requests_of(f"{HEAD}async def main(given):\n {code}\n") as requests:
        assert {found.words for one in requests for found in one.fan_outs} == set(expected)
        assert len({found.place for one in requests for found in one.fan_outs}) == len(expected)


def test_the_caller_sends_one_ahead() -> None:
    """What is sent ahead by the code that calls the function counts as well."""
    code = "async def all(given):\n await asyncio.gather(*[ask(q) for q in given])\n"
    with requests_of(f"{HEAD}{code}async def main(given):\n await ask('a')\n await all(given)\n") as requests:
        assert not [found for one in requests for found in one.fan_outs]
