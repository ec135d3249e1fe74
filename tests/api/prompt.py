"""A request's prompt in the order in which it is cached: tools, system, messages.

Source of the order, the markers and what breaks a prefix: platform.claude.com/docs, prompt-caching.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.models import ServedModel
from api.reading import Json, content_blocks, is_text, mapping, mappings, string
from api.thinking import effort_of, thinking_type

# an image or a document that is given as data counts this much, whatever its size
_TOKENS_OF_DATA = 1_000
_DEFAULT_TTL = "5m"
_NOT_CACHEABLE = ("thinking", "redacted_thinking")


@dataclass(frozen=True, slots=True)
class Part:
    """One block of the prompt: what is compared byte for byte, its size, and the lifetime its marker asks for."""

    level: str
    text: str
    tokens: int
    ttl: str | None
    cacheable: bool


@dataclass(frozen=True, slots=True)
class Prompt:
    """The blocks of a request; `keys[i]` stands for the prefix up to and with block i, `sizes[i]` is its size."""

    parts: tuple[Part, ...]
    keys: tuple[str, ...]
    sizes: tuple[int, ...]

    @property
    def tokens(self) -> int:
        """The size of the whole."""
        return self.sizes[-1] if self.sizes else 0

    def markers(self) -> list[tuple[int, str]]:
        """The places and lifetimes of the markers, in order."""
        return [(place, part.ttl) for place, part in enumerate(self.parts) if part.ttl is not None]


def prompt_of(body: Json, model: ServedModel) -> Prompt:
    """The prompt of a request; a top-level `cache_control` marks its last cacheable block."""
    parts = list(_parts(body, model))
    automatic = ttl_of(body)
    if automatic is not None:
        last = next((place for place in reversed(range(len(parts))) if parts[place].cacheable), None)
        if last is not None and parts[last].ttl is None:
            found = parts[last]
            parts[last] = Part(found.level, found.text, found.tokens, automatic, True)
    return Prompt(tuple(parts), *_prefixes(parts, _settings(body, model)))


def ttl_of(holder: Json) -> str | None:
    """The lifetime that a marker asks for, "5m" when it names none; None where there is no marker."""
    marker = holder.get("cache_control")
    if not isinstance(marker, dict):
        return None
    return string(marker.get("ttl")) or _DEFAULT_TTL


def marked_places(body: Json) -> Iterator[tuple[str, Json]]:
    """Every block that can carry a marker, with the level it belongs to, in cache order."""
    for tool in mappings(body.get("tools")):
        yield "tools", tool
    for block in content_blocks(body.get("system")):
        yield "system", block
    for message in mappings(body.get("messages")):
        for block in content_blocks(message.get("content")):
            yield string(message.get("role")), block
            for inner in content_blocks(block.get("content")) if block.get("type") == "tool_result" else ():
                yield "inner", inner


def without_markers(value: object) -> object:
    """A JSON value without the markers in it."""
    if isinstance(value, list):
        return [without_markers(item) for item in value]
    if isinstance(value, dict):
        return {key: without_markers(inner) for key, inner in value.items() if key != "cache_control"}
    return value


def _parts(body: Json, model: ServedModel) -> Iterator[Part]:
    for level, block in marked_places(body):
        # what stands inside a tool's result is cached with it
        if level == "inner":
            continue
        inner = content_blocks(block.get("content")) if block.get("type") == "tool_result" else []
        ttls = [ttl for holder in (*inner, block) if (ttl := ttl_of(holder)) is not None]
        empty = is_text(block) and not string(block.get("text"))
        yield Part(
            level=level,
            text=_compared(block),
            tokens=_tokens(block, model),
            ttl=ttls[-1] if ttls else None,
            cacheable=not empty and block.get("type") not in _NOT_CACHEABLE,
        )


def _compared(block: Json) -> str:
    """A block as it is compared: without its markers; the order inside its values counts."""
    return json.dumps({key: without_markers(block[key]) for key in sorted(block) if key != "cache_control"})


def _tokens(block: Json, model: ServedModel) -> int:
    if is_text(block):
        return model.tokens(string(block.get("text")))
    if mapping(block.get("source")).get("type") == "base64":
        return _TOKENS_OF_DATA
    if block.get("type") == "tool_result":
        return sum(_tokens(inner, model) for inner in content_blocks(block.get("content")))
    if block.get("type") == "thinking":
        return model.tokens(string(block.get("thinking")))
    return model.tokens(_compared(block))


def _settings(body: Json, model: ServedModel) -> dict[str, str]:
    """What besides the blocks must be the same for a prefix that reaches a level; defaults count as left out."""
    blocks = [block for level, block in marked_places(body) if level not in ("tools", "system")]
    config = {key: value for key, value in mapping(body.get("output_config")).items() if key != "effort"}
    choice = {
        key: value
        for key, value in mapping(body.get("tool_choice")).items()
        if (key, value) not in (("type", "auto"), ("disable_parallel_tool_use", False))
    }
    thinking = mapping(body.get("thinking"))
    return {
        "tools": "fast" if body.get("speed") == "fast" else "",
        "system": str(any(mapping(block.get("citations")).get("enabled") is True for block in blocks)),
        "messages": json.dumps(
            [
                choice,
                any(block.get("type") == "image" for block in blocks),
                thinking_type(body, model),
                thinking.get("budget_tokens"),
                effort_of(body) or model.facts.effort_default,
                config,
            ]
        ),
    }


def _prefixes(parts: Sequence[Part], settings: dict[str, str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    keys: list[str] = []
    sizes: list[int] = []
    state = hashlib.sha256(settings["tools"].encode())
    entered = "tools"
    for part in parts:
        group = part.level if part.level in ("tools", "system") else "messages"
        if group != "tools" and entered == "tools":
            state.update(settings["system"].encode())
        if group == "messages" and entered != "messages":
            state.update(settings["messages"].encode())
        entered = group
        state.update(f"\0{part.level}\0{part.text}".encode())
        keys.append(state.hexdigest())
        sizes.append(part.tokens + (sizes[-1] if sizes else 0))
    return tuple(keys), tuple(sizes)
