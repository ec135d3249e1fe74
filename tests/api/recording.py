"""What was asked and what was answered, with the times of both."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.validation import problems_of

_MOST_SECONDS_UNTIL_IDLE = 5.0
MESSAGES_PATH = "/v1/messages"


@dataclass(frozen=True)
class RecordedRequest:
    """One request with its answer; times are seconds of `time.monotonic`.

    `answer` is the message, error or other JSON that was answered, also when it was streamed; None when the
    client went away before the end. `first_byte_at` is when the first of its body was sent. `connection` is the port
    that the client speaks from: requests on one connection have the same.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: object
    arrived_at: float
    first_byte_at: float | None
    finished_at: float
    status: int
    answer: object
    sent: bytes = field(repr=False)
    connection: int = 0

    @cached_property
    def problems(self) -> tuple[str, ...]:
        """How the body differs from the SDK's own type of this request; a beta header asks for the beta type."""
        if self.method != "POST":
            return ()
        beta = "beta" in self.query or "anthropic-beta" in self.headers
        return problems_of(self.path, beta, self.body, self.sent)


@dataclass(eq=False)
class Exchange:
    """A request that is being answered; the routes leave the answer here."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    arrived_at: float
    request_id: str
    sent: bytes = b""
    body: object = None
    status: int = 0
    answer: object = None
    first_byte_at: float | None = None
    connection: int = 0

    @property
    def is_message(self) -> bool:
        """Whether it asks for a message."""
        return self.method == "POST" and self.path == MESSAGES_PATH


class Recorder:
    """An ASGI layer that records what passes through it; it may be read from another thread."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._changed = threading.Condition()
        self._done: list[RecordedRequest] = []
        self._running: list[Exchange] = []
        self._most_at_once = 0
        self._arrivals = 0

    def reset(self) -> None:
        """Forget what was recorded, and what is still being answered after some seconds."""
        with self._changed:
            self._changed.wait_for(self._is_idle, _MOST_SECONDS_UNTIL_IDLE)
            self._done.clear()
            self._running.clear()
            self._most_at_once = 0
            self._arrivals = 0

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """What was recorded, in the order of arrival; waits for what is still being answered."""
        with self._changed:
            self._changed.wait_for(self._is_idle, _MOST_SECONDS_UNTIL_IDLE)
            return tuple(sorted(self._done, key=lambda request: request.arrived_at))

    @property
    def most_at_once(self) -> int:
        """The largest number of requests for messages that were in progress at the same time."""
        with self._changed:
            return self._most_at_once

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on and record it."""
        exchange = self._begin(scope)
        waiting: list[Message] = []

        async def received() -> Message:
            return waiting.pop() if waiting else await receive()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                message["headers"] = [*message["headers"], (b"request-id", exchange.request_id.encode())]
            elif message.get("body") and exchange.first_byte_at is None:
                exchange.first_byte_at = time.monotonic()
            await send(message)

        try:
            exchange.sent = await _body(receive)
            exchange.body = _parsed(exchange.sent)
            waiting.append({"type": "http.request", "body": exchange.sent, "more_body": False})
            await self._app({**scope, "exchange": exchange}, received, sending)
        finally:
            self._end(exchange)

    def _is_idle(self) -> bool:
        return not self._running

    def _begin(self, scope: Scope) -> Exchange:
        with self._changed:
            self._arrivals += 1
            exchange = Exchange(
                method=scope["method"],
                path=scope["path"],
                query=dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True)),
                headers={name.decode().lower(): value.decode() for name, value in scope["headers"]},
                arrived_at=time.monotonic(),
                request_id=f"req_{self._arrivals:08}",
                connection=scope["client"][1],
            )
            self._running.append(exchange)
            at_once = sum(one.is_message for one in self._running)
            self._most_at_once = max(self._most_at_once, at_once)
        return exchange

    def _end(self, exchange: Exchange) -> None:
        with self._changed:
            # what was forgotten while it ran is not recorded
            if exchange not in self._running:
                return
            self._running.remove(exchange)
            self._done.append(
                RecordedRequest(
                    method=exchange.method,
                    path=exchange.path,
                    query=exchange.query,
                    headers=exchange.headers,
                    body=exchange.body,
                    arrived_at=exchange.arrived_at,
                    first_byte_at=exchange.first_byte_at,
                    finished_at=time.monotonic(),
                    status=exchange.status,
                    answer=exchange.answer,
                    sent=exchange.sent,
                    connection=exchange.connection,
                )
            )
            self._changed.notify_all()


async def _body(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)


def _parsed(sent: bytes) -> object:
    """The JSON of a body; None when there is none."""
    try:
        parsed: object = json.loads(sent)
    except ValueError:
        return None
    return parsed
