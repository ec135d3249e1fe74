"""Cache markers (platform.claude.com/docs, prompt-caching)."""

from __future__ import annotations

from api.prompt import marked_places, ttl_of
from api.reading import Json, is_text, mapping, string
from api.refusals.asked import Asked

_TTLS = ("5m", "1h")


def _marked(asked: Asked) -> list[Json]:
    return [block for _, block in marked_places(asked.body) if ttl_of(block) is not None]


def marker_on_empty_text(asked: Asked) -> str | None:
    """There is nothing to keep in an empty text."""
    if any(is_text(block) and not string(block.get("text")) for block in _marked(asked)):
        return "cache_control cannot be set for empty text blocks"
    return None


def marker_on_thinking(asked: Asked) -> str | None:
    """Thinking blocks are cached with what follows them, never by themselves."""
    for block in _marked(asked):
        if block.get("type") in ("thinking", "redacted_thinking"):
            return f"{block['type']}.cache_control: Extra inputs are not permitted"
    return None


def too_many_markers(asked: Asked) -> str | None:
    """The automatic marker takes one of the places."""
    found = len(_marked(asked)) + (ttl_of(asked.body) is not None)
    most = asked.models.catalog.most_cache_markers
    if found <= most:
        return None
    return f"A maximum of {most} blocks with cache_control may be provided. Found {found}."


def wrong_marker(asked: Asked) -> str | None:
    """A marker is ephemeral, for five minutes or an hour."""
    for holder in (*_marked(asked), asked.body):
        ttl = ttl_of(holder)
        if ttl is None:
            continue
        if mapping(holder["cache_control"]).get("type") != "ephemeral":
            return "cache_control.type: Input should be 'ephemeral'"
        if ttl not in _TTLS:
            return "cache_control.ttl: Input should be '5m' or '1h'"
    return None


def automatic_marker_of_another_lifetime(asked: Asked) -> str | None:
    """The automatic marker agrees with one that stands at its place already."""
    automatic = ttl_of(asked.body)
    last = next((part for part in reversed(asked.prompt.parts) if part.cacheable), None)
    if automatic is None or last is None or last.ttl in (None, automatic):
        return None
    return f"cache_control: the last block has a cache_control with ttl='{last.ttl}'"


def longer_lifetime_after_shorter(asked: Asked) -> str | None:
    """What is kept longer comes first in the order tools, system, messages."""
    shorter = False
    for _, ttl in asked.prompt.markers():
        if ttl == "1h" and shorter:
            return "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block"
        shorter = shorter or ttl == "5m"
    return None
