"""The server in a thread of this process."""

from __future__ import annotations

import os
import socket
import threading
import time
from datetime import date
from types import TracebackType

import uvicorn
from harness import TODAY

from api.recording import RecordedRequest, Recorder
from api.routes import application
from api.service import Failure, Service

_KEY = "sk-ant-loopback"
_HOST = "127.0.0.1"
_MOST_SECONDS_TO_START = 10.0
_SECONDS_TO_STOP = 1
_KEEP_ALIVE_SECONDS = 60


class LoopbackAPI:
    """A Messages API on a free port of 127.0.0.1, from entering the context to leaving it.

    `pace` is how many seconds a token takes to be written, `today` the day on which the catalogue's models are
    served, `batch_polls` how often a batch is retrieved before it has ended.
    """

    def __init__(self, *, pace: float = 0.0005, today: date = TODAY, batch_polls: int = 1) -> None:
        self._service = Service(today, pace, batch_polls)
        self._recorder = Recorder(application(self._service))
        self._pace = pace
        # asyncio sends at once only on sockets that name their protocol; without, each answer waits 40 ms
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._server = uvicorn.Server(
            uvicorn.Config(
                self._recorder,
                log_level="error",
                access_log=False,
                lifespan="off",
                ws="none",
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=_SECONDS_TO_STOP,
            )
        )
        self._thread = threading.Thread(target=self._run, name="loopback-api", daemon=True)

    def __enter__(self) -> LoopbackAPI:
        self._socket.bind((_HOST, 0))
        self._thread.start()
        until = time.monotonic() + _MOST_SECONDS_TO_START
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > until:
                raise RuntimeError("the loopback API did not start")
            time.sleep(0.001)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])

    @property
    def base_url(self) -> str:
        """Where it listens; the SDK's `base_url`."""
        return f"http://{_HOST}:{self._socket.getsockname()[1]}"

    @property
    def key(self) -> str:
        """A key; any other does as well."""
        return _KEY

    @property
    def pace(self) -> float:
        """How many seconds a token takes to be written; `clear` sets it back."""
        return self._service.pace

    @pace.setter
    def pace(self, seconds: float) -> None:
        self._service.pace = seconds

    def environment(self) -> dict[str, str]:
        """The environment of a process whose clients shall come here, without other settings of the SDK."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ANTHROPIC_")}
        return {
            **kept,
            "ANTHROPIC_BASE_URL": self.base_url,
            "ANTHROPIC_API_KEY": self.key,
            "NO_PROXY": _HOST,
            "no_proxy": _HOST,
        }

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """What was asked since the start or the last `clear`, in the order of arrival.

        Waits for what is still being answered, at most five seconds.
        """
        return self._recorder.requests

    @property
    def most_at_once(self) -> int:
        """The largest number of requests for messages that were in progress at the same time."""
        return self._recorder.most_at_once

    def fail_next(
        self, kind: str = "overloaded_error", *, times: int = 1, after_tokens: int | None = None
    ) -> None:
        """Answer the next requests for messages with an error of this kind.

        With `after_tokens`, so much of the answer is written first: a stream has begun by then and ends in an
        `error` event.
        """
        self._service.failures.extend([Failure(kind, after_tokens)] * times)

    def pass_time(self, seconds: float) -> None:
        """Let the entries of the prompt cache grow older."""
        self._service.pass_time(seconds)

    def clear(self) -> None:
        """Forget everything: requests, prompt cache, batches, failures, another pace."""
        self._recorder.reset()
        self._service.reset()
        self._service.pace = self._pace
