"""What the server knows between requests, and how a request becomes a message."""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from api.answers import Answer, answer_to
from api.batches import Batches
from api.caching import Charge, PromptCache
from api.errors import Refused
from api.models import ServedModel, served_on
from api.reading import Json
from api.refusals import BATCH_ITEM, COUNT, MESSAGE, Asked, refuse
from api.threads import Threads

_FIRST_VERSION = "2023-06-01"


@dataclass(frozen=True, slots=True)
class Caller:
    """What the headers say: the key, the API version and the betas."""

    key: str
    version: str
    betas: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reply:
    """A message as it will be once it is written; `body` is the request with all that the server held of it."""

    body: Json
    message: dict[str, object]
    answer: Answer
    model: ServedModel
    charge: Charge
    began: float


@dataclass(frozen=True, slots=True)
class Failure:
    """An error to answer with, after so many tokens; None means instead of an answer."""

    kind: str
    after_tokens: int | None


class Service:
    """One Messages API with its cache, its batches and the failures it was told to have."""

    def __init__(self, today: date, pace: float, batch_polls: int) -> None:
        self.models = served_on(today)
        self.pace = pace
        self._batch_polls = batch_polls
        self.reset()

    def reset(self) -> None:
        """Forget everything that was asked."""
        self.batches = Batches(self.models.today, self._batch_polls, self.batch_result)
        self.failures: deque[Failure] = deque()
        self._cache = PromptCache()
        self._threads = Threads()
        self._ids = itertools.count(1)
        self._ahead = 0.0

    def pass_time(self, seconds: float) -> None:
        """Let the prompt cache grow older."""
        self._ahead += seconds

    def count(self, body: Json, caller: Caller) -> int:
        """The input tokens of a request; raises Refused."""
        asked = self._asked(body, COUNT, caller)
        refuse(asked)
        return asked.prompt.tokens

    def reply(self, body: Json, caller: Caller, kind: str = MESSAGE) -> Reply:
        """The message that answers a request; raises Refused."""
        body = self._threads.whole(body)
        asked = self._asked(body, kind, caller)
        refuse(asked)
        began = time.monotonic() + self._ahead
        charge = self._cache.charge(asked.prompt, asked.model, caller.key, began)
        answer = answer_to(body, asked.model, asked.prompt)
        message: dict[str, object] = {
            "id": f"msg_{next(self._ids):08}",
            "type": "message",
            "role": "assistant",
            "model": asked.model.id,
            "content": [block.as_json() for block in answer.blocks],
            "stop_reason": answer.stop_reason,
            "stop_sequence": answer.stop_sequence,
            "usage": {
                **charge.as_json(),
                "output_tokens": answer.tokens,
                "output_tokens_details": {"thinking_tokens": answer.thinking_tokens},
                "service_tier": "batch" if kind == BATCH_ITEM else "standard",
            },
        }
        return Reply(body, message, answer, asked.model, charge, began)

    def begun(self, reply: Reply) -> None:
        """Let later requests read what this one wrote to the cache."""
        self._cache.keep(reply.charge, reply.began)

    def finished(self, reply: Reply) -> None:
        """Let later requests continue this one."""
        self._threads.hold(reply.body, reply.message)

    def batch_result(self, params: Json, caller: Caller) -> dict[str, object]:
        """What becomes of one request of a batch; it is looked at only now."""
        try:
            reply = self.reply(params, caller, BATCH_ITEM)
        except Refused as refused:
            return {"type": "errored", "error": refused.as_json(f"req_batch_{next(self._ids):08}")}
        self.begun(reply)
        return {"type": "succeeded", "message": reply.message}

    def _asked(self, body: Json, kind: str, caller: Caller) -> Asked:
        return Asked(body, kind, caller.version, caller.betas, self.models)


def caller_of(headers: Mapping[str, str]) -> Caller:
    """Who asks; raises Refused without a key, which may come in either of two headers."""
    bearer = headers.get("authorization", "").partition("Bearer ")[2]
    key = bearer or headers.get("x-api-key", "")
    if not key:
        raise Refused("x-api-key header is required", "authentication_error")
    betas = headers.get("anthropic-beta", "").split(",")
    return Caller(
        key,
        headers.get("anthropic-version", _FIRST_VERSION),
        frozenset(beta.strip() for beta in betas if beta.strip()),
    )
