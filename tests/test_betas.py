"""The values of the beta header that a request certainly sends."""

from __future__ import annotations

import pytest
from harness import requests_of

PROGRAM = """
import anthropic
client = anthropic.Anthropic({client})
def ask(question, features, maybe, **more):
    return client.beta.messages.create(
        model="claude-sonnet-5-5", max_tokens=4096, messages=[question], {call}
    )
"""
SENT = [
    ("a list", "", 'betas=["a", "b"]', [("betas", "a b")]),
    ("a header of the request", "", 'extra_headers={"Anthropic-Beta": "a, b"}', [("extra_headers", "a b")]),
    ("a header of the client", 'default_headers={"anthropic-beta": "a"}', "", [("default_headers", "a")]),
    (
        "two places",
        'default_headers={"anthropic-beta": "a"}',
        'betas=["b"]',
        [("betas", "b"), ("default_headers", "a")],
    ),
    ("in every case", "", 'betas=["a", "b"] if maybe else ["b"]', [("betas", "b")]),
    ("through a dict", "", '**{"betas": ["a"]}', [("betas", "a")]),
    ("beside an unknown one", "", 'betas=["a", features]', [("betas", "a")]),
]
NOT_SENT = [
    ("nothing", "", ""),
    ("unknown", "", "betas=features"),
    ("in one case", "", 'betas=["a"] if maybe else []'),
    ("another header", "", 'extra_headers={"x-trace": "a"}'),
    ("out of sight", "", "**more"),
    ("unknown headers", "default_headers=dict(x)", ""),
    ("empty", "", "betas=[]"),
]


def betas(client: str, call: str) -> list[tuple[str, str]]:
    """What the request of the program sends, by argument."""
    with requests_of(PROGRAM.format(client=client, call=call)) as requests:
        return [(sent.argument.name, " ".join(sent.names)) for sent in requests[0].betas]


@pytest.mark.parametrize(
    ("client", "call", "wanted"), [case[1:] for case in SENT], ids=[case[0] for case in SENT]
)
def test_sent(client: str, call: str, wanted: list[tuple[str, str]]) -> None:
    """What is sent in every run is told, with the argument that brings it."""
    assert betas(client, call) == wanted


@pytest.mark.parametrize(
    ("client", "call"), [case[1:] for case in NOT_SENT], ids=[case[0] for case in NOT_SENT]
)
def test_not_sent(client: str, call: str) -> None:
    """What cannot be told, or is sent in some runs only, is not."""
    assert betas(client, call) == []
