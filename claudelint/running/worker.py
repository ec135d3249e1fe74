"""What runs in a process that reads files for another one: contents come in, modules go out, until the end."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import BinaryIO, TypeAlias

import msgspec

# told when everything is imported; an interpreter that cannot do that, or is another program, says something else
READY = b"claudelint reads\n"
_LENGTH = 8


class Extracted(msgspec.Struct, frozen=True, tag=True):
    """An encoded Module, without a path; None when it cannot be encoded."""

    module: bytes | None


class Refused(msgspec.Struct, frozen=True, tag=True):
    """Why a file cannot be read."""

    message: str
    row: int | None = None
    column: int | None = None


Answer: TypeAlias = Extracted | Refused


def answer_in(frame: bytes) -> Answer:
    """The answer that a frame holds."""
    answer: Answer = msgspec.msgpack.decode(frame, type=Answer)
    return answer


def send(stream: BinaryIO, data: bytes) -> None:
    """Write one frame; raises OSError."""
    stream.write(len(data).to_bytes(_LENGTH, "big"))
    stream.write(data)
    stream.flush()


def receive(stream: BinaryIO) -> bytes:
    """Read one frame; raises EOFError where there is none, or not the whole of it."""
    return exactly(stream, int.from_bytes(exactly(stream, _LENGTH), "big"))


def exactly(stream: BinaryIO, size: int) -> bytes:
    """So many bytes; raises EOFError where there are fewer."""
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def serve() -> None:
    """Answer on standard output what comes on standard input."""
    # not at the first file: the time until the process is ready is waited for once
    import_module("claudelint.reading.flow")
    from claudelint.reading.reader import with_large_stack

    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    # what libraries print must not come between the answers
    sys.stdout = sys.stderr
    # trees hold no cycles
    gc.disable()
    outgoing.write(READY)
    outgoing.flush()
    with_large_stack(lambda: _answers(incoming, outgoing))


def _answers(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    while True:
        try:
            data = receive(incoming)
        except EOFError:
            # nothing needs to be put in order
            os._exit(0)
        send(outgoing, msgspec.msgpack.encode(_answer(data)))


def _answer(data: bytes) -> Answer:
    from claudelint.reading.encoding import encode
    from claudelint.reading.reader import read_module
    from claudelint.reading.source import Source, UnreadableFile

    try:
        return Extracted(encode(read_module(Source.decode("", data))))
    except UnreadableFile as error:
        return Refused(error.message, error.row, error.column)
