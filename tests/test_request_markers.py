"""The markers for the cache that the model sees in a request: how many, where, how long, and how surely."""

from __future__ import annotations

import pytest
from harness import requests_of

from claudelint.linking.markers import Marker, Prompt

HEAD = """
import anthropic
from anthropic.types import CacheControlEphemeralParam
import elsewhere
MARK = {"type": "ephemeral"}
HOUR = {"type": "ephemeral", "ttl": "1h"}
A = {"type": "text", "text": "a", "cache_control": MARK}
B = {"type": "text", "text": "b", "cache_control": HOUR}
PLAIN = {"type": "text", "text": "c"}
client = anthropic.Anthropic()
def ask(given, **more):
    client.messages.create(model="claude-opus-5-5", max_tokens=9, ARGUMENTS)
"""


def told(marker: Marker) -> str:
    """A marker in words: its argument, how long it keeps, and a question mark where it may not be there."""
    return f"{marker.argument} {marker.known_ttl('5m') or '?'}{'' if marker.certain else ' perhaps'}"


def prompts(arguments: str) -> tuple[Prompt, ...]:
    """The prompts of a request with these arguments."""
    with requests_of(HEAD.replace("ARGUMENTS", arguments)) as requests:
        assert len(requests) == 1
        return requests[0].prompts


CASES = {
    "none": ('system="a", messages=[]', [[]]),
    "in cache order": (
        'cache_control=MARK, messages=[{"role": "user", "content": [A]}], system=[B], tools=[{"cache_control": HOUR}]',
        [["tools 1h", "system 1h", "messages 5m", "cache_control 5m"]],
    ),
    "typed": (
        'system=[{**PLAIN, "cache_control": CacheControlEphemeralParam(type="ephemeral")}]',
        [["system 5m"]],
    ),
    "within the result of a tool": (
        'messages=[{"role": "user", "content": [{"type": "tool_result", "content": [A], "cache_control": HOUR}]}]',
        [["messages 5m", "messages 1h"]],
    ),
    "of a message, which is no block": (
        'messages=[{"role": "user", "content": "x", "cache_control": MARK}]',
        [[]],
    ),
    "None is no marker": ('system=[{**PLAIN, "cache_control": None}], cache_control=None', [[]]),
    "NOT_GIVEN is no marker": ("cache_control=anthropic.NOT_GIVEN, system=[A]", [["system 5m"]]),
    "perhaps None": (
        'system=[{**PLAIN, "cache_control": MARK if given else None}]',
        [["system 5m perhaps"]],
    ),
    "unknown": ('system=[{**PLAIN, "cache_control": elsewhere.mark()}]', [["system ? perhaps"]]),
    "unknown lifetime": (
        'system=[{**PLAIN, "cache_control": {"type": "ephemeral", "ttl": given}}]',
        [["system ?"]],
    ),
    "one of two blocks": ("system=[A if given else B]", [["system 5m perhaps", "system 1h perhaps"]]),
    "one of two prompts": ("system=[A] if given else [B, B]", [["system 5m"], ["system 1h", "system 1h"]]),
    "two that may never meet": (
        'system=[A] if given else [], tools=[] if given else [{"cache_control": HOUR}], cache_control=MARK',
        [["cache_control 5m"]],
    ),
    "an unknown list beside": ("system=[A, *given]", [["system 5m"]]),
    "an unknown argument": ("system=given, cache_control=HOUR", [["cache_control 1h"]]),
    "in what a dict display brings": ('**{"system": [A]}', [["system 5m"]]),
}


@pytest.mark.parametrize(("arguments", "expected"), CASES.values(), ids=CASES)
def test_markers(arguments: str, expected: list[list[str]]) -> None:
    """Every prompt that may be sent has its markers, in the order of the cache."""
    assert [[told(one) for one in prompt.markers] for prompt in prompts(arguments)] == expected


@pytest.mark.parametrize(
    ("messages", "is_known"),
    [
        ('[{"role": "user", "content": [PLAIN, A]}]', True),
        ('[{"role": "user", "content": "text"}]', False),
        ('[{"role": "user", "content": [A, *given]}]', False),
        ('[{"role": "user", "content": [A]}, *given]', False),
        ("given", False),
        ("[]", False),
    ],
)
def test_the_last_block(messages: str, is_known: bool) -> None:
    """The block in which a prompt ends is known only where nothing may follow it."""
    (prompt,) = prompts(f"messages={messages}")
    assert (prompt.last is not None) is is_known


def test_a_gateway_has_rules_of_its_own() -> None:
    """What is sent to another host is not judged by Claude's rules."""
    text = HEAD.replace("Anthropic()", 'Anthropic(base_url="https://example.com")')
    with requests_of(text.replace("ARGUMENTS", "system=[A]")) as requests:
        assert requests[0].prompts == ()
