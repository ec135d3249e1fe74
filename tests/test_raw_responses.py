"""How raw responses are read, in the words of the model."""

from __future__ import annotations

import pytest
from harness import requests_of

PROGRAM = """
import anthropic, httpx
client = anthropic.AsyncAnthropic()
async def ask(again, run):
    {body}
"""
RAW = "await client.messages.with_raw_response.create(model='m', max_tokens=1, messages=[])"
READ = [
    ("an attribute", f"r = {RAW}; print(r.text)", "text"),
    ("at once", f"({RAW}).content", "content"),
    ("a call", f"r = {RAW}; r.parse().content", "parse() goes on"),
    ("a call whose value is named", f"r = {RAW}; m = r.parse(); m.content", "parse() goes on"),
    ("an awaited call", f"r = {RAW}; (await r.parse()).content", "parse() awaited"),
    ("a call that is handed on", f"r = {RAW}; run(r.parse())", "parse()"),
    (
        "caught",
        f"r = {RAW}\n    try:\n        r.text\n    except AttributeError:\n        pass",
        "text caught",
    ),
    ("another attribute", f"r = {RAW}; r.headers", "headers"),
]
NOT_READ = [
    ("no raw response", RAW.replace("with_raw_response.", "") + "\n    r = 0"),
    ("a streamed one", "r = " + RAW.replace("raw", "streaming").removeprefix("await ") + "; r.text"),
    ("one of two", f"r = httpx.get('x')\n    if again:\n        r = {RAW}\n    r.text"),
    ("never", f"r = {RAW}"),
    ("another name", f"r = {RAW}; s = run(); s.text"),
]


def reads(body: str) -> str:
    """The reads of the raw response in a function."""
    with requests_of(PROGRAM.format(body=body)) as requests:
        return ", ".join(
            " ".join(
                [
                    f"{one.name}()" if one.is_call else one.name,
                    *(["awaited"] if one.awaited else ["goes on"] if one.goes_on and one.is_call else []),
                    *(["caught"] if one.is_caught else []),
                ]
            )
            for one in requests[0].raw_reads
        )


@pytest.mark.parametrize(("body", "wanted"), [case[1:] for case in READ], ids=[case[0] for case in READ])
def test_read(body: str, wanted: str) -> None:
    """Each read is found, with what stands around it."""
    assert reads(body) == wanted


@pytest.mark.parametrize("body", [case[1] for case in NOT_READ], ids=[case[0] for case in NOT_READ])
def test_not_read(body: str) -> None:
    """What is no raw response for certain is not read as one."""
    assert reads(body) == ""
