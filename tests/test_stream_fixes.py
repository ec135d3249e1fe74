"""Fixes around streams and loops of requests: the code that they write, and where they leave it to the author."""

from __future__ import annotations

import pytest
from harness import check_text, clean, fix_text

HEAD = (
    "import anthropic, asyncio\nclient = anthropic.Anthropic()\nasynchronous = anthropic.AsyncAnthropic()\n"
)
ARGUMENTS = "model='claude-haiku-4-5', max_tokens=9, messages=[]"
STREAM = f"client.messages.stream({ARGUMENTS})"
ASYNC_STREAM = f"asynchronous.messages.stream({ARGUMENTS})"
RAW = f"client.messages.create({ARGUMENTS}, stream=True)"
ASK = (
    "async def ask(x):\n    return await asynchronous.messages.parse(model='m', max_tokens=9, messages=[x])\n"
)
JOINED = '"".join(block.text for block in s.get_final_message().content if block.type == "text")'

ENTERED = [
    (
        "a string of several lines keeps them",
        f'def f():\n    s = {STREAM}\n    for t in s.text_stream:\n        print("""a\n  b""", t)\n    return 1',
        f'def f():\n    with {STREAM} as s:\n        for t in s.text_stream:\n            print("""a\n  b""", t)\n'
        "    return 1",
    ),
    (
        "in a branch",
        f"def f(a):\n    if a:\n        s = {STREAM}\n        s.until_done()\n    return a",
        f"def f(a):\n    if a:\n        with {STREAM} as s:\n            s.until_done()\n    return a",
    ),
    (
        "tabs",
        f"def f():\n\ts = {STREAM}\n\ts.until_done()",
        f"def f():\n\twith {STREAM} as s:\n\t\ts.until_done()",
    ),
    (
        "another name is in use",
        f"def f(stream):\n    print({STREAM}.get_final_text(), stream)",
        f"def f(stream):\n    with {STREAM} as response_stream:\n"
        "        print(response_stream.get_final_text(), stream)",
    ),
    (
        "an awaited manager in parentheses",
        f"async def f():\n    return await (await {ASYNC_STREAM}).get_final_text()",
        f"async def f():\n    async with {ASYNC_STREAM} as stream:\n        return await stream.get_final_text()",
    ),
]
NOT_ENTERED = [
    (
        f"def f():\n    s = {STREAM}\n    g = (t for t in s.text_stream)\n    return list(g)",
        "after it is closed",
    ),
    (f"def f():\n    g = (t for t in {STREAM}.text_stream)\n    return list(g)", "in a comprehension"),
    (f"def f():\n    return lambda: {STREAM}.text_stream", "within an expression"),
    (f"def f(a):\n    if {STREAM}.get_final_text(): return a", "in the header of a statement"),
    (f"def f():\n    s = {ASYNC_STREAM}\n    s.until_done()", "the function is not async"),
    (f"async def f():\n    s = {ASYNC_STREAM}\n    return s.get_final_text()", "is awaited where it is not"),
    (f"def f():\n    s = {STREAM}; s.until_done()", "other statements stand on the same line"),
    (f"def f(a):\n    if a:\n        s = {STREAM}\n    s.until_done()", "read elsewhere"),
]
COLLECTED = [
    (
        "a text",
        f"def f():\n    a = ''\n    with {STREAM} as s:\n        for t in s.text_stream:\n            a += t\n    return a",
        f"def f():\n    a = ''\n    with {STREAM} as s:\n        a += {JOINED}\n    return a",
    ),
    (
        "comments stay",
        f"def f():\n    a = ''\n    with {STREAM} as s:\n        for t in s.text_stream:  # each\n            a += t  # more\n"
        "    return a",
        f"def f():\n    a = ''\n    with {STREAM} as s:\n        # each\n        a += {JOINED}  # more\n    return a",
    ),
    (
        "events",
        f"def f():\n    a = ''\n    s = {RAW}\n    for e in s:\n        if e.type == 'content_block_delta':\n"
        "            a += e.delta.text\n    return a",
        f"def f():\n    a = ''\n    with {STREAM} as s:\n        a += {JOINED}\n    return a",
    ),
]
TOGETHER = [
    (
        "in a branch, with a semaphore of another name",
        "async def f(xs, semaphore):\n    a = []\n    if xs:\n        for x in xs:\n            a.append(await ask(x))\n"
        "    return a, semaphore",
        "async def f(xs, semaphore):\n    a = []\n    if xs:\n        semaphore_2 = asyncio.Semaphore(10)\n\n"
        "        async def limited(coroutine):\n            async with semaphore_2:\n"
        "                return await coroutine\n\n"
        "        a.extend(await asyncio.gather(*(limited(ask(x)) for x in xs)))\n    return a, semaphore",
    ),
]
NOT_TOGETHER = [
    "async def f(xs):\n    return {x: await ask(x) for x in xs}",
    "async def f(xs):\n    return [await ask(x) for x in xs if x]",
    "async def f(xs):\n    return [await ask(x) for x in xs][0]",
    "async def f(xs, a):\n    for x in xs:\n        a.append(await ask(x))",
    "async def f(xs):\n    a = []\n    for x in xs:\n        a.append((x, await ask(x)))\n    return a",
]


@pytest.mark.parametrize(
    ("body", "wanted"), [case[1:] for case in ENTERED], ids=[case[0] for case in ENTERED]
)
def test_a_manager_is_entered(body: str, wanted: str) -> None:
    """What reads the stream stands in the `with`, and the rest stays where it is."""
    assert fix_text(HEAD + body + "\n", select=["CL302"], unsafe=True) == HEAD + wanted + "\n"


@pytest.mark.parametrize(("body", "reason"), NOT_ENTERED, ids=[reason for _, reason in NOT_ENTERED])
def test_a_manager_is_left_to_the_author(body: str, reason: str) -> None:
    """Where the stream would be closed too early, or be read wrongly, the finding says why nothing is changed."""
    assert fix_text(HEAD + body + "\n", select=["CL302"], unsafe=True) == HEAD + body + "\n"
    found = check_text(HEAD + body + "\n", select=["CL302"])
    assert [reason in one.fix.title for one in found if one.fix] == [True]


@pytest.mark.parametrize(
    ("body", "wanted"), [case[1:] for case in COLLECTED], ids=[case[0] for case in COLLECTED]
)
def test_a_text_is_taken_at_once(body: str, wanted: str) -> None:
    """The text of the final message stands where the pieces were collected."""
    assert fix_text(HEAD + body + "\n", select=["CL303"], unsafe=True) == HEAD + wanted + "\n"


@pytest.mark.parametrize(
    ("body", "wanted"), [case[1:] for case in TOGETHER], ids=[case[0] for case in TOGETHER]
)
def test_requests_are_started_together(body: str, wanted: str) -> None:
    """A semaphore stands before the loop, in the block of the loop."""
    assert fix_text(HEAD + ASK + body + "\n", select=["CL502"], unsafe=True) == HEAD + ASK + wanted + "\n"


@pytest.mark.parametrize("body", NOT_TOGETHER)
def test_other_loops_are_left_to_the_author(body: str) -> None:
    """A turn that does more than to append its answer is reported and not changed."""
    text = clean(HEAD + ASK + body + "\n")
    assert [one.code for one in check_text(text, select=["CL502"])] == ["CL502"]
    assert fix_text(text, select=["CL502"], unsafe=True) == text
