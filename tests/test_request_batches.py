"""What the model tells of the ids in a batch."""

from __future__ import annotations

import pytest
from harness import requests_of

HEAD = """
import anthropic
import elsewhere
P = {"model": "claude-haiku-4-5", "max_tokens": 9, "messages": []}
client = anthropic.Anthropic()
def ask(given):
    client.messages.batches.create(requests=REQUESTS)
"""

CASES = {
    "in order": ('[{"custom_id": "a", "params": P}, {"custom_id": "b", "params": P}]', [["a", "b"]]),
    "unknown": ('[{"custom_id": given, "params": P}, {"custom_id": "b", "params": P}]', [[None, "b"]]),
    "others beside": ('[{"custom_id": "a", "params": P}, *given]', [["a"]]),
    "a number": ('[{"custom_id": 1, "params": P}]', [[None]]),
    "missing": ('[{"params": P}]', [[]]),
    "a comprehension": ('[{"custom_id": "a", "params": P} for _ in given]', [["a"]]),
    "one of two lists": (
        '[{"custom_id": "a", "params": P}] if given else [{"custom_id": "b", "params": P}]',
        [["a"], ["b"]],
    ),
    "not known": ("elsewhere.items()", [[]]),
}


@pytest.mark.parametrize(("written", "expected"), CASES.values(), ids=CASES)
def test_custom_ids(written: str, expected: list[list[str | None]]) -> None:
    """For each list that may be sent, the ids in their order; None where an id cannot be told."""
    with requests_of(HEAD.replace("REQUESTS", written)) as requests:
        batch = next(one for one in requests if one.kind == "batch")
        assert [[one.known for one in ids] for ids in batch.batches] == expected


def test_only_a_batch_has_them() -> None:
    """An item, and a request of its own, has no ids."""
    with requests_of(HEAD.replace("REQUESTS", CASES["in order"][0])) as requests:
        assert [one.batches for one in requests if one.kind != "batch"] == [(), ()]
