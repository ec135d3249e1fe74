"""The models that the server serves: the catalogue's, as they stood on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from claudelint.catalog.catalog import Catalog, ModelFacts, load

# about 4 characters a token; the newer tokenizer gives about 30 % more tokens for the same text
# (platform.claude.com/docs, pricing and token counting)
_CHARACTERS_PER_TOKEN = {"old": 4, "new": 3}


@dataclass(frozen=True, slots=True)
class ServedModel:
    """One model; None means that the catalogue names no source, and then nothing is refused for it."""

    facts: ModelFacts
    context_window: int | None
    shows_thinking: bool
    takes_system_role: bool | None
    takes_structured_outputs: bool | None
    takes_inference_geo: bool | None
    fast_mode: bool
    fast_mode_needs_beta: bool
    fast_mode_ignored: bool
    fast_mode_until: date | None

    @property
    def id(self) -> str:
        """The full id, which answers name."""
        return self.facts.id

    @property
    def characters_per_token(self) -> int:
        """How many characters count as one token."""
        return _CHARACTERS_PER_TOKEN[self.facts.tokenizer or "old"]

    def tokens(self, text: str) -> int:
        """The number of tokens of a text, by the server's estimate."""
        return -(-len(text) // self.characters_per_token)

    def pieces(self, text: str) -> list[str]:
        """The text token by token."""
        size = self.characters_per_token
        return [text[start : start + size] for start in range(0, len(text), size)]


@dataclass(frozen=True, slots=True)
class Models:
    """What is served on a day, by id and alias; spellings of other platforms are not known here."""

    today: date
    catalog: Catalog
    by_id: Mapping[str, ServedModel]

    def find(self, model_id: str) -> ServedModel | None:
        """The model of an id or alias when it was released and not retired on the day."""
        model = self.by_id.get(model_id)
        return model if model is not None and not self.is_retired(model) else None

    def is_retired(self, model: ServedModel) -> bool:
        """Whether requests to it fail on the day."""
        retires_on = model.facts.retires_on
        return model.facts.is_retired if retires_on is None else retires_on <= self.today

    def is_before_4_5(self, model: ServedModel) -> bool:
        """Whether it is older than the first model of the 4.5 line; a model of unknown release is."""
        first = self.catalog.find("claude-sonnet-4-5")
        assert first is not None
        assert first.released is not None
        return (model.facts.released or date.min) < first.released


@lru_cache(maxsize=4)
def served_on(today: date) -> Models:
    """The models of the catalogue as they stand on a day."""
    catalog = load(today)
    served = [_served(facts) for facts in catalog.models]
    known = [model for model in served if (model.facts.released or date.min) <= today]
    by_id = {model.id: model for model in known}
    by_alias = {alias: model for model in known for alias in _aliases(model.facts)}
    return Models(today, catalog, {**by_id, **{key: by_alias[key] for key in by_alias.keys() - by_id}})


def _aliases(facts: ModelFacts) -> list[str]:
    return [alias for alias in facts.aliases if alias not in facts.partner_ids]


def _served(facts: ModelFacts) -> ServedModel:
    return ServedModel(
        facts=facts,
        context_window=facts.context_window,
        shows_thinking=facts.thinking_display_default != "omitted",
        takes_system_role=facts.supports_mid_conversation_system,
        takes_structured_outputs=facts.supports_structured_outputs,
        takes_inference_geo=facts.supports_inference_geo,
        fast_mode=facts.supports_fast_mode is True,
        fast_mode_needs_beta=facts.fast_mode_beta_header is True,
        fast_mode_ignored=(facts.fast_mode_behaviour or "").startswith("silently"),
        fast_mode_until=facts.fast_mode_removed_on,
    )
