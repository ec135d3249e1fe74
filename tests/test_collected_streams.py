"""Streams whose text is only put together, in the words of the model."""

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
OPEN = f"with client.messages.stream({ARGUMENTS}) as s:"
ASYNC_OPEN = f"async with asynchronous.messages.stream({ARGUMENTS}) as s:"
RAW = f"client.messages.create({ARGUMENTS}, stream=True)"
TEXT = "e.type == 'content_block_delta'"


def adding(body: str, after: str = "return a", begin: str = "a = ''") -> str:
    """A function that goes through the texts of a stream."""
    return (
        f"def f():\n    {begin}\n    {OPEN}\n        for t in s.text_stream:\n            {body}\n    {after}"
    )


COLLECTED = [
    ("added up", adding("a += t"), "loop"),
    ("added to itself", adding("a = a + t"), "loop"),
    ("appended", adding("a.append(t)", "return ''.join(a)", "a = []"), "loop"),
    ("joined", f"def f():\n    {OPEN}\n        return ''.join(s.text_stream)", "whole"),
    ("joined in a comprehension", f"def f():\n    {OPEN}\n        a = ''.join([t for t in s.text_stream])", "whole"),
    ("listed", f"def f():\n    {OPEN}\n        a = [t for t in s.text_stream]\n    return ''.join(a)", "list"),
    ("async", f"async def f():\n    a = ''\n    {ASYNC_OPEN}\n        async for t in s.text_stream: a += t", "loop"),
    ("the message besides", adding("a += t\n        s.get_final_message()"), "loop"),
    ("in a try", f"def f():\n    try:\n        {OPEN}\n            a = ''.join(s.text_stream)\n    except OSError: ...",
     "whole try"),
    ("events", f"def f():\n    a = ''\n    for e in {RAW}:\n        if {TEXT}: a += e.delta.text", "raw loop"),
    ("events of a name", f"def f():\n    a = ''\n    s = {RAW}\n    for e in s:\n        if {TEXT}: a += e.delta.text",
     "raw loop"),
    ("events in two conditions", f"def f():\n    a = ''\n    for e in {RAW}:\n        if {TEXT}:\n"
     "            if e.delta.type == 'text_delta':\n                a += e.delta.text", "raw loop"),
]  # fmt: skip
NOT_COLLECTED = [
    ("printed", adding("print(t)")),
    ("printed as well", adding("a += t; print(t)")),
    ("yielded", adding("yield t")),
    ("some of it", adding("if t: a += t")),
    ("stopped", adding("a += t\n            if len(a) > 9: break")),
    ("changed", adding("a += t.upper()")),
    ("before the rest", adding("a = t + a")),
    ("an attribute", adding("run.a += t")),
    ("kept in pieces", adding("a.append(t)", "return a", "a = []")),
    ("joined on lines", adding("a.append(t)", "return '\\n'.join(a)", "a = []")),
    ("joined with more", adding("a.append(t)", "return ''.join(a)", "a = ['x']")),
    ("more appended", adding("a.append(t)", "a.append('x')\n    return ''.join(a)", "a = []")),
    ("with an else", adding("a += t\n        else:\n            a += 'x'")),
    ("a piece taken before", f"def f():\n    {OPEN}\n        next(s.text_stream)\n        return ''.join(s.text_stream)"),
    ("the message taken before", f"def f():\n    {OPEN}\n        s.get_final_message()\n        return ''.join(s.text_stream)"),
    ("events taken before", f"def f():\n    {OPEN}\n        for e in s: break\n        return ''.join(s.text_stream)"),
    ("handed on", f"def f():\n    {OPEN}\n        run.show(s)\n        return ''.join(s.text_stream)"),
    ("other events", f"def f():\n    a = ''\n    for e in {RAW}:\n        if {TEXT}: a += e.delta.text\n        else: run.it(e)"),
    ("every event", f"def f():\n    a = ''\n    for e in {RAW}:\n        a += e.delta.text"),
    ("a condition that does something", f"def f():\n    a = ''\n    for e in {RAW}:\n        if run.it(e): a += e.delta.text"),
    ("something between", f"def f():\n    a = ''\n    s = {RAW}\n    run.it()\n    for e in s:\n        if {TEXT}: a += e.delta.text"),
]  # fmt: skip


def collected(body: str) -> list[str]:
    """How the text of each request's stream is put together."""
    with requests_of(PROGRAM.format(body=body)) as requests:
        return [
            " ".join(
                [
                    *(["raw"] if one.is_raw else []),
                    "loop" if one.loop >= 0 else "list" if one.is_list else "whole",
                    *(["try"] if one.is_in_try else []),
                ]
            )
            for request in requests
            if (one := request.collected) is not None
        ]


@pytest.mark.parametrize(
    ("body", "wanted"), [case[1:] for case in COLLECTED], ids=[case[0] for case in COLLECTED]
)
def test_collected(body: str, wanted: str) -> None:
    """Nothing is done with the pieces but to put them together."""
    assert collected(body) == [wanted]


@pytest.mark.parametrize("body", [case[1] for case in NOT_COLLECTED], ids=[case[0] for case in NOT_COLLECTED])
def test_not_collected(body: str) -> None:
    """More is done with the pieces, or with the stream."""
    assert collected(body) == []
