"""A case of a rule of the loopback API, and the pieces that its requests are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from api.refusals import COUNT, MESSAGE
from harness import TODAY

OLD_VERSION = "2023-06-01"
# a day on which models older than the 4.5 line were still served
SPRING = date(2026, 5, 1)

Body = dict[str, object]


@dataclass(frozen=True)
class Case:
    """What is changed in PLAIN; a value of None takes a field away."""

    rule: str
    message: str
    broken: Body
    accepted: Body
    kind: str = MESSAGE
    version: str | None = None
    betas: str | None = None
    accepted_betas: str | None = None
    today: date = TODAY
    both: Body = field(default_factory=dict)

    def body(self, changes: Mapping[str, object]) -> Body:
        """A whole body."""
        counted = {"max_tokens": None} if self.kind == COUNT else {}
        changed = {**PLAIN, **counted, **self.both, **changes}
        return {key: value for key, value in changed.items() if value is not None}


def user(content: object) -> Body:
    """A message of the user."""
    return {"role": "user", "content": content}


def assistant(content: object) -> Body:
    """A message of the model."""
    return {"role": "assistant", "content": content}


def system(content: object) -> Body:
    """A message of the operator."""
    return {"role": "system", "content": content}


def text(words: str, ttl: str | None = None, **more: object) -> Body:
    """A text block, perhaps with a marker."""
    marker = {} if ttl is None else {"cache_control": {"type": "ephemeral", "ttl": ttl}}
    return {"type": "text", "text": words, **marker, **more}


def tool(name: str, **more: object) -> Body:
    """A tool."""
    return {"name": name, "input_schema": {"type": "object", "properties": {}}, **more}


def json_format(schema: object) -> Body:
    """An output_config with a format."""
    return {"format": {"type": "json_schema", "schema": schema}}


def object_of(schema: object) -> Body:
    """A schema of an object with one property."""
    return {
        "type": "object",
        "properties": {"it": schema},
        "required": ["it"],
        "additionalProperties": False,
    }


def document(cited: bool) -> Body:
    """A document of plain text."""
    source = {"type": "text", "media_type": "text/plain", "data": "The sky is blue."}
    return {"type": "document", "source": source, "citations": {"enabled": cited}}


PLAIN: Body = {"model": "claude-opus-4-8", "max_tokens": 2_000, "messages": [user("Hello")]}
FORCED: Body = {"tools": [tool("look_up")], "tool_choice": {"type": "any"}}
ENABLED: Body = {"type": "enabled", "budget_tokens": 1_024}
CALL: Body = {"type": "tool_use", "id": "toolu_1", "name": "look_up", "input": {}}
RESULT: Body = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "found"}
OLDER: Body = {"model": "claude-sonnet-4-5"}
NODE: Body = {
    "type": "object",
    "properties": {"next": {"$ref": "#/$defs/Node"}},
    "additionalProperties": False,
}
LEAF: Body = {"type": "object", "properties": {}, "additionalProperties": False}
