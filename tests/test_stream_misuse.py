"""How streams are used wrongly, in the words of the model."""

from __future__ import annotations

import pytest
from harness import requests_of

PROGRAM = """
import anthropic, run
client = anthropic.Anthropic()
asynchronous = anthropic.AsyncAnthropic()
{body}
"""
ARGUMENTS = "model='m', max_tokens=1, messages=[]"
MANAGER = f"client.messages.stream({ARGUMENTS})"
ASYNC_MANAGER = f"asynchronous.messages.stream({ARGUMENTS})"
STREAM = f"client.messages.create({ARGUMENTS}, stream=True)"
ASYNC_STREAM = f"asynchronous.messages.create({ARGUMENTS}, stream=True)"
CASES = [
    ("a manager that is read", f"def f():\n    s = {MANAGER}\n    s.text_stream", "unentered attribute"),
    ("read at once", f"def f():\n    {MANAGER}.get_final_text()", "unentered attribute"),
    ("iterated", f"def f():\n    for e in {MANAGER}: ...", "unentered iterated"),
    ("listed", f"def f():\n    list({MANAGER})", "unentered iterated"),
    ("awaited", f"async def f():\n    await {ASYNC_MANAGER}", "unentered awaited"),
    ("of the module", f"s = {MANAGER}\nfor t in s.text_stream: ...", "unentered attribute"),
    ("of the class", f"class A:\n    def f(self):\n        self.c = client\n        {MANAGER.replace('client', 'self.c')}"
     ".x", "unentered attribute"),
    ("dropped", f"def f():\n    {MANAGER}", "unused"),
    ("never used", f"def f():\n    s = {MANAGER}", "unused"),
    ("the wrong with", f"async def f():\n    with {ASYNC_MANAGER} as s: ...", "mismatched entered"),
    ("the wrong async with", f"async def f():\n    async with {MANAGER} as s: ...", "mismatched entered"),
    ("a stream that is not read", f"def f():\n    s = {STREAM}\n    s.response", "unread"),
    ("dropped at once", f"async def f():\n    await {ASYNC_STREAM}", "unread"),
    ("taken for a message", f"def f():\n    s = {STREAM}\n    s.content", "misread attribute"),
    ("right", f"def f():\n    with {MANAGER} as s: ...", ""),
    ("right and async", f"async def f():\n    async with {ASYNC_MANAGER} as s: ...", ""),
    ("entered later", f"def f():\n    s = {MANAGER}\n    with s as t: ...", ""),
    ("entered on one way", f"def f(a):\n    s = {MANAGER}\n    if a:\n        with s as t: ...\n    s.x", ""),
    ("entered by hand", f"def f():\n    s = {MANAGER}.__enter__()", ""),
    ("a stack", f"def f(stack):\n    stack.enter_context({MANAGER})", ""),
    ("returned", f"def f():\n    return {MANAGER}", ""),
    ("yielded", f"def f():\n    yield {MANAGER}", ""),
    ("kept", f"def f(a):\n    a.b = {MANAGER}", ""),
    ("iterated stream", f"def f():\n    for e in {STREAM}: ...", ""),
    ("iterated on one way", f"def f(a):\n    s = {STREAM}\n    if a:\n        for e in s: ...", ""),
    ("closed", f"def f():\n    {STREAM}.close()", ""),
    ("a coroutine", f"async def f():\n    {ASYNC_STREAM}", ""),
    ("perhaps a stream", f"def f(a):\n    s = {STREAM.replace('True', 'a')}\n    s.content", ""),
    ("a wrapped stream", f"def f():\n    {STREAM.replace('create', 'with_streaming_response.create')}", ""),
    ("another client", f"def f():\n    {MANAGER.replace('client', 'run.client')}.text_stream", ""),
]  # fmt: skip


@pytest.mark.parametrize(("body", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_misuse(body: str, wanted: str) -> None:
    """The kind of misuse, and what shows it; nothing where the stream may be used rightly."""
    with requests_of(PROGRAM.format(body=body)) as requests:
        found = [one.stream_misuse for one in requests]
    told = [f"{one.kind} {one.fate.kind if one.fate else ''}".strip() for one in found if one is not None]
    assert " ".join(told) == wanted
