"""Runs small programs that use the real SDK against a loopback API, and keeps what was seen.

Every run is a process of its own. A server process that has loaded the SDK once makes them by forking, since
loading it takes longer than most programs run.
"""

from __future__ import annotations

import asyncio
import codecs
import io
import multiprocessing
import os
import runpy
import sys
import threading
import time
import traceback
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from api import LoopbackAPI, RecordedRequest

# seconds that a program may take, and the longest that it really sleeps
_PATIENCE = 60.0
_LONGEST_SLEEP = 0.01
_PRELOADED = ["anthropic", "anthropic.types", "anthropic.resources.messages", "anthropic.resources.beta"]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program: its exit status, what it wrote, and the requests that the API received.

    `written` are the parts of the output with the time at which each came, in seconds of `time.monotonic()`,
    which is the clock of the requests as well.
    """

    status: int
    written: tuple[tuple[float, str], ...]
    errors: str
    requests: tuple[RecordedRequest, ...]
    most_at_once: int

    @property
    def output(self) -> str:
        """All that the program wrote."""
        return "".join(text for _, text in self.written)

    def shown_at(self, words: str) -> float:
        """When these words, which the output holds, had been written; in seconds of `time.monotonic()`."""
        so_far = ""
        for moment, text in self.written:
            so_far += text
            if words in so_far:
                return moment
        raise AssertionError(f"{words!r} is not in the output")

    @property
    def failure(self) -> str:
        """The exception that ended the program, as the last line of its traceback; empty when it ended well."""
        lines = self.errors.strip().splitlines()
        return lines[-1].strip() if self.status and lines else ""


def run_program(
    folder: Path, entry: str, stdin: str = "", pace: float = 0.0, failures: int = 0, **settings: object
) -> Run:
    """Run `entry`, a file of the folder, with the folder as the working directory.

    `pace` is how many seconds the API takes for a token, `failures` how often it is overloaded before it answers;
    `settings` are environment variables.
    """
    with ExitStack() as stack:
        loopback = stack.enter_context(LoopbackAPI(pace=pace))
        loopback.fail_next(times=failures)
        environment = {**loopback.environment(), **{name: str(value) for name, value in settings.items()}}
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOADED)
        streams = [context.Pipe(duplex=False) for _ in range(3)]
        (read_in, write_in), (read_out, write_out), (read_err, write_err) = streams
        process = context.Process(
            target=_program,
            args=(str(folder), entry, environment, read_in, write_out, write_err),
            daemon=True,
        )
        process.start()
        for ours in (read_in, write_out, write_err):
            ours.close()
        output, errors = _Pump(read_out), _Pump(read_err)
        with os.fdopen(os.dup(write_in.fileno()), "wb") as keyboard:
            write_in.close()
            keyboard.write(stdin.encode())
        process.join(_PATIENCE)
        if process.is_alive():
            process.kill()
            process.join()
        return Run(
            status=process.exitcode if process.exitcode is not None else -1,
            written=output.parts(),
            errors="".join(text for _, text in errors.parts()),
            requests=loopback.requests,
            most_at_once=loopback.most_at_once,
        )


class _Pump:
    """Reads a pipe to its end, and notes when each part of it came."""

    def __init__(self, pipe: Connection) -> None:
        self._parts: list[tuple[float, bytes]] = []
        self._pipe = pipe
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while part := os.read(self._pipe.fileno(), 65536):
            self._parts.append((time.monotonic(), part))

    def parts(self) -> tuple[tuple[float, str], ...]:
        """All that was written; characters that two parts share belong to the second."""
        self._thread.join(_PATIENCE)
        self._pipe.close()
        decoder = codecs.getincrementaldecoder("utf-8")()
        return tuple((moment, decoder.decode(part)) for moment, part in self._parts)


# in the process of the program


def _program(
    folder: str,
    entry: str,
    environment: dict[str, str],
    stdin: Connection,
    stdout: Connection,
    stderr: Connection,
) -> None:
    for number, stream in enumerate((stdin, stdout, stderr)):
        os.dup2(stream.fileno(), number)
        stream.close()
    # as Python opens them when they are pipes: what is written waits for a flush
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), encoding="utf-8")
    sys.stderr = io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(2, "w", closefd=False)), encoding="utf-8", line_buffering=True
    )
    os.chdir(folder)
    for name in [name for name in os.environ if name.startswith("ANTHROPIC_")]:
        del os.environ[name]
    os.environ.update(environment)
    sys.path.insert(0, folder)
    sys.argv = [entry]
    sys.dont_write_bytecode = True
    _hurry()
    status = 0
    try:
        runpy.run_path(entry, run_name="__main__")
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        if isinstance(stop.code, str):
            print(stop.code, file=sys.stderr)
    except BaseException:  # the end of a process: as Python does it
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _hurry() -> None:
    """Nobody wants to wait a minute for a batch of the loopback API: pauses become short ones."""
    pause: Callable[[float], None] = time.sleep
    rest: Callable[..., Awaitable[object]] = asyncio.sleep

    def sleep(seconds: float) -> None:
        pause(min(seconds, _LONGEST_SLEEP))

    async def asleep(delay: float, result: object = None) -> object:
        return await rest(min(delay, _LONGEST_SLEEP), result)

    time.sleep = sleep
    asyncio.sleep = asleep  # type: ignore[assignment]
