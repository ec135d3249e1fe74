"""A request as the rules see it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from api.models import Models, ServedModel
from api.prompt import Prompt, prompt_of
from api.reading import Json, content_blocks, mappings, string

MESSAGE = "message"
COUNT = "count_tokens"
BATCH_ITEM = "batch item"
EVERY_KIND = frozenset({MESSAGE, COUNT, BATCH_ITEM})
GENERATES = frozenset({MESSAGE, BATCH_ITEM})
# the API version that the SDK sends since 2.0 (anthropic 2.12.0 _constants.py)
NEWEST_VERSION = "2026-10-21"


@dataclass(frozen=True)
class Asked:
    """A body with what decides how it is judged; everything after the shape rules may assume the shape."""

    body: Json
    kind: str
    version: str
    betas: frozenset[str]
    models: Models

    @property
    def is_newest_version(self) -> bool:
        """Whether the rules of API version 2026-10-21 hold."""
        return self.version >= NEWEST_VERSION

    @cached_property
    def model(self) -> ServedModel:
        """The model asked for; only after the rule that refuses unknown ones."""
        found = self.models.find(string(self.body.get("model")))
        assert found is not None
        return found

    @cached_property
    def prompt(self) -> Prompt:
        """The prompt in cache order."""
        return prompt_of(self.body, self.model)

    @property
    def messages(self) -> list[Json]:
        """The messages."""
        return mappings(self.body.get("messages"))

    @property
    def tools(self) -> list[Json]:
        """The tools."""
        return mappings(self.body.get("tools"))

    @cached_property
    def blocks(self) -> list[tuple[str, Json]]:
        """Every block of every message, with the role of its message."""
        return [
            (string(message.get("role")), block)
            for message in self.messages
            for block in content_blocks(message.get("content"))
        ]
