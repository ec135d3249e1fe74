"""What every run needs of the `anthropic` package: `sdk.toml`."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class ClientClass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A client class of the SDK; `batches` is None when no source says whether it has them."""

    name: str
    platform: str
    is_async: bool
    batches: bool | None = None


class RemovedParameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A parameter that create and its kin no longer take from a major version on."""

    name: str
    since_major: int
    rejected_by_api_since_major: int
    tolerated_minimum: float | None = None
    tolerated_maximum: float | None = None

    def tolerates(self, value: object) -> bool:
        """Whether models that reject the parameter accept this value all the same."""
        if self.tolerated_minimum is None or self.tolerated_maximum is None:
            return False
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        return self.tolerated_minimum <= value <= self.tolerated_maximum


class NonstreamingGuard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When create and parse refuse to wait for an answer without a stream: above `max_tokens`, or a model's own limit.

    `models` holds the limits of single models by their ids, which hold from `models_since` on. `max_tokens` follows
    from the time that is allowed and the pace that is reckoned with.
    """

    max_tokens: int
    since: str
    models_since: str
    most_seconds: int
    seconds_for_128k_tokens: int
    models: Mapping[str, int]
