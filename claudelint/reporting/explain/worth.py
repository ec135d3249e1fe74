"""Values in words: constants, texts with their holes, lists, dicts, alternatives, and why one is unknown."""

from __future__ import annotations

import json

from claudelint.linking.terms import Term
from claudelint.linking.value_kinds import (
    Hole,
    Known,
    Mapping,
    NotGiven,
    OneOf,
    Sequence,
    TextValue,
    Unknown,
    Value,
)
from claudelint.reading.keys import hidden
from claudelint.reporting.explain.facts import Said, Worth
from claudelint.reporting.explain.sight import Sight
from claudelint.reporting.explain.whence import whence

_LONGEST_TEXT = 60
_LONGEST_WORD = 24
_LONGEST_PIECE = 30
_MOST_ITEMS = 3
_MOST_ENTRIES = 4
_MOST_HOLES = 2
_HOLE = "{…}"
ORIGINS = {
    "parameter": "a parameter",
    "loop": "a loop variable",
    "request": "data of the request",
    "user": "what a person types",
    "clock": "the clock",
    "random": "chance",
    "environment": "the environment",
    "file": "a file",
    "computed": "computed",
    "choice": "one of several",
}
# reasons that lead on to another one
_VAGUE = frozenset(
    {
        "it is part of something unknown",
        "it is computed while the program runs",
        "it is returned by something unknown",
    }
)


def worth_of(value: Value, sight: Sight, term: Term | None = None, secret: bool = False) -> Worth:
    """A value as facts; `term` is the expression it is the value of, for saying more of what is unknown."""
    place = sight.place(value.place)
    if isinstance(value, OneOf):
        options = tuple(worth_of(option, sight, term, secret) for option in value.options)
        return Worth("one_of", f"one of {len(options)}", place, options=options)
    if isinstance(value, Unknown):
        return _unknown(value, sight, term)
    if isinstance(value, NotGiven):
        return Worth("not_given", "left out, by the SDK's marker", place)
    if isinstance(value, Known):
        return _known(value, sight, secret)
    if isinstance(value, TextValue):
        return Worth("text", "a text, not shown" if secret else _text(value, sight), place)
    kind = "list" if isinstance(value, Sequence) else "dict"
    return Worth(kind, f"a {kind}, not shown" if secret else brief(value, sight), place)


def _known(value: Known, sight: Sight, secret: bool) -> Worth:
    constant = value.value
    note = ", a default that the environment may replace" if value.origin == "environment" else ""
    place = sight.place(value.place)
    if not isinstance(constant, str):
        return Worth("known", f"{constant}{note}", place, constant, origin=value.origin)
    size = f" ({len(constant):,} characters)" if len(constant) > _LONGEST_TEXT else ""
    if secret:
        return Worth("known", f"a text, not shown{note}", place, origin=value.origin)
    words = f"{quoted(constant, _LONGEST_TEXT)}{size}{note}"
    return Worth("known", words, place, cut(constant, _LONGEST_TEXT), origin=value.origin)


def _unknown(value: Unknown, sight: Sight, term: Term | None) -> Worth:
    why, place = value.why, sight.place(value.place)
    if why in _VAGUE:
        origins = () if term is None else sight.project.names.origins(term)
        end = next((one for one in origins if one.span == value.place), sight.call_at(value.place))
        if end is None:
            why = f"`{sight.written(value.place)}` {why.removeprefix('it ')}"
        else:
            said = whence(sight, end)
            why, place = f"it {said.words}", said.place
    return Worth("unknown", f"unknown: {why}", place, why=why, origin=value.origin)


def _text(value: TextValue, sight: Sight) -> str:
    written = "".join(part if isinstance(part, str) else _HOLE for part in value.parts)
    sizes = f"{len(value.known):,} characters"
    holes = holes_in_words(value.holes, sight)
    return f"{quoted(written, _LONGEST_TEXT)} ({sizes}{f', {holes}' if holes else ''})"


