"""The values of the beta header that a request sends, and where each of them is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.value_kinds import Known, Mapping, Sequence, Value
from claudelint.reading import module as plain
from claudelint.reading.module import Call, Module

if TYPE_CHECKING:
    from claudelint.linking.request_call import Argument, RequestCall

HEADER = "anthropic-beta"


@dataclass(frozen=True)
class SentBetas:
    """Values of the beta header that are certainly sent, by one argument of the request or of its client.

    `call` is the call that the argument is written in; `is_default` when the client sends them with every request.
    """

    argument: Argument
    names: tuple[str, ...]
    module: Module
    call: Call
    is_default: bool = False

    @property
    def span(self) -> Span:
        """Where the argument stands."""
        return self.argument.span

    @property
    def guard(self) -> Span:
        """The call that the argument is written in."""
        return Span(self.module.path, self.call.start, self.call.end)

    @property
    def written(self) -> plain.Argument | None:
        """The argument as it is written in the call."""
        return self.argument.written


def betas_of(request: RequestCall) -> Iterator[SentBetas]:
    """What a request sends, by `betas`, by its own headers and by those of its client."""
    for name in ("betas", "extra_headers"):
        argument = request.arguments.get(name)
        if argument is not None and argument.certain:
            sent = SentBetas(argument, _common(argument.value), request.module, request.call)
            if sent.names:
                yield sent
    made = request.project.construction_at(request.client.place)
    default = None if made is None else made.arguments.get("default_headers")
    # `with_options` may have put others in their place
    if made is None or default is None or default.value != request.client.option("default_headers"):
        return
    names = _common(default.value)
    if names:
        yield SentBetas(default, names, made.module, made.call, is_default=True)


def _common(value: Value) -> tuple[str, ...]:
    """What every value that an argument may have sends."""
    found = [betas_in(one) for one in value.alternatives()]
    return tuple(name for name in found[0] if all(name in other for other in found[1:]))


def betas_in(value: Value) -> tuple[str, ...]:
    """The values in a list of them, in a text of them, or in a dict of headers."""
    if isinstance(value, Known) and isinstance(value.value, str):
        return tuple(name for part in value.value.split(",") if (name := part.strip()))
    if isinstance(value, Sequence):
        return tuple(name for item in value.items for name in betas_in(item))
    if isinstance(value, Mapping):
        headers = [entry for key, entry in value.entries.items() if key.lower() == HEADER and entry.certain]
        return tuple(name for entry in headers for name in betas_in(entry.value))
    return ()
