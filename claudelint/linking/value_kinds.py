"""The kinds of values that an expression may be worth: known, partly known, one of several, or unknown."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from claudelint.findings import Span
from claudelint.linking.terms import Term
from claudelint.reading.module import Entry, Map

# origins whose value is the same for every request of one run
STABLE_ORIGINS = frozenset({"environment", "file"})


@dataclass(frozen=True)
class Value:
    """The base of all values; `place` is where the value was decided."""

    place: Span = field(compare=False)

    def alternatives(self) -> tuple[Value, ...]:
        """The values it may be, one by one."""
        return (self,)

    def some(self, accepts: Callable[[Value], bool]) -> Value | None:
        """The first alternative that is accepted, for rules that predict failure."""
        for alternative in self.alternatives():
            if accepts(alternative):
                return alternative
        return None

    def every(self, accepts: Callable[[Value], bool]) -> bool:
        """Whether all alternatives are accepted, for rules about cost or purpose."""
        return all(accepts(alternative) for alternative in self.alternatives())


@dataclass(frozen=True)
class Known(Value):
    """A constant; `origin` is "literal" or "environment" (a default that the environment may replace)."""

    value: str | int | float | bool | None
    origin: str = "literal"


@dataclass(frozen=True)
class Hole:
    """A part of a text that is not constant, and where it comes from."""

    origin: str
    place: Span = field(compare=False)
    what: str = ""


@dataclass(frozen=True)
class TextValue(Value):
    """A text with holes: constant pieces and holes in turn."""

    parts: tuple[str | Hole, ...]

    @property
    def known(self) -> str:
        """The constant pieces, joined."""
        return "".join(part for part in self.parts if isinstance(part, str))

    @property
    def holes(self) -> tuple[Hole, ...]:
        """The parts that are not constant."""
        return tuple(part for part in self.parts if isinstance(part, Hole))


@dataclass(frozen=True)
class Sequence(Value):
    """A list or tuple; `open` when it may hold more than these items."""

    items: tuple[Value, ...]
    open: bool = False
    term: Term | None = field(default=None, compare=False)


@dataclass(frozen=True)
class MapEntry:
    """One key of a mapping: its value, and whether it is there in every run."""

    value: Value
    certain: bool
    place: Span = field(compare=False)
    # the entry and the dict display that it is written in, when it is
    written: tuple[Entry, Map] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Mapping(Value):
    """A dict with constant keys; `open` when it may hold more than these, which come from `rest`, an origin."""

    entries: abc.Mapping[str, MapEntry]
    open: bool = False
    term: Term | None = field(default=None, compare=False)
    rest: str = field(default="unknown", compare=False)

    def __hash__(self) -> int:
        return hash(tuple(self.entries))

    def get(self, key: str) -> Value | None:
        """The value of a key, None when the dict certainly or possibly lacks it."""
        entry = self.entries.get(key)
        return None if entry is None else entry.value


@dataclass(frozen=True)
class OneOf(Value):
    """One of several values."""

    options: tuple[Value, ...]

    def alternatives(self) -> tuple[Value, ...]:
        return self.options


@dataclass(frozen=True)
class Unknown(Value):
    """Nothing can be said; `why` names what stood in the way, `origin` where the value comes from."""

    why: str = field(compare=False)
    origin: str = "unknown"


@dataclass(frozen=True)
class NotGiven(Value):
    """The SDK's marker for an argument that is left out although it is named."""


def is_nothing(value: Value) -> bool:
    """Whether it is as if nothing were given: None, or the SDK's marker for that."""
    return isinstance(value, NotGiven) or (isinstance(value, Known) and value.value is None)


def parts_of(value: Value) -> Iterator[Value]:
    """A value and everything in it: alternatives, items of lists and values of dicts, at any depth."""
    yield value
    inner: Iterable[Value] = ()
    if isinstance(value, OneOf):
        inner = value.options
    elif isinstance(value, Sequence):
        inner = value.items
    elif isinstance(value, Mapping):
        inner = (entry.value for entry in value.entries.values())
    for one in inner:
        yield from parts_of(one)


def known_text(value: Value) -> str:
    """Every constant piece of text in a value, for looking at what a prompt says."""
    if isinstance(value, Known):
        return value.value if isinstance(value.value, str) else ""
    if isinstance(value, TextValue):
        return value.known
    if isinstance(value, OneOf):
        return "\n".join(known_text(option) for option in value.options)
    if isinstance(value, Sequence):
        return "\n".join(known_text(item) for item in value.items)
    if isinstance(value, Mapping):
        return "\n".join(known_text(entry.value) for entry in value.entries.values())
    return ""


def least_steady(origins: Iterable[str]) -> str:
    """Of several origins of one value, the one that differs most; "unknown" when there is none.

    What differs from call to call comes before what cannot be told, and that before what stays the same.
    """
    return min(
        origins,
        key=lambda origin: 2 if origin in STABLE_ORIGINS else 1 if origin == "unknown" else 0,
        default="unknown",
    )


def is_number(value: object) -> bool:
    """Whether a constant is a number; a truth value is none here."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
