"""The prompt of a request in the order of the cache: tools, system, messages, each part with its size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec
from msgspec.structs import replace

from claudelint.catalog.models import ModelFacts
from claudelint.catalog.tokens import ESTIMATES, Size, TokenCounter, estimate_tokens
from claudelint.findings import Span
from claudelint.linking.value_kinds import (
    STABLE_ORIGINS,
    Hole,
    Known,
    Mapping,
    OneOf,
    Sequence,
    TextValue,
    Unknown,
    Value,
    is_nothing,
)
from claudelint.reading.module import Seq


class Part(msgspec.Struct, frozen=True):
    """A piece of the prompt: where it belongs, its known text, what varies in it, and its marker.

    `exact` is false when the piece may be longer than its known text. `message` is the number of the message that
    it belongs to, where it does and that is known.
    """

    level: str
    place: Span
    text: str
    exact: bool
    holes: tuple[Hole, ...]
    marked: bool = False
    message: int | None = None

    @property
    def is_stable(self) -> bool:
        """Whether the piece is the same for every request of one run."""
        return all(hole.origin in STABLE_ORIGINS for hole in self.holes)

    @property
    def known_text(self) -> str:
        """Its text without what varies in it."""
        return self.text.replace(_HOLE, "")

    def tokens(self, tokenizer: str | None) -> int:
        """About how many tokens its known text has."""
        return estimate_tokens(self.known_text, tokenizer)


@dataclass(frozen=True)
class Prefix:
    """The parts in cache order; `marked` when any block or the request itself carries a marker.

    `marked_whole` when it is the request itself, whose marker stands on the last block.

    `unresolved` names the places where something unresolved may carry one: tools, system, messages, or
    "request" for what a `**` or `extra_body` hides.
    """

    parts: tuple[Part, ...]
    marked: bool
    unresolved: frozenset[str] = frozenset()
    marked_whole: bool = False

    @property
    def last_marked(self) -> int | None:
        """The index of the last part that is marked; None where there is none in sight."""
        if self.marked_whole:
            return len(self.parts) - 1
        return max((index for index, part in enumerate(self.parts) if part.marked), default=None)

    @property
    def marks_known(self) -> bool:
        """Whether every marker there may be is in sight."""
        return not self.unresolved

    def level(self, name: str) -> tuple[Part, ...]:
        """The parts of one level: tools, system or messages."""
        return tuple(part for part in self.parts if part.level == name)

    def stable_start(self) -> tuple[Part, ...]:
        """Tools and system up to the first part that changes, its stable beginning included."""
        return tuple(_before_change(part for part in self.parts if part.level != "messages"))

    def known_start(self) -> str:
        """The text up to the first marker, as far as all of it is known."""
        found = ""
        for part in self.parts:
            known = leading_text(part)
            found += f"{part.level}\n{known}\n"
            if part.marked or not part.exact or known != part.text:
                break
        return found

    def marked_start(self) -> tuple[Part, ...]:
        """The parts up to the last marker before which nothing changes."""
        last = -1
        for index, part in enumerate(self.parts):
            if not part.is_stable:
                break
            if part.marked:
                last = index
        return self.parts[: last + 1]

    def document(self) -> tuple[Part, ...]:
        """The first message up to its first part that changes; nothing where something changes before it."""
        first = tuple(part for part in self.parts if part.level != "messages" or part.message == 0)
        return tuple(part for part in _before_change(first) if part.level == "messages")

    def tokens(self, tokenizer: str | None) -> int:
        """About how many tokens the known text of all parts has."""
        return sum(part.tokens(tokenizer) for part in self.parts)

    @property
    def is_exact(self) -> bool:
        """Whether every part is wholly known."""
        return all(part.exact for part in self.parts)


def _before_change(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts up to the first one that changes, its stable beginning included."""
    for part in parts:
        if part.is_stable:
            yield part
            continue
        head = leading_text(part)
        if len(head) >= _SHORTEST_HEAD:
            yield replace(part, text=head, exact=False, holes=())
        return


