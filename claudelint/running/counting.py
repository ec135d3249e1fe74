"""Sizes of prompts that the API counts, each text once: the counts are kept in the cache."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from claudelint.catalog.tokens import ESTIMATES, Size
from claudelint.reading.keys import hidden
from claudelint.running.api_client import Api, UnknownModel

if TYPE_CHECKING:
    from claudelint.catalog.models import ModelFacts
    from claudelint.running.cache import Cache


class ExactTokens:
    """Counts by the API, which is asked when a count is first needed; raises ApiError.

    A text is counted as the only message of a request, whose frame adds a few tokens. Keys that stand in it are not
    sent. For a model that the API does not have sizes are estimated; that is told once, by the model's id.
    """

    def __init__(self, cache: Cache | None, tell: Callable[[str, str], None]) -> None:
        self._cache = cache
        self._tell = tell
        self._api: Api | None = None
        self._known: dict[tuple[str, str], int] = {}
        self._unknown: set[str] = set()

    def size(self, pieces: Sequence[str], model: ModelFacts) -> Size:
        """How many tokens the pieces have together."""
        text = hidden("".join(pieces))
        # the API takes no message without text
        if not text.strip():
            return Size(0, is_exact=True)
        if model.is_retired or model.id in self._unknown:
            return ESTIMATES.size(pieces, model)
        try:
            return Size(self._tokens(model.id, text), is_exact=True)
        except UnknownModel:
            self._unknown.add(model.id)
            self._tell(model.id, "the API has no such model for this key: its tokens are estimated")
            return ESTIMATES.size(pieces, model)

    def _tokens(self, model_id: str, text: str) -> int:
        known = self._known.get((model_id, text))
        if known is None and self._cache is not None:
            known = self._cache.get_tokens(model_id, text)
        if known is None:
            known = self._counted(model_id, text)
        self._known[model_id, text] = known
        return known

    def _counted(self, model_id: str, text: str) -> int:
        if self._api is None:
            self._api = Api()
        tokens = self._api.count(model_id, text)
        if self._cache is not None:
            self._cache.put_tokens(model_id, text, tokens)
        return tokens
