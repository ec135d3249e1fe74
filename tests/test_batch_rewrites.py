"""Message batches out of loops, comprehensions, maps and gathers: the code after the fix, and programs run with both."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os

import pytest
from api import LoopbackAPI
from harness import clean, fix_text, run_in
from harness import folder_of as folder_with

from claudelint.editing import comments
from claudelint.findings import Safety

HEAD = """
import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import anthropic
from anthropic import Anthropic, AsyncAnthropic

client = Anthropic()
later = AsyncAnthropic()
"""
ARGUMENTS = 'model="claude-haiku-5-5", max_tokens=64, messages=[{"role": "user", "content": item}]'


def code(body: str) -> str:
    """A program: the clients, and a body in which `ASK(item)` and `AWAITED(item)` stand for requests."""
    asked = clean(body).replace("ASK", f"client.messages.create({ARGUMENTS})")
    return clean(HEAD) + "\n\n" + asked.replace("LATER", f"later.messages.create({ARGUMENTS})")


def batched(body: str) -> str:
    """The program after the fix, which changes nothing a second time and loses no comment."""
    before = code(body)
    after = fix_text(before, select=["CL501"], unsafe=True)
    assert after != before
    compile(after, "main.py", "exec")
    assert fix_text(after, select=["CL501"], unsafe=True) == after
    left = [comment for _, comment in comments(after)]
    assert not [comment for _, comment in comments(before) if comment not in left]
    return after


def refusal(body: str, files: dict[str, str] | None = None) -> str:
    """The titles of the fixes that are only shown, with why."""
    with folder_with({"main.py": code(body), **(files or {})}) as root:
        outcome = run_in(root, select=["CL501"])
    assert not outcome.errors
    fixes = [finding.fix for finding in outcome.findings if finding.fix is not None]
    assert fixes
    assert all(fix.safety is Safety.SHOWN and not fix.edits for fix in fixes)
    return "\n".join(fix.title for fix in fixes)


def ran(program: str, api: LoopbackAPI) -> tuple[str, list[str]]:
    """What a program prints, or how it fails, and the paths of what it asked the API for."""
    api.clear()
    output = io.StringIO()

    sleep = asyncio.sleep

    async def pause(seconds: float) -> None:
        # the loop of the API sleeps, too
        await sleep(min(seconds, 0.01))

    with contextlib.redirect_stdout(output), pytest.MonkeyPatch.context() as patch:
        for name, value in api.environment().items():
            patch.setitem(os.environ, name, value)
        patch.setattr("time.sleep", lambda _: None)
        patch.setattr("asyncio.sleep", pause)
        try:
            exec(compile(program, "main.py", "exec"), {"__name__": "main"})
        except Exception as error:  # noqa: BLE001
            print(type(error).__name__, error)
    asked = [one.path for one in api.requests if one.method == "POST"]
    return output.getvalue(), asked


ONE_BATCH = ["/v1/messages/batches"]

# loops in async functions

ASYNC_LOOP = """
async def ask(items):
    found = []
    for item in items:
        message = await LATER
        found.append(message.content[-1].text)
    return found
"""


def test_an_async_loop_waits_for_its_batch_without_blocking() -> None:
    after = batched(ASYNC_LOOP)
    assert "import time\n" in after
    assert (
        """
        batch = await later.messages.batches.create(requests=requests)
        while batch.processing_status != "ended":
            await asyncio.sleep(60)
            batch = await later.messages.batches.retrieve(batch.id)
        async for entry in await later.messages.batches.results(batch.id):
            results[entry.custom_id] = entry.result
"""
        in after
    )
    assert "        message = result.message\n" in after


def test_the_parentheses_of_an_await_go_with_it() -> None:
    after = batched("""
    async def ask(items):
        found = []
        for item in items:
            found.append((await LATER).content[0].text)
        return found
    """)
    assert "found.append(result.message.content[0].text)" in after


def test_an_async_loop_may_await_something_else() -> None:
    after = batched("""
    async def ask(items, store):
        for item in items:
            message = await LATER
            await store.save(message.id)
    """)
    assert "        await store.save(message.id)\n" in after


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("async def ask(items):\n    for item in items:\n        print(ASK)", "function is asynchronous"),
        ("async def ask(items):\n    for item in items:\n        found = LATER", "not awaited here"),
    ],
)
def test_refuses_what_waits_in_another_way(body: str, reason: str) -> None:
    assert reason in refusal(body)


# programs, before and after

PROGRAMS = {
    "async loop": ASYNC_LOOP + "print(asyncio.run(ask(['one', 'two', 'three'])), asyncio.run(ask([])))",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_say_the_same_afterwards(name: str, loopback_api: LoopbackAPI) -> None:
    before, after = ran(code(PROGRAMS[name]), loopback_api), ran(batched(PROGRAMS[name]), loopback_api)
    assert before[0]
    assert after[0] == before[0]
    assert set(before[1]) == {"/v1/messages"}
    assert after[1] == ONE_BATCH


FAILING = {
    "async loop": ASYNC_LOOP + "print(asyncio.run(ask(['one', ''])))",
}


@pytest.mark.parametrize("name", FAILING)
def test_an_item_that_fails_is_raised(name: str, loopback_api: LoopbackAPI) -> None:
    before, after = ran(code(FAILING[name]), loopback_api), ran(batched(FAILING[name]), loopback_api)
    assert before[0].startswith("BadRequestError")
    assert after == ("RuntimeError request item-1 ended as errored\n", ONE_BATCH)