def common_start(parts: tuple[Part, ...], others: tuple[Part, ...]) -> tuple[Part, ...]:
    """What two prompts begin with alike."""
    found: list[Part] = []
    for part, other in zip(parts, others, strict=False):
        if part.text == other.text:
            found.append(part)
            continue
        pairs = zip(part.text, other.text, strict=False)
        same = next((index for index, (one, two) in enumerate(pairs) if one != two), None)
        head = part.text[: len(other.text) if same is None else same]
        if len(head) >= _SHORTEST_HEAD:
            found.append(replace(part, text=head, exact=False, holes=()))
        break
    return tuple(found)


def size_of(parts: Iterable[Part], model: ModelFacts, counter: TokenCounter) -> Size:
    """How many tokens the known text of parts has for a model.

    Definitions of tools are known as texts only, while the API counts them in a form of its own: they are estimated.
    """
    parts = tuple(parts)
    tools = ESTIMATES.size([part.known_text for part in parts if part.level == "tools"], model)
    counted = counter.size([part.known_text for part in parts if part.level != "tools"], model)
    return Size(tools.tokens + counted.tokens, counted.is_exact and not tools.tokens)


def leading_text(part: Part) -> str:
    """The text of a part before its first varying piece; parts keep it first."""
    return part.text.split(_HOLE, 1)[0] if _HOLE in part.text else ("" if part.holes else part.text)


_HOLE = "\0"
# the beginning of a text that changes is not worth a block of its own when it is shorter, in characters
_SHORTEST_HEAD = 200


def prefix_of(arguments: dict[str, Value], extra_unknown: bool) -> Prefix:
    """The prefix of a request from its argument values; `extra_unknown` when a ** may hold more."""
    parts: list[Part] = []
    marked = "cache_control" in arguments and not is_nothing(arguments["cache_control"])
    marked_whole = marked
    unresolved = {"request"} if extra_unknown else set()
    body = arguments.get("extra_body")
    if isinstance(body, Mapping):
        marked = marked or "cache_control" in body.entries
    if body is not None and not is_nothing(body) and (not isinstance(body, Mapping) or body.open):
        unresolved.add("request")
    for level in ("tools", "system", "messages"):
        value = arguments.get(level)
        if value is None or is_nothing(value):
            continue
        for part, known in _level(level, value):
            parts.append(part)
            marked = marked or part.marked
            if not known:
                unresolved.add(level)
    return Prefix(tuple(parts), marked, frozenset(unresolved), marked_whole)


def _level(level: str, value: Value) -> Iterator[tuple[Part, bool]]:
    if level == "tools":
        yield _tools(value)
        return
    if isinstance(value, Sequence):
        for index, item in enumerate(value.items):
            for part, known in _block(level, item):
                yield (replace(part, message=index) if level == "messages" else part), known
        if value.open:
            yield Part(level, value.place, "", False, (Hole("unknown", value.place),)), False
        return
    if isinstance(value, OneOf):
        yield _choice(level, value)
        return
    yield _text(level, value), not isinstance(value, Unknown)


def _choice(level: str, value: OneOf) -> tuple[Part, bool]:
    """One of several prompts: stable, when each is, and as large as the smallest."""
    options = [[] if is_nothing(option) else list(_level(level, option)) for option in value.options]
    flat = [part for option in options for part, _ in option]
    stable = all(part.is_stable and part.exact for part in flat)
    smallest = min(options, key=lambda option: sum(len(part.text) for part, _ in option))
    text = "".join(part.text for part, _ in smallest)
    holes = () if stable else (Hole("choice", value.place),)
    marked = any(part.marked for part in flat)
    known = all(mark for option in options for _, mark in option)
    return Part(level, value.place, text if stable else "", stable, holes, marked), known


