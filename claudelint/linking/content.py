"""The blocks of messages."""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.linking.value_kinds import Known, Mapping, Sequence, Value


def certain_blocks(messages: Value | None) -> Iterator[Mapping]:
    """The blocks that certainly stand in messages, whatever else there is."""
    for message in messages.items if isinstance(messages, Sequence) else ():
        content = message.get("content") if isinstance(message, Mapping) else None
        for block in content.items if isinstance(content, Sequence) else ():
            if isinstance(block, Mapping):
                yield block


def cites(block: Mapping) -> bool:
    """Whether a block certainly asks for citations."""
    citations = block.get("citations")
    enabled = citations.get("enabled") if isinstance(citations, Mapping) else None
    return isinstance(enabled, Known) and enabled.value is True
