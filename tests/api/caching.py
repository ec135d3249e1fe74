"""The prompt cache: which prefixes are kept, and what a request reads, writes and pays in full.

Source: platform.claude.com/docs, prompt-caching.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.models import ServedModel
from api.prompt import Prompt

_SECONDS = {"5m": 300.0, "1h": 3600.0}
# a read looks back from a marker over so many blocks, the marked one counted
_LOOK_BACK = 20
# the smallest of the documented minima, for models whose own is not documented
_SMALLEST_MINIMUM = 512


@dataclass(frozen=True, slots=True)
class Charge:
    """How the input tokens of one request are charged, and which prefixes it leaves behind."""

    input: int
    read: int
    written: dict[str, int]
    keeps: tuple[tuple[str, str], ...]

    def as_json(self) -> dict[str, object]:
        """The part of `usage` that tells of the input."""
        return {
            "input_tokens": self.input,
            "cache_creation_input_tokens": sum(self.written.values()),
            "cache_read_input_tokens": self.read,
            "cache_creation": {
                "ephemeral_5m_input_tokens": self.written["5m"],
                "ephemeral_1h_input_tokens": self.written["1h"],
            },
        }


@dataclass(frozen=True, slots=True)
class _Entry:
    ttl: str
    expires_at: float


class PromptCache:
    """The prefixes the server has seen, by scope; times are seconds of a clock that only the caller reads."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}

    def charge(self, prompt: Prompt, model: ServedModel, scope: str, now: float) -> Charge:
        """What a request is charged that begins now; nothing is kept yet, see `keep`."""
        keys = [f"{scope} {model.id} {key}" for key in prompt.keys]
        minimum = model.facts.cache_min_tokens or _SMALLEST_MINIMUM
        markers = [(place, ttl) for place, ttl in prompt.markers() if prompt.sizes[place] >= minimum]
        hit = max(self._hits([place for place, _ in markers], keys, now), default=-1)
        paid = prompt.sizes[hit] if hit >= 0 else 0
        keeps = [(keys[hit], self._entries[keys[hit]].ttl)] if hit >= 0 else []
        written = {"5m": 0, "1h": 0}
        read = paid
        for place, ttl in markers:
            if place <= hit:
                continue
            written[ttl] += prompt.sizes[place] - paid
            paid = prompt.sizes[place]
            keeps.append((keys[place], ttl))
        return Charge(prompt.tokens - paid, read, written, tuple(keeps))

    def keep(self, charge: Charge, began: float) -> None:
        """Keep what a request wrote and renew what it read; to be called once its answer has begun.

        A lifetime counts from when the request began.
        """
        for key, ttl in charge.keeps:
            self._entries[key] = _Entry(ttl, began + _SECONDS[ttl])

    def _hits(self, markers: list[int], keys: list[str], now: float) -> Iterator[int]:
        for marker in markers:
            for place in range(marker, max(marker - _LOOK_BACK, -1), -1):
                entry = self._entries.get(keys[place])
                if entry is not None and entry.expires_at > now:
                    yield place
