"""Programs are run before and after their requests become a batch."""

from __future__ import annotations

import pytest
from api import LoopbackAPI
from batch_programs import ASYNC_LOOP, CLASSIFY, ONE_BATCH, batched, code, ran

# programs, before and after

PROGRAMS = {
    "async loop": ASYNC_LOOP + "print(asyncio.run(ask('one,two,three'.split(','))), asyncio.run(ask([])))",
    "list": "print([ASK.content[-1].text for item in 'one, two and three'.split() if len(item) > 3])",
    "dict": (
        "def ask(items):\n    return {item: ASK.content[-1].text for item in items}\n"
        "print(ask('one,two'.split(',')), ask(iter('ab')), ask([]))"
    ),
    "generator": (
        "def ask(items):\n    return ', '.join(ASK.content[-1].text for item in items)\n"
        "print(ask('one,two'.split(',')), ask(iter('ab')), ask([]))"
    ),
    "async list": (
        "async def ask(items):\n    return [(await LATER).content[-1].text for item in items]\n"
        "print(asyncio.run(ask('abc')), asyncio.run(ask('')))"
    ),
    "gather": (
        "async def ask(items):\n    found = await asyncio.gather(*(LATER for item in items))\n"
        "    return [message.content[-1].text for message in found]\nprint(asyncio.run(ask('abc')))"
    ),
    "loop over a function": (
        CLASSIFY + "\n\ndef ask(items):\n    found = {}\n    for item in items:\n"
        "        found[item] = classify(item)\n    return found\n\n\nprint(ask('one ,two'.split(',')), classify('three'))"
    ),
    "comprehension over a function": (
        "def classify(item, words, least=1):\n    text = ASK.content[-1].text\n"
        "    for word in words:\n        if word in text:\n            return word, least\n    return text\n\n\n"
        "def ask(items):\n    return [classify(item, ['two'], least=2) for item in items if item]\n\n\n"
        "print(ask('one ,,two'.split(',')))"
    ),
    "map": CLASSIFY
    + "\n\ndef ask(items):\n    return list(map(classify, items))\n\n\nprint(ask(iter('abc')))",
    "executor": (
        CLASSIFY + "\n\ndef ask(items):\n    with ThreadPoolExecutor(2) as executor:\n"
        "        for item, found in enumerate(sorted(executor.map(classify, items))):\n"
        "            print(item, found)\n\n\nask('one,two'.split(','))"
    ),
    "gather over a function": (
        "async def classify(item):\n    message = await LATER\n    return message.content[-1].text\n\n\n"
        "async def ask(items):\n    return await asyncio.gather(*(classify(item) for item in items))\n\n\n"
        "print(asyncio.run(ask('abc')))"
    ),
    "gather over a map": (
        "async def classify(item):\n    message = await LATER\n    return message.content[-1].text\n\n\n"
        "async def ask(items):\n    return await asyncio.gather(*map(classify, items))\n\n\n"
        "print(asyncio.run(ask('abc')))"
    ),
    "tasks that are gathered": (
        "async def classify(item):\n    message = await LATER\n    return message.content[-1].text\n\n\n"
        "async def ask(items):\n    tasks = [asyncio.create_task(classify(item)) for item in items if item != 'b']\n"
        "    found = await asyncio.gather(*tasks)\n    return found\n\n\n"
        "print(asyncio.run(ask('abc')), asyncio.run(ask('')))"
    ),
    "coroutines that are gathered by a name, with failures": (
        "async def ask(items):\n    asked = [LATER for item in items]\n"
        "    found = await asyncio.gather(*asked, return_exceptions=True)\n"
        "    return [isinstance(message, Exception) or message.content[-1].text for message in found]\n"
        "print(asyncio.run(ask('one,,two'.split(','))))"
    ),
    "gather over a function with a semaphore": (
        "gate = asyncio.Semaphore(2)\n\n\nasync def classify(item):\n    async with gate:\n"
        "        item = item * 2\n        return (await LATER).content[-1].text\n\n\n"
        "async def ask(items):\n    return await asyncio.gather(*(classify(item) for item in items))\n\n\n"
        "print(asyncio.run(ask('abc')))"
    ),
    "gather that keeps failures": (
        "async def ask(items):\n"
        "    found = await asyncio.gather(*[LATER for item in items], return_exceptions=True)\n"
        "    return [isinstance(message, Exception) or message.content[-1].text for message in found]\n"
        "print(asyncio.run(ask('one,,two'.split(','))))"
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_say_the_same_afterwards(name: str, loopback_api: LoopbackAPI) -> None:
    before, after = ran(code(PROGRAMS[name]), loopback_api), ran(batched(PROGRAMS[name]), loopback_api)
    assert before[0]
    assert after[0] == before[0]
    assert set(before[1]) == {"/v1/messages"}
    # one for each call that has anything to ask
    assert set(ONE_BATCH) <= set(after[1])
    assert len(after[1]) < len(before[1])


FAILING = {
    "async loop": ASYNC_LOOP + "print(asyncio.run(ask('one,'.split(','))))",
    "map": CLASSIFY
    + "\n\ndef ask(items):\n    return list(map(classify, items))\n\n\nprint(ask('one,'.split(',')))",
    "list": "def ask(items):\n    return [ASK for item in items]\nprint(ask('one,'.split(',')))",
    "gather": (
        "async def ask(items):\n    return await asyncio.gather(*[LATER for item in items])\n"
        "print(asyncio.run(ask('one,'.split(','))))"
    ),
}


@pytest.mark.parametrize("name", FAILING)
def test_an_item_that_fails_is_raised(name: str, loopback_api: LoopbackAPI) -> None:
    before, after = ran(code(FAILING[name]), loopback_api), ran(batched(FAILING[name]), loopback_api)
    assert before[0].startswith("BadRequestError")
    assert after == ("RuntimeError request item-1 ended as errored\n", ONE_BATCH)
