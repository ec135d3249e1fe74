"""How often a run of a script sends what it marks for the cache, as far as the model sees."""

from __future__ import annotations

import pytest
from harness import requests_of

HEAD = """
import sys
import anthropic
client = anthropic.Anthropic()
MARK = {"type": "ephemeral"}
def ask(question, paper="All about tides.", **more):
    return client.messages.create(model="claude-opus-5-5", max_tokens=9,
        system=[{"type": "text", "text": paper, "cache_control": MARK}],
        messages=[{"role": "user", "content": question}])
def unmarked():
    client.messages.create(model="claude-opus-5-5", max_tokens=9, system="All about tides.", messages=[])
def of_other_model():
    client.messages.create(model="claude-opus-5", max_tokens=9, cache_control=MARK, system="All about tides.",
        messages=[{"role": "user", "content": "x"}])
def of_any_text():
    client.messages.create(model="claude-opus-5-5", max_tokens=9, system=sys.argv[1], cache_control=MARK,
        messages=[{"role": "user", "content": "x"}])
def longer():
    client.messages.create(model="claude-opus-5-5", max_tokens=9, cache_control=MARK, messages=[],
        system=[{"type": "text", "text": "All about tides."}, {"type": "text", "text": "And boats."}])
"""

# the script, and how often it sends the prompt of `ask`
CASES = {
    "once": ("ask('a')", {1}),
    "twice": ("ask('a')\nask('b')", {2}),
    "in a loop": ("for one in sys.argv: ask(one)", {None}),
    "in a loop that tries again": ("while True:\n ask('a')\n break", {1}),
    "mapped": ("list(map(ask, sys.argv))", {None}),
    "in a function that nobody calls": ("def main(): ask('a')", {None}),
    "in a function that is called": ("def main(): ask('a')\nmain()", {1}),
    "beside one without a marker": ("ask('a')\nunmarked()", {1}),
    "beside one of another model": ("ask('a')\nof_other_model()", {1}),
    "beside one of any text": ("ask('a')\nof_any_text()", {2}),
    "beside a longer one": ("ask('a')\nlonger()", {2}),
    "beside one of another text": ("ask('a')\nask('a', 'All about boats.')", {1}),
}


@pytest.mark.parametrize(("script", "expected"), CASES.values(), ids=CASES)
def test_uses(script: str, expected: set[int | None]) -> None:
    """The uses of what `ask` sends are counted, those of others only where they may share it."""
    kept = HEAD
    for name in ("unmarked", "of_other_model", "of_any_text", "longer"):
        if f"{name}()" not in script:
            start = kept.index(f"def {name}(")
            end = kept.find("\ndef ", start)
            kept = kept[:start] + (kept[end + 1 :] if end > 0 else "")
    with requests_of(f"{kept}\n{script}\n") as requests:
        asking = [one for one in requests if "paper" in one.text[one.span.start : one.span.end]]
        assert {one.marked_uses_per_run for one in asking} == expected


def test_two_scripts() -> None:
    """A run is that of one script: what another one sends is not counted, and nothing is said."""
    other = "from main import ask\nask('b')\n"
    with requests_of(f"{HEAD}if __name__ == '__main__':\n ask('a')\n", {"other.py": other}) as requests:
        asking = [one for one in requests if "paper" in one.text[one.span.start : one.span.end]]
        assert {one.marked_uses_per_run for one in asking} == {None}
