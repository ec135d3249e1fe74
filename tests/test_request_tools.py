"""The tools that the model sees in a request, and what certainly meets of several alternatives."""

from __future__ import annotations

import pytest
from harness import requests_of

from claudelint.linking.meeting import clash_of
from claudelint.linking.tools import ToolSet

HEAD = """
import anthropic
import elsewhere
A = {"name": "a", "input_schema": {}}
B = {"name": "b", "input_schema": {}}
client = anthropic.Anthropic()
def ask(given, **more):
    client.messages.create(model="claude-opus-5-5", max_tokens=9, ARGUMENTS)
"""


def told(toolset: ToolSet) -> str:
    """A set of tools in words: their names, those that may stand aside in brackets, `...` for others."""
    names = [tool.name or "?" for tool in toolset.tools]
    shown = [name if tool.certain else f"({name})" for name, tool in zip(names, toolset.tools, strict=True)]
    return " ".join([*shown, *(() if toolset.complete else ("...",))])


CASES = {
    "absent": ("messages=[]", []),
    "none": ("tools=[]", [""]),
    "two": ("tools=[A, B]", ["a b"]),
    "None is no tool": ("tools=None", [""]),
    "unknown": ("tools=given", ["..."]),
    "an unknown one beside": ("tools=[A, given]", ["a ..."]),
    "unknown ones beside": ("tools=[A, *given]", ["a ..."]),
    "an unknown name": ('tools=[A, {"name": given}]', ["a ?"]),
    "a dict that may hold more": ("tools=[{**A, **given}]", ["? ..."]),
    "one of two sets": ("tools=[A] if given else [B]", ["a", "b"]),
    "one of two tools": ("tools=[A if given else B]", ["(a) (b)"]),
    "a function": ("tools=[elsewhere.look_up]", ["..."]),
    "through a dict": ('**{"tools": [A]}', ["a"]),
}


@pytest.mark.parametrize(("arguments", "expected"), CASES.values(), ids=CASES)
def test_tools(arguments: str, expected: list[str]) -> None:
    """Every set of tools that may be offered is told, with what is not known of it."""
    with requests_of(HEAD.replace("ARGUMENTS", arguments)) as requests:
        assert [told(one) for one in requests[0].toolsets] == expected


def test_names_are_known_only_where_all_are() -> None:
    """Which names there are cannot be told where a tool has none in sight, or where there may be others."""
    for arguments, expected in (
        ("tools=[A, B]", frozenset({"a", "b"})),
        ("tools=[A, *given]", None),
        ('tools=[A, {"type": "mcp_toolset"}]', None),
    ):
        with requests_of(HEAD.replace("ARGUMENTS", arguments)) as requests:
            assert requests[0].toolsets[0].names == expected


@pytest.mark.parametrize(
    ("firsts", "seconds", "expected"),
    [
        ([1], [2], (1, 2)),
        ([1, 9], [2], (1, 2)),
        ([1], [9, 2], (1, 2)),
        ([1, 0], [9, 2], (1, 2)),
        ([1, 7], [8, 2], (1, 8)),
        ([1, 8], [7, 2], (1, 7)),
        ([1, 9], [0, 2], None),
        ([3], [2], None),
        ([], [2], None),
    ],
)
def test_a_clash_is_a_pair_that_meets(firsts: list[int], seconds: list[int], expected: object) -> None:
    """Here a first rejects every larger second: two alternatives on both sides may never meet."""
    assert clash_of(firsts, seconds, lambda first, second: 9 > second > first) == expected
