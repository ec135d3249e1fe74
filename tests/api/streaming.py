"""An answer as the events of a stream.

Source of the events and their order: platform.claude.com/docs, build-with-claude/streaming.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from api.answers import Answer, Block
from api.models import ServedModel


@dataclass(frozen=True, slots=True)
class Event:
    """One event; it is sent when so many more tokens have been written."""

    data: dict[str, object]
    tokens: int = 0

    def encode(self) -> bytes:
        """The event as it is sent."""
        return f"event: {self.data['type']}\ndata: {json.dumps(self.data)}\n\n".encode()


def events_of(message: dict[str, object], answer: Answer, model: ServedModel) -> Iterator[Event]:
    """The events that make up a message, delta by delta, each of one token."""
    usage = message["usage"]
    assert isinstance(usage, dict)
    begun = {
        **message,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {**usage, "output_tokens": min(1, answer.tokens)},
    }
    yield Event({"type": "message_start", "message": begun})
    yield Event({"type": "ping"})
    for index, block in enumerate(answer.blocks):
        yield Event({"type": "content_block_start", "index": index, "content_block": _empty(block)})
        for delta, tokens in _deltas(block, model):
            yield Event({"type": "content_block_delta", "index": index, "delta": delta}, tokens)
        yield Event({"type": "content_block_stop", "index": index})
    counted = (
        "input_tokens",
        "cache_creation_input_tokens",
        "cache_read_input_tokens",
        "output_tokens",
        "output_tokens_details",
    )
    yield Event(
        {
            "type": "message_delta",
            "delta": {"stop_reason": answer.stop_reason, "stop_sequence": answer.stop_sequence},
            "usage": {key: usage[key] for key in counted},
        }
    )
    yield Event({"type": "message_stop"})


def _empty(block: Block) -> dict[str, object]:
    """A block before anything of it has been written."""
    if block.kind == "thinking":
        return {"type": "thinking", "thinking": "", "signature": ""}
    if block.kind == "tool_use":
        return {"type": "tool_use", "id": block.id, "name": block.name, "input": {}}
    return {"type": "text", "text": ""} | ({} if block.citation is None else {"citations": []})


def _deltas(block: Block, model: ServedModel) -> Iterator[tuple[dict[str, object], int]]:
    key = {"thinking": "thinking", "tool_use": "partial_json", "text": "text"}[block.kind]
    kind = {"thinking": "thinking_delta", "tool_use": "input_json_delta", "text": "text_delta"}[block.kind]
    for piece in model.pieces(block.text):
        yield {"type": kind, key: piece}, 1
    if block.kind == "thinking":
        yield {"type": "signature_delta", "signature": block.id}, 0
    if block.citation is not None:
        yield {"type": "citations_delta", "citation": block.citation}, 0
