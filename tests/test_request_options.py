"""Every value that an argument, or a key of it, may have: one that may be left out has one more."""

from __future__ import annotations

import pytest
from harness import requests_of

from claudelint.linking.value_kinds import Known, NotGiven, Value

HEAD = """
import anthropic
import elsewhere
client = anthropic.Anthropic()
def ask(given):
    options = {"model": "claude-opus-5-5"}
    LINE
    client.messages.create(**options, max_tokens=9, messages=[])
"""


def told(value: Value) -> object:
    """A value in a word: the constant itself, `-` where nothing is given, `?` where it cannot be told."""
    return value.value if isinstance(value, Known) else "-" if isinstance(value, NotGiven) else "?"


CASES = {
    "absent": ("pass", [], []),
    "given": ('options["thinking"] = {"type": "a"}', ["?"], ["a"]),
    "given or not": ('if given: options["thinking"] = {"type": "a"}', ["?", "-"], ["a", "-"]),
    "a key or not": ('options["thinking"] = {"type": "a"} if given else {}', ["?", "?"], ["a", "-"]),
    "one of two": ('options["thinking"] = {"type": "a" if given else "b"}', ["?"], ["a", "b"]),
    "unknown": ('options["thinking"] = elsewhere.thinking()', ["?"], ["?"]),
    "known or unknown": ('options["thinking"] = {"type": "a"} if given else given', ["?", "?"], ["a", "?"]),
    "an open dict": ('options["thinking"] = {**given}', ["?"], []),
    "None": ('options["thinking"] = None', [None], [None]),
}


@pytest.mark.parametrize(("line", "options", "under"), CASES.values(), ids=CASES)
def test_options(line: str, options: list[object], under: list[object]) -> None:
    """What may be left out, and what cannot be told, counts among the alternatives."""
    with requests_of(HEAD.replace("LINE", line)) as requests:
        (request,) = requests
        argument = request.arguments.get("thinking")
        assert [told(one) for one in (() if argument is None else argument.options)] == options
        assert [told(one) for one in request.under("thinking", "type")] == under