def holes_in_words(holes: tuple[Hole, ...], sight: Sight) -> str:
    """`2 holes: a loop variable (a.py:6), the clock (a.py:7)`; empty when there are none."""
    if not holes:
        return ""
    said = [f"{one.words} ({one.place})" for one in changes_of(holes, sight)]
    more = f" and {len(said) - _MOST_HOLES} more" if len(said) > _MOST_HOLES else ""
    number = "1 hole" if len(holes) == 1 else f"{len(holes)} holes"
    return f"{number}: {', '.join(said[:_MOST_HOLES])}{more}"


def changes_of(holes: tuple[Hole, ...], sight: Sight) -> tuple[Said, ...]:
    """Where the pieces of a text come from that are not constant, each once."""
    said: dict[tuple[str, str], Said] = {}
    for hole in holes:
        words = ORIGINS.get(hole.origin) or f"`{sight.written(hole.place, _LONGEST_PIECE)}`"
        place = sight.place(hole.place)
        said.setdefault((words, str(place)), Said(words, place))
    return tuple(said.values())


def brief(value: Value, sight: Sight) -> str:
    """A value in a few words, for what stands inside of another."""
    if isinstance(value, Known):
        if isinstance(value.value, str) and len(value.value) > _LONGEST_WORD:
            return f"text of {len(value.value):,} characters"
        return quoted(value.value, _LONGEST_WORD) if isinstance(value.value, str) else str(value.value)
    if isinstance(value, TextValue):
        holes = holes_in_words(value.holes, sight)
        return f"text of {len(value.known):,} characters{f' and {holes}' if holes else ''}"
    if isinstance(value, Sequence):
        return _list(value, sight)
    if isinstance(value, Mapping):
        return _dict(value, sight)
    if isinstance(value, OneOf):
        return f"one of {len(value.options)}"
    if isinstance(value, Unknown):
        what = ORIGINS.get(value.origin) or f"`{sight.written(value.place, _LONGEST_PIECE)}`"
        return f"unknown ({what}, {sight.place(value.place)})"
    return "left out"


def _list(value: Sequence, sight: Sight) -> str:
    if not value.items:
        return "list, its items unknown" if value.open else "empty list"
    items = [_item(item, sight) for item in value.items[:_MOST_ITEMS]]
    more = "; …" if len(value.items) > _MOST_ITEMS else ""
    return f"list of {len(value.items)}{' or more' if value.open else ''}: {'; '.join(items)}{more}"


def _item(value: Value, sight: Sight) -> str:
    """A message by its role, a tool by its name, a block by its text; else in a few words."""
    if not isinstance(value, Mapping):
        return brief(value, sight)
    role, content = value.get("role"), value.get("content")
    if role is not None and content is not None:
        speaker = str(role.value) if isinstance(role, Known) else "role unknown"
        return f"{speaker}, {brief(content, sight)}"
    name = value.get("name") or value.get("text")
    return _dict(value, sight) if name is None else brief(name, sight)


def _dict(value: Mapping, sight: Sight) -> str:
    entries = [
        f"{key}={_inner(entry.value, sight)}" for key, entry in list(value.entries.items())[:_MOST_ENTRIES]
    ]
    if len(value.entries) > _MOST_ENTRIES:
        entries.append("…")
    if value.open:
        entries.append("more that cannot be told" if entries else "its keys unknown")
    return f"dict: {', '.join(entries)}" if entries else "empty dict"


def _inner(value: Value, sight: Sight) -> str:
    if isinstance(value, Mapping):
        return f"dict of {len(value.entries)}"
    if isinstance(value, Sequence):
        return f"list of {len(value.items)}{' or more' if value.open else ''}"
    return brief(value, sight)


def quoted(text: str, most: int) -> str:
    """A text in double quotes, without keys, cut where it is long."""
    return json.dumps(cut(text, most), ensure_ascii=False)


def cut(text: str, most: int) -> str:
    """The first characters of a text, without keys."""
    # keys are hidden first: what is left of one when it is cut is not recognised
    shown = hidden(text[: most * 8])
    return shown if len(shown) <= most else shown[: most - 1] + "…"
