"""The few questions that claudelint puts to the API, through the SDK and with the user's key, when it is told to."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import msgspec

from claudelint.catalog.refreshed import ListedModel, Refresh
from claudelint.judging.settings import ConfigError

if TYPE_CHECKING:
    import anthropic

_OLDEST_SDK = (2, 12)
_SECONDS = 30.0
_RETRIES = 2
_MOST_PAGES = 100
_LONGEST_MESSAGE = 300
_STAGES: list[Literal["active", "deprecated", "retired"]] = ["active", "deprecated", "retired"]
# the API says this of a model whose release it does not know
_UNKNOWN_YEAR = 1970


class _ModelInfo(msgspec.Struct, frozen=True):
    """One entry of the list; source: anthropic 2.12.0 types/model_info.py."""

    id: str
    display_name: str
    lifecycle: str
    line: str | None = None
    created_at: datetime | None = None
    deprecated_at: datetime | None = None
    retires_at: datetime | None = None
    max_input_tokens: int | None = None
    max_tokens: int | None = None


class _Page(msgspec.Struct, frozen=True):
    data: list[_ModelInfo]
    has_more: bool = False
    last_id: str | None = None


class ApiError(ConfigError):
    """The API could not be asked, or answered something odd; says why, and never the key."""


class UnknownModel(ApiError):
    """The API has no such model for this key."""


class Api:
    """A connection with the user's key; every method raises ApiError."""

    def __init__(self) -> None:
        key, token = os.environ.get("ANTHROPIC_API_KEY"), os.environ.get("ANTHROPIC_AUTH_TOKEN")
        secret = key or token
        if not secret:
            raise ApiError("there is no key: set ANTHROPIC_API_KEY (or ANTHROPIC_AUTH_TOKEN)")
        if not secret.isascii() or not secret.isprintable() or " " in secret:
            raise ApiError("the key holds characters that no key has")
        if not _is_address(os.environ.get("ANTHROPIC_BASE_URL")):
            raise ApiError("ANTHROPIC_BASE_URL is no address of a server")
        self._secret = secret
        with _without_checked_code():
            self._client = _client(key or None, None if key else token)

    def models(self, today: date) -> Refresh:
        """Every model that the API lists."""
        listed: list[_ModelInfo] = []
        after: str | None = None
        for _ in range(_MOST_PAGES):
            page = self._page(after)
            listed += page.data
            if not page.has_more:
                return _refresh(listed, today)
            if page.last_id is None or page.last_id == after:
                break
            after = page.last_id
        raise ApiError("the API's list of models has no end")

    def count(self, model_id: str, text: str) -> int:
        """The tokens of a text as the only message of a request to a model."""
        with self._asking():
            counted = self._client.messages.count_tokens(
                model=model_id, messages=[{"role": "user", "content": text}]
            )
        tokens: object = counted.input_tokens
        if not isinstance(tokens, int) or tokens < 0:
            raise ApiError("the API answered something else than a number of tokens")
        return tokens

    def _page(self, after: str | None) -> _Page:
        import anthropic

        with self._asking():
            response = self._client.models.with_raw_response.list(
                after_id=anthropic.omit if after is None else after, lifecycle=_STAGES
            )
            answer = response.read()
        try:
            return msgspec.json.decode(answer, type=_Page)
        except ValueError as error:
            raise ApiError(f"the API answered something else than a list of models: {error}") from error

    @contextlib.contextmanager
    def _asking(self) -> Iterator[None]:
        import anthropic

        try:
            with _without_checked_code():
                yield
        except anthropic.APIConnectionError as error:
            raise ApiError(f"the API cannot be reached: {self._plain(error)}") from None
        except anthropic.NotFoundError as error:
            raise UnknownModel(f"the API answered {error.status_code}: {self._plain(error)}") from None
        except anthropic.APIStatusError as error:
            raise ApiError(f"the API answered {error.status_code}: {self._plain(error)}") from None
        except anthropic.AnthropicError as error:
            raise ApiError(f"the API could not be asked: {self._plain(error)}") from None

    def _plain(self, error: Exception) -> str:
        """The words of an error on one line, without the key, whoever put it there."""
        words = " ".join(str(error.__cause__ or error).split()).replace(self._secret, "***")
        shown = "".join(character if character.isprintable() else "?" for character in words)
        return shown if len(shown) <= _LONGEST_MESSAGE else f"{shown[:_LONGEST_MESSAGE]}…"


def _client(key: str | None, token: str | None) -> anthropic.Anthropic:
    try:
        import anthropic
    except ImportError as error:
        raise ApiError(f'the SDK is needed for that: pip install "claudelint-api[api]" ({error})') from error
    numbers = tuple(int(part) for part in anthropic.__version__.split(".")[:2] if part.isdigit())
    if numbers < _OLDEST_SDK:
        needed = ".".join(map(str, _OLDEST_SDK))
        raise ApiError(f"anthropic {anthropic.__version__} is too old for that: it takes {needed} or later")
    try:
        return anthropic.Anthropic(
            api_key=key, auth_token=token, timeout=_SECONDS, max_retries=_RETRIES, open_telemetry=False
        )
    except (ValueError, TypeError, anthropic.AnthropicError) as error:
        raise ApiError(f"the SDK cannot be set up: {type(error).__name__}") from None


def _is_address(url: str | None) -> bool:
    """Whether the SDK can be told to go there; None and nothing leave it to the SDK."""
    try:
        parts = urlsplit(url or "https://api")
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


@contextlib.contextmanager
def _without_checked_code() -> Iterator[None]:
    """Import nothing from the working directory, in which `python -m` would look first."""
    before = sys.path[:]
    here = os.path.realpath(os.getcwd())
    sys.path[:] = [one for one in before if one and os.path.realpath(one) != here]
    try:
        yield
    finally:
        sys.path[:] = before


def _refresh(listed: list[_ModelInfo], today: date) -> Refresh:
    entries = [
        {
            "id": one.id,
            "name": one.display_name,
            "lifecycle": one.lifecycle,
            "line": one.line,
            "released": _day(one.created_at),
            "deprecated_on": _day(one.deprecated_at),
            "retires_on": _day(one.retires_at),
            "context_window": one.max_input_tokens,
            "max_output_tokens": one.max_tokens,
        }
        for one in listed
    ]
    try:
        models = msgspec.convert(entries, tuple[ListedModel, ...])
    except msgspec.ValidationError as error:
        raise ApiError(f"the API's list of models is not of the known form: {error}") from error
    return Refresh(today, models)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None or moment.year <= _UNKNOWN_YEAR else moment.date()
