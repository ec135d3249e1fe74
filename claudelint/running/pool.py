"""Processes that read files at the same time; each costs about as much as reading a dozen files.

They are plain children that are talked to by pipes: nothing has to be shared, and it is known which file a process
was at when it died.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from typing import BinaryIO

from claudelint.running.worker import READY, Answer, Refused, answer_in, exactly, receive, send

# of the threads that wait for the processes
_STACK_BYTES = 1024 * 1024
# a process may also be killed from outside
_ATTEMPTS = 2
# how Python ends after an exception
_EXCEPTION = 1
_PROGRAM = """\
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.path[:] = {path!r}
from claudelint.running.worker import serve
serve()
"""


class Pool:
    """Up to so many processes, which are started when there is work for them and kept until the end."""

    def __init__(self) -> None:
        self._workers: dict[int, _Worker] = {}
        # set where no process could be started; the caller reads everything itself
        self.broken = False

    @property
    def size(self) -> int:
        """How many processes there are."""
        return len(self._workers)

    def read(self, files: Sequence[bytes], processes: int) -> list[Answer | None]:
        """What is read of each of the contents; None where the caller has to try it itself."""
        frames: list[bytes | Refused | None] = [None] * len(files)
        # the largest first, so that no process is left with it when the others are done
        pending = deque(sorted(range(len(files)), key=lambda index: -len(files[index])))

        def serve(slot: int) -> None:
            while pending and not self.broken:
                try:
                    index = pending.popleft()
                except IndexError:
                    return
                frames[index] = self._read(slot, files[index])

        threads: list[threading.Thread] = []
        old_size = threading.stack_size(_STACK_BYTES)
        try:
            for slot in range(processes):
                thread = threading.Thread(target=serve, args=(slot,), daemon=True)
                thread.start()
                threads.append(thread)
        except RuntimeError:
            # no more threads are allowed; those that run do it all, and without any the caller does
            self.broken = not threads
        finally:
            threading.stack_size(old_size)
        for thread in threads:
            thread.join()
        return [answer_in(frame) if isinstance(frame, bytes) else frame for frame in frames]

    def _read(self, slot: int, data: bytes) -> bytes | Refused | None:
        for _ in range(_ATTEMPTS):
            try:
                worker = self._workers.get(slot) or _Worker()
            except (OSError, EOFError):
                self.broken = True
                return None
            self._workers[slot] = worker
            try:
                return worker.read(data)
            except (OSError, EOFError):
                del self._workers[slot]
            if worker.end() == _EXCEPTION:
                # a mistake in claudelint, which shows where the file is read again
                return None
        return Refused("cannot be parsed: the parser breaks down over it")

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers.values():
            worker.kill()
        self._workers.clear()


class _Worker:
    """One process; raises OSError or EOFError where it cannot be started."""

    def __init__(self) -> None:
        # -I: no module of the code that is checked may be imported, and it may lie in the working directory
        flags = ["-I", *(["-B"] if sys.dont_write_bytecode else [])]
        self._process = subprocess.Popen(
            [sys.executable or "", *flags, "-c", _PROGRAM.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to: BinaryIO = self._process.stdin  # type: ignore[assignment]
        self._from: BinaryIO = self._process.stdout  # type: ignore[assignment]
        try:
            if exactly(self._from, len(READY)) != READY:
                raise EOFError
        except EOFError:
            self.kill()
            raise

    def read(self, data: bytes) -> bytes:
        """The frame of an answer; raises OSError or EOFError when the process has ended."""
        send(self._to, data)
        return receive(self._from)

    def end(self) -> int:
        """How the process has ended; it is not asked to."""
        status = self._process.wait()
        self._close()
        return status

    def kill(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        self._process.wait()
        self._close()

    def _close(self) -> None:
        # what it did not take any more is lost with it
        with contextlib.suppress(BrokenPipeError):
            self._to.close()
        self._from.close()
