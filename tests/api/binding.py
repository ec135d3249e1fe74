"""Thinking blocks that are bound to what stood before them: their signatures tell of it.

Source: platform.claude.com/docs, build-with-claude/preserved-thinking/prefix-checks. The account is a new one, on which
every model that binds does check.
"""

from __future__ import annotations

import hashlib
import json

from api.models import ServedModel
from api.prompt import without_markers
from api.reading import Json, content_blocks, mapping, mappings, string

_MARK = "."


def signature(body: Json, model: ServedModel, thought: str) -> str:
    """The signature of a thought that answers a request."""
    own = hashlib.sha256(f"{model.id} {thought}".encode()).hexdigest()
    if model.facts.binds_thinking_blocks is not True:
        return own
    return f"{own}{_MARK}{_prefix(body, len(mappings(body.get('messages'))))}"


def misplaced_block(body: Json, model: ServedModel) -> tuple[int, int] | None:
    """The first thinking block that stands behind something else than it was made behind: its message and its place.

    None where the model does not check, or the request asks that such blocks be dropped.
    """
    binding = mapping(mapping(body.get("thinking")).get("block_binding"))
    if model.facts.binds_thinking_blocks is not True:
        return None
    if binding.get("prefix_mismatch_behavior") == "drop_block":
        return None
    for number, message in enumerate(mappings(body.get("messages"))):
        for place, block in enumerate(content_blocks(message.get("content"))):
            if block.get("type") != "thinking":
                continue
            _, mark, prefix = string(block.get("signature")).partition(_MARK)
            if mark and prefix != _prefix(body, number):
                return number, place
    return None


def _prefix(body: Json, count: int) -> str:
    """What stands for the tools, the system prompt and so many messages; markers for the cache do not count."""
    messages = mappings(body.get("messages"))[:count]
    parts = [
        mappings(body.get("tools")),
        content_blocks(body.get("system")),
        [[one.get("role"), content_blocks(one.get("content"))] for one in messages],
    ]
    return hashlib.sha256(json.dumps(without_markers(parts), sort_keys=True).encode()).hexdigest()[:16]
