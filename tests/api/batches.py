"""Batches of requests (platform.claude.com/docs, build-with-claude/batch-processing)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

from api.errors import Refused
from api.reading import Json, items, mapping, mappings, string

if TYPE_CHECKING:
    from api.service import Caller

_CUSTOM_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_MOST_REQUESTS = 100_000
_LIFETIME = timedelta(hours=24)
_OUTCOMES = ("succeeded", "errored", "canceled", "expired")


@dataclass
class Batch:
    """One batch; `polls_left` is how often it can still be looked at before it ends."""

    id: str
    requests: list[Json]
    caller: Caller
    created_at: datetime
    polls_left: int
    canceled_at: datetime | None = None
    results: list[dict[str, object]] | None = field(default=None, repr=False)

    @property
    def status(self) -> str:
        """Its processing status."""
        if self.results is not None:
            return "ended"
        return "in_progress" if self.canceled_at is None else "canceling"

    def as_json(self, base_url: str) -> dict[str, object]:
        """The batch as answers hold it."""
        ended = self.results is not None
        kinds = [mapping(result["result"]).get("type") for result in self.results or ()]
        return {
            "id": self.id,
            "type": "message_batch",
            "processing_status": self.status,
            "request_counts": {
                "processing": 0 if ended else len(self.requests),
                **{outcome: kinds.count(outcome) for outcome in _OUTCOMES},
            },
            "created_at": self.created_at.isoformat(),
            "expires_at": (self.created_at + _LIFETIME).isoformat(),
            "ended_at": self.created_at.isoformat() if ended else None,
            "cancel_initiated_at": None if self.canceled_at is None else self.canceled_at.isoformat(),
            "archived_at": None,
            "results_url": f"{base_url}/v1/messages/batches/{self.id}/results" if ended else None,
        }


class Batches:
    """The batches of a server; one ends when it has been looked at a number of times."""

    def __init__(self, today: date, polls: int, answer: Callable[[Json, Caller], dict[str, object]]) -> None:
        self._now = datetime.combine(today, time(12), timezone.utc)
        self._polls = polls
        self._answer = answer
        self._by_id: dict[str, Batch] = {}
        self._ids = itertools.count(1)

    def create(self, body: Json, caller: Caller) -> Batch:
        """A new batch; raises Refused for its ids. The requests themselves are judged while it runs."""
        requests = mappings(body.get("requests"))
        if not requests or len(requests) < len(items(body.get("requests"))):
            raise Refused("requests: Input should be a list of at least one request")
        if len(requests) > _MOST_REQUESTS:
            raise Refused(f"requests: at most {_MOST_REQUESTS} requests in a batch")
        ids = [string(request.get("custom_id")) for request in requests]
        for place, one in enumerate(ids):
            if not _CUSTOM_ID.fullmatch(one):
                raise Refused(
                    f"requests.{place}.custom_id: String should match pattern '^[a-zA-Z0-9_-]{{1,64}}$'"
                )
        if len(set(ids)) < len(ids):
            raise Refused("requests: custom_id must be unique within a batch")
        batch = Batch(f"msgbatch_{next(self._ids):08}", requests, caller, self._now, self._polls)
        self._by_id[batch.id] = batch
        return batch

    def newest_first(self) -> list[Batch]:
        """All batches, in the order of a listing."""
        return list(reversed(self._by_id.values()))

    def find(self, batch_id: str) -> Batch:
        """The batch as it is; raises Refused."""
        if batch_id not in self._by_id:
            raise Refused(f"Message batch {batch_id} not found", "not_found_error")
        return self._by_id[batch_id]

    def look_at(self, batch_id: str) -> Batch:
        """The batch, one look nearer to its end; raises Refused."""
        batch = self.find(batch_id)
        if batch.results is None:
            if batch.polls_left <= 0 or batch.canceled_at is not None:
                self._end(batch)
            batch.polls_left -= 1
        return batch

    def cancel(self, batch_id: str) -> Batch:
        """Begin to cancel; the requests that have not been answered then never are. Raises Refused."""
        batch = self.find(batch_id)
        if batch.results is not None:
            raise Refused(f"Message batch {batch_id} has ended and cannot be canceled")
        batch.canceled_at = self._now
        return batch

    def delete(self, batch_id: str) -> None:
        """Forget a batch that has ended; raises Refused."""
        if self.find(batch_id).results is None:
            raise Refused(f"Message batch {batch_id} has not ended and cannot be deleted")
        del self._by_id[batch_id]

    def results(self, batch_id: str) -> list[dict[str, object]]:
        """One line for each request, in another order than they were asked; raises Refused."""
        results = self.find(batch_id).results
        if results is None:
            raise Refused(f"Message batch {batch_id} has no results yet", "not_found_error")
        return results[::-1]

    def _end(self, batch: Batch) -> None:
        batch.results = [
            {
                "custom_id": request["custom_id"],
                "result": {"type": "canceled"}
                if batch.canceled_at is not None
                else self._answer(mapping(request.get("params")), batch.caller),
            }
            for request in batch.requests
        ]