def _block(level: str, item: Value) -> Iterator[tuple[Part, bool]]:
    if isinstance(item, Mapping):
        marked = "cache_control" in item.entries and not is_nothing(item.entries["cache_control"].value)
        if level == "messages" and "content" in item.entries:
            yield from _content(item.entries["content"].value)
            return
        text = _said(item)
        if text is not None:
            part = _text(level, text)
            # a document comes with a frame of the API's own, of which the size is not known
            exact = part.exact and "source" not in item.entries
            yield Part(level, part.place, part.text, exact, part.holes, marked), not item.open
            return
        yield Part(level, item.place, "", False, (Hole("unknown", item.place),), marked), not item.open
        return
    yield Part(level, item.place, "", False, (Hole("unknown", item.place),)), False


def _said(block: Mapping) -> Value | None:
    """The text of a block, or of a document that is given as a text."""
    source = block.get("source")
    if isinstance(source, Mapping) and source.get("type") == Known(source.place, "text"):
        return source.get("data")
    return block.get("text")


def _content(value: Value) -> Iterator[tuple[Part, bool]]:
    """What one message says: blocks, or a text. What cannot be told is taken for a text, which has no marker."""
    if isinstance(value, Sequence):
        for inner in value.items:
            yield from _block("messages", inner)
        if value.open:
            yield Part("messages", value.place, "", False, (Hole("unknown", value.place),)), False
        return
    part = _text("messages", value)
    blocks = [
        one for option in value.alternatives() if isinstance(option, Sequence) for one in _content(option)
    ]
    marked = any(block.marked for block, _ in blocks)
    yield (replace(part, marked=True) if marked else part), all(known for _, known in blocks)


def _text(level: str, value: Value) -> Part:
    if isinstance(value, Known):
        return Part(level, value.place, str(value.value), True, ())
    if isinstance(value, TextValue):
        text = "".join(part if isinstance(part, str) else _HOLE for part in value.parts)
        return Part(level, value.place, text, not value.holes, value.holes)
    origin = value.origin if isinstance(value, Unknown) else "choice"
    return Part(level, value.place, "", False, (Hole(origin, value.place),))


def _tools(value: Value) -> tuple[Part, bool]:
    """Tool definitions count with their texts; names and schemas are what is sent."""
    if isinstance(value, OneOf):
        return _choice("tools", value)
    if not isinstance(value, Sequence):
        return Part("tools", value.place, "", False, (Hole("unknown", value.place),)), False
    texts: list[str] = []
    marked = False
    complete = not value.open
    for item in value.items:
        marked = marked or (isinstance(item, Mapping) and "cache_control" in item.entries)
        complete = _collect(item, texts) and complete
    holes = () if complete else (Hole("unknown", value.place),)
    if complete and _is_in_any_order(value):
        holes = (Hole("unordered", value.place),)
    return Part("tools", value.place, " ".join(texts), complete, holes, marked), complete


def _is_in_any_order(value: Value) -> bool:
    """Whether a set of several things stands anywhere in a value."""
    if isinstance(value, Mapping):
        return any(_is_in_any_order(one.value) for one in value.entries.values())
    if not isinstance(value, Sequence):
        return False
    written = None if value.term is None else value.term.expr
    is_set = isinstance(written, Seq) and written.kind == "set" and len(value.items) > 1
    return is_set or any(_is_in_any_order(one) for one in value.items)


def _collect(value: Value, texts: list[str]) -> bool:
    if isinstance(value, Known):
        texts.append(str(value.value))
        return True
    if isinstance(value, TextValue):
        texts.append(value.known)
        return not value.holes
    if isinstance(value, Mapping):
        complete = not value.open
        for key, entry in value.entries.items():
            texts.append(f'"{key}":')
            complete = _collect(entry.value, texts) and complete
        return complete
    if isinstance(value, Sequence):
        known = [_collect(item, texts) for item in value.items]
        return all(known) and not value.open
    return False
