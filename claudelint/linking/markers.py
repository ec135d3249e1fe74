"""Markers for the prompt cache: where they stand in a request, what they say, and what they are on."""

from __future__ import annotations

from collections import abc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

import msgspec

from claudelint.findings import Span
from claudelint.linking.value_kinds import Known, MapEntry, Mapping, Sequence, Value, is_nothing

KEY = "cache_control"
# the order of the cache; the marker of the whole request stands on its last block
_ORDER = ("tools", "system", "messages", KEY)


class Marker(msgspec.Struct, frozen=True):
    """A `cache_control`: the argument it is in, its value, and the block that carries it.

    `certain` is false when it is there only on some ways; `block` is None for the marker of the whole request.
    """

    argument: str
    entry: MapEntry
    certain: bool
    block: Mapping | None = None

    @property
    def place(self) -> Span:
        """Where it is written."""
        return self.entry.place

    @property
    def options(self) -> tuple[Value, ...]:
        """What it may be, where it is there."""
        return tuple(one for one in self.entry.value.alternatives() if not is_nothing(one))

    def said(self, key: str) -> tuple[MapEntry | None, ...]:
        """What it may say under a key, None where it certainly says nothing."""
        dicts = (one for one in self.options if isinstance(one, Mapping))
        found = (one.entries.get(key) for one in dicts if key in one.entries or not one.open)
        return tuple(dict.fromkeys(found))

    def known_ttl(self, default: str) -> str | None:
        """How long it keeps what it marks, when that is certain; `default` where it does not say."""
        said = self.said("ttl")
        if len(said) != 1 or len(self.options) != 1:
            return None
        if said[0] is None:
            return default
        value = said[0].value
        return (
            value.value
            if said[0].certain and isinstance(value, Known) and isinstance(value.value, str)
            else None
        )


@dataclass(frozen=True)
class Given:
    """An argument as far as markers are concerned; `certain` is false when it may be left out."""

    value: Value
    place: Span
    certain: bool


class Prompt(msgspec.Struct, frozen=True):
    """One prompt that a request may have: its markers in the order of the cache, and its last block.

    `last` is None where the prompt does not end in a block that is known.
    """

    markers: tuple[Marker, ...]
    last: Mapping | None


def prompts_of(given: abc.Mapping[str, Given]) -> tuple[Prompt, ...]:
    """Every prompt that may be sent.

    Where several arguments have alternatives, it is not known which of them meet: these are left out.
    """
    options = {name: _options(name, given[name]) for name in _ORDER if name in given}
    several = [name for name, found in options.items() if len(found) > 1]
    if len(several) > 1:
        options = {name: found for name, found in options.items() if name not in several}
        several = []
    changing = options[several[0]] if several else [None]
    return tuple(_prompt({**options, **({several[0]: [one]} if one is not None else {})}) for one in changing)


def _options(name: str, argument: Given) -> list[Given | None]:
    options = argument.value.alternatives()
    found: list[Given | None] = (
        [argument] if len(options) == 1 else [replace(argument, value=one) for one in options]
    )
    return found if argument.certain else [*found, None]


def _prompt(options: abc.Mapping[str, list[Given | None]]) -> Prompt:
    given = {name: found[0] for name, found in options.items() if found[0] is not None}
    markers = chain.from_iterable(_markers(name, one) for name, one in given.items())
    messages = given.get("messages")
    return Prompt(tuple(markers), None if messages is None else _last_block(messages.value))


def _markers(name: str, argument: Given) -> Iterator[Marker]:
    if name == KEY:
        if not is_nothing(argument.value):
            entry = MapEntry(argument.value, True, argument.place)
            yield Marker(name, entry, isinstance(argument.value, (Mapping, Known)))
        return
    yield from _in_blocks(name, argument.value, certain=True)


def _in_blocks(name: str, blocks: Value | None, *, certain: bool) -> Iterator[Marker]:
    if not isinstance(blocks, Sequence):
        return
    for item in blocks.items:
        options = item.alternatives()
        for block in options:
            if isinstance(block, Mapping):
                yield from _on_block(name, block, certain=certain and len(options) == 1)


def _on_block(name: str, block: Mapping, *, certain: bool) -> Iterator[Marker]:
    # a message holds blocks, and so does the result of a tool
    content = block.get("content") if name == "messages" else None
    options = () if content is None else content.alternatives()
    for one in options:
        yield from _in_blocks(
            name, one, certain=certain and len(options) == 1 and block.entries["content"].certain
        )
    entry = block.entries.get(KEY)
    if entry is None or all(is_nothing(one) for one in entry.value.alternatives()) or "role" in block.entries:
        return
    is_there = entry.certain and all(isinstance(one, (Mapping, Known)) for one in entry.value.alternatives())
    may_be_nothing = any(is_nothing(one) for one in entry.value.alternatives())
    yield Marker(name, entry, certain and is_there and not may_be_nothing, block)


def _last_block(messages: Value) -> Mapping | None:
    last = _last(messages)
    return _last(last.get("content")) if last is not None and "content" in last.entries else None


def _last(items: Value | None) -> Mapping | None:
    if not isinstance(items, Sequence) or items.open or not items.items:
        return None
    last = items.items[-1]
    return last if isinstance(last, Mapping) else None
