"""Programs whose requests become message batches: how they are written, fixed and run."""

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
from claudelint.running.outcome import FixMode

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
    asked = asked.replace("LATER", f"later.messages.create({ARGUMENTS})")
    return clean(HEAD) + "\n\n" + asked + ("" if asked.endswith("\n") else "\n")


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


def batched_files(files: dict[str, str]) -> dict[str, str]:
    """The texts of a project's files after the fix, which changes nothing a second time and loses no comment."""
    with folder_with(files) as root:
        for _ in range(2):
            outcome = run_in(root, select=["CL501"], fix=FixMode.WRITE, unsafe=True)
            assert not outcome.errors
            after = {name: (root / name).read_bytes().decode() for name in files}
            if not outcome.changes:
                break
        assert not outcome.changes
    assert after != files
    for name, text in after.items():
        compile(text, name, "exec")
        left = [comment for _, comment in comments(text)]
        assert not [comment for _, comment in comments(files[name]) if comment not in left]
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
        except Exception as error:
            print(type(error).__name__, error)
    asked = [one.path for one in api.requests if one.method == "POST"]
    return output.getvalue(), asked


ONE_BATCH = ["/v1/messages/batches"]

ASYNC_LOOP = """
async def ask(items):
    found = []
    for item in items:
        message = await LATER
        found.append(message.content[-1].text)
    return found
"""

CLASSIFY = """
def classify(item):
    \'\'\'Says what it is.\'\'\'
    # short ones only
    item = item.strip()
    message = ASK  # sent
    return message.content[-1].text
"""

TURN = "found = [classify(item) for item in things()]"
