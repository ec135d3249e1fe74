"""The schemas that the model sees in a request, and what it tells of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from harness import requests_of

from claudelint.linking.schemas import Node, Schema

HEAD = r"""
import anthropic
import elsewhere
TEXT = {"type": "string"}
NODE = {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}}
client = anthropic.Anthropic()
def ask(given):
    client.messages.create(model="claude-opus-5-5", max_tokens=9, messages=[],
        output_config={"format": {"type": "json_schema", "schema": SCHEMA}})
"""


def schema_of(written: str) -> Schema:
    """The one schema of a request."""
    with requests_of(HEAD.replace("SCHEMA", written)) as requests:
        (found,) = requests[0].format_schemas
        return found


def _optional(node: Node) -> object:
    return node.optional


def _union(node: Node) -> object:
    return node.is_union


def _types(node: Node) -> object:
    return node.types


FACTS: dict[str, tuple[str, Callable[[Node], object], object]] = {
    "optional": ('{"properties": {"a": TEXT, "b": TEXT}, "required": ["a"]}', _optional, ("b",)),
    "all are optional": ('{"properties": {"a": TEXT}}', _optional, ("a",)),
    "perhaps required": ('{"properties": {"a": TEXT}, "required": given}', _optional, ()),
    "perhaps required by its name": ('{"properties": {"a": TEXT}, "required": [given]}', _optional, ()),
    "perhaps required elsewhere": ('{"properties": {"a": TEXT}, **given}', _optional, ()),
    "alternatives": ('{"anyOf": [TEXT, {"type": "null"}]}', _union, True),
    "several types": ('{"type": ["string", "null"]}', _union, True),
    "one type": ('{"type": "string"}', _union, False),
    "types": ('{"type": ["object", given]}', _types, ("object",)),
    "an unknown type": ('{"type": given}', _types, ()),
    "lookahead": (r'{"pattern": "a(?=b)"}', lambda node: node.in_pattern("lookaround"), True),
    "lookbehind": (r'{"pattern": "(?<!a)b"}', lambda node: node.in_pattern("lookaround"), True),
    "a group": (r'{"pattern": "(?:a)(?P<n>b)"}', lambda node: node.in_pattern("lookaround"), False),
    "a back-reference": (r'{"pattern": r"(a)\1"}', lambda node: node.in_pattern("back-references"), True),
    "a word boundary": (r'{"pattern": r"\ba"}', lambda node: node.in_pattern("\\b"), True),
    "a backslash before b": (r'{"pattern": r"\\b"}', lambda node: node.in_pattern("\\b"), False),
    "lists in an enum": ('{"enum": [1, [2]]}', lambda node: node.lists_compounds, True),
    "an enum": ('{"enum": [1, "2", None]}', lambda node: node.lists_compounds, False),
}


@pytest.mark.parametrize(("written", "fact", "expected"), FACTS.values(), ids=FACTS)
def test_facts(written: str, fact: Callable[[Node], object], expected: object) -> None:
    """What is told of one schema; what cannot be told is not claimed."""
    assert fact(next(schema_of(written).nodes())) == expected


@pytest.mark.parametrize(
    ("written", "reached", "defined"),
    [
        ("TEXT", 1, 0),
        ('{"properties": {"a": TEXT, "b": {"items": TEXT}}}', 4, 0),
        ('{"anyOf": [TEXT, given, TEXT]}', 3, 0),
        ('{"properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": {"items": TEXT}}}', 2, 2),
        ('{"properties": given}', 1, 0),
        ('{"default": TEXT, "description": "type"}', 1, 0),
        ('{"additionalProperties": TEXT}', 2, 0),
    ],
)
def test_nodes(written: str, reached: int, defined: int) -> None:
    """Every schema within one is found, and nothing that only looks like one."""
    nodes = list(schema_of(written).nodes())
    assert (sum(node.reached for node in nodes), sum(not node.reached for node in nodes)) == (
        reached,
        defined,
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('{"$ref": "#/$defs/Node", "$defs": {"Node": NODE}}', True),
        ('{"properties": {"a": {"$ref": "#"}}}', True),
        ('{"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/B"}, "B": {"$ref": "#/$defs/A"}}}', True),
        ('{"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/B"}, "B": TEXT}}', False),
        ('{"$ref": "#/definitions/Node", "definitions": {"Node": TEXT}}', False),
        ("TEXT", False),
    ],
)
def test_recursion(written: str, expected: bool) -> None:
    """A schema is recursive when a reference leads back to where it stands."""
    assert schema_of(written).is_recursive is expected


def test_an_unknown_schema_is_none() -> None:
    """What a helper makes is not looked into."""
    with requests_of(HEAD.replace("SCHEMA", "elsewhere.schema()")) as requests:
        assert requests[0].format_schemas == ()
