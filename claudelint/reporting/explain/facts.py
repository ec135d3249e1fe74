"""What is said of a request: plain data, which the text and the JSON show alike."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """A line and column of a file, both counted from 1; `own` when it is the file of the request."""

    filename: str
    row: int
    column: int
    own: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return f"line {self.row}" if self.own else f"{self.filename}:{self.row}"


@dataclass(frozen=True, slots=True)
class Said:
    """Something that is said of a place."""

    words: str
    place: Place


@dataclass(frozen=True, slots=True)
class Worth:
    """What an expression is worth.

    `kind` is known, text, list, dict, one_of, unknown or not_given. `words` show it, `place` is where it was
    decided; `value` is a constant, `why` and `origin` say of an unknown value what stood in the way, and
    `options` are the alternatives.
    """

    kind: str
    words: str
    place: Place
    value: str | int | float | bool | None = None
    why: str = ""
    origin: str = ""
    options: tuple[Worth, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """An argument or option: its value, the `**` that brings it, and whether it is there in every run."""

    name: str
    worth: Worth
    brought_by: str = ""
    certain: bool = True


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """A client: `constructed` when its constructor was found, `open_ended` when it may have more options."""

    name: str
    platform: str
    is_async: bool
    place: Place
    constructed: bool
    open_ended: bool
    patched: bool
    options: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class PartFacts:
    """A part of the prompt: an estimate of its tokens, at least so many when it is not `exact`."""

    level: str
    tokens: int
    exact: bool
    stable: bool
    marked: bool
    changes: tuple[Said, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class PromptFacts:
    """The prompt in the order of the cache; `marked` is None when that cannot be told."""

    parts: tuple[PartFacts, ...]
    cache_minimum: int | None
    marked: bool | None


@dataclass(frozen=True, slots=True)
class Step:
    """A call on the way to a request, and the function it stands in; empty for the code of a module."""

    place: Place
    function: str


@dataclass(frozen=True, slots=True)
class Case:
    """A request in the contexts in which it has the same values, each a chain of calls, outermost first.

    `item` is the number of a batch item; `hidden` is what may hold more arguments, and why.
    """

    kind: str
    item: int | None
    chains: tuple[tuple[Step, ...], ...]
    client: ClientFacts
    models: tuple[str, ...]
    arguments: tuple[Given, ...]
    hidden: tuple[Said, ...]
    not_given: tuple[str, ...]
    prompt: PromptFacts


@dataclass(frozen=True, slots=True)
class WayFacts:
    """A way from where a run begins; `surface` is empty when nothing in sight calls the first function."""

    surface: str
    kind: str
    place: Place
    person_waits: bool
    can_stream: bool
    runs: str
    by_name: bool
    steps: tuple[Step, ...]
    loops: tuple[Place, ...]
    on_event_loop: bool | None


@dataclass(frozen=True, slots=True)
class ReadFacts:
    """Something that is done with the response or a part of it."""

    kind: str
    code: str
    words: str
    place: Place


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """A finding at the request, after suppressions."""

    code: str
    name: str
    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class SdkFacts:
    """The SDK that the project uses: in words, and whether that is assumed."""

    words: str
    major: int
    assumed: bool
    passed_over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """A call that sends requests, as it is understood.

    `answer_complete` is false when the answer goes where it cannot be followed, None when it is not followed
    at all.
    """

    place: Place
    end: Place
    call: str
    function: str
    sdk: SdkFacts
    cases: tuple[Case, ...]
    ways: tuple[WayFacts, ...]
    answer: tuple[ReadFacts, ...]
    answer_complete: bool | None
    findings: tuple[FindingFacts, ...]


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A request in a list."""

    place: Place
    call: str
    kind: str
    function: str
    model: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to `claudelint explain`: the requests that were meant, else those that are near.

    `asked` is the file, and the line where `place_is_line`. `passed_over` are calls that look like requests
    and were not taken for any, and why.
    """

    asked: str
    place_is_line: bool
    requests: tuple[SiteFacts, ...] = ()
    listed: tuple[SiteLine, ...] = ()
    passed_over: tuple[Said, ...] = ()
