"""Changes to lists and dicts: what they hold after a key is set, another dict is merged, or code unseen has run."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable
from dataclasses import replace

from claudelint.findings import Span
from claudelint.linking.terms import Term
from claudelint.linking.texts import origin_of
from claudelint.linking.value_kinds import Known, MapEntry, Mapping, OneOf, Sequence, Unknown, Value
from claudelint.reading.module import Entry, Map

# more alternatives than these are told as one dict with uncertain keys, or cut
_MOST_MAPPINGS = 4
_MOST_OPTIONS = 32
_MOST_ITEMS = 2_000
_SETTINGS = frozenset({"environment", "command line", "file"})


def concatenated(term: Term, values: list[Value]) -> Value:
    items: list[Value] = []
    is_open = False
    for value in values:
        if isinstance(value, Sequence):
            items.extend(value.items)
            is_open = is_open or value.open
        else:
            is_open = True
    return sequence(term.span, items, is_open, term)


def sequence(place: Span, items: list[Value], is_open: bool, term: Term) -> Sequence:
    """A list of these items, cut where it is longer than any prompt: a list that doubles has no end."""
    return Sequence(place, tuple(items[:_MOST_ITEMS]), is_open or len(items) > _MOST_ITEMS, term)


def opened(value: Value) -> Value:
    """A list or dict that other code may have changed."""
    if isinstance(value, Sequence):
        return replace(value, items=(), open=True)
    if isinstance(value, Mapping):
        return replace(value, open=True, entries=replaceable(value.entries))
    return value


def unsettled(value: Value) -> Value:
    """A list that may hold more by now, anywhere among what is in sight."""
    return replace(value, open=True, term=None) if isinstance(value, Sequence) else value


def each(place: Span, value: Value, change: Callable[[Value], Value]) -> Value:
    if not isinstance(value, OneOf):
        return change(value)
    changed: list[Value] = []
    for option in value.options:
        for alternative in change(option).alternatives():
            if alternative not in changed:
                changed.append(alternative)
    return one_of(place, changed)


def one_of(place: Span, options: list[Value]) -> Value:
    """One of several values; dicts that differ in many keys become one dict with uncertain keys."""
    if len(options) == 1:
        return options[0]
    if len(options) <= _MOST_MAPPINGS:
        return OneOf(place, tuple(options))
    mappings = [option for option in options if isinstance(option, Mapping)]
    if len(mappings) <= _MOST_MAPPINGS:
        return OneOf(place, _cut(place, options))
    others = [option for option in options if not isinstance(option, Mapping)]
    joined = _joined(mappings)
    return OneOf(place, (joined, *_cut(place, others))) if others else joined


def _cut(place: Span, options: list[Value]) -> tuple[Value, ...]:
    if len(options) <= _MOST_OPTIONS:
        return tuple(options)
    return (*options[:_MOST_OPTIONS], Unknown(place, "it has too many alternatives"))


def _joined(mappings: list[Mapping]) -> Mapping:
    """One dict for several: a key is certain when all have it, its value one of theirs."""
    entries: dict[str, MapEntry] = {}
    for name in dict.fromkeys(key for mapping in mappings for key in mapping.entries):
        found = [mapping.entries[name] for mapping in mappings if name in mapping.entries]
        values: list[Value] = []
        for entry in found:
            values.extend(one for one in entry.value.alternatives() if one not in values)
        certain = len(found) == len(mappings) and all(entry.certain for entry in found)
        entries[name] = MapEntry(one_of(found[0].place, values), certain, found[0].place, found[0].written)
    rests = [mapping.rest for mapping in mappings if mapping.open]
    return Mapping(mappings[0].place, entries, bool(rests), mappings[0].term, _one_origin(rests))


def with_key(
    base: Value,
    key: Value,
    value: Value,
    place: Span,
    term: Term,
    written: tuple[Entry, Map] | None = None,
) -> Value:
    if isinstance(base, OneOf):
        return each(place, base, lambda one: with_key(one, key, value, place, term, written))
    if not isinstance(base, Mapping):
        if isinstance(base, Sequence):
            return _with_item(base, key, value, term)
        entries: abc.Mapping[str, MapEntry] = {}
        base = Mapping(base.place, entries, True, term, origin_of(base))
    if not isinstance(key, Known) or not isinstance(key.value, str):
        return _with_more(base, value, term)
    entry = MapEntry(value, True, place, written)
    return Mapping(base.place, {**base.entries, key.value: entry}, base.open, term, base.rest)


def _with_item(base: Sequence, key: Value, value: Value, term: Term) -> Sequence:
    """A list in which one item was replaced; nothing is known of it where it cannot be told which item."""
    index = key.value if isinstance(key, Known) and type(key.value) is int else None
    if index is None or base.open or not -len(base.items) <= index < len(base.items):
        return Sequence(base.place, (), True, term)
    items = list(base.items)
    items[index] = value
    return Sequence(base.place, tuple(items), False, term)


def _with_more(base: Mapping, added: Value, term: Term) -> Mapping:
    """A dict to which something is added under keys that cannot be told."""
    rest = _one_origin([base.rest, origin_of(added)] if base.open else [origin_of(added)])
    return Mapping(base.place, replaceable(base.entries, origin_of(added)), True, term, rest)


def _one_origin(origins: list[str]) -> str:
    """Where several things come from: what the one who runs the program decides is one origin, by any means."""
    if len(set(origins)) == 1 or (origins and _SETTINGS.issuperset(origins)):
        return origins[0]
    return "unknown"


def without(base: Value, key: Value, term: Term) -> Value:
    if not isinstance(base, Mapping):
        return base
    if not isinstance(key, Known) or not isinstance(key.value, str):
        return Mapping(base.place, {}, True, term, base.rest)
    entries = {name: entry for name, entry in base.entries.items() if name != key.value}
    return Mapping(base.place, entries, base.open, term, base.rest)


def spread(base: Value, added: Value, term: Term) -> Value:
    if isinstance(added, OneOf):
        return one_of(term.span, [spread(base, option, term) for option in added.options])
    if isinstance(base, OneOf):
        return each(term.span, base, lambda one: spread(one, added, term))
    if isinstance(base, Mapping) and isinstance(added, Mapping):
        return merge(base.place, base, added, term)
    if isinstance(base, Mapping):
        return _with_more(base, added, term)
    return base


def replaceable(entries: abc.Mapping[str, MapEntry], origin: str = "unknown") -> dict[str, MapEntry]:
    """The entries of a dict to which something unknown, of an origin, was added that may replace any of them."""
    return {name: replace(entry, value=_maybe(entry.value, origin)) for name, entry in entries.items()}


def settling(value: Value, before: list[Value]) -> Value:
    """A dict of a loop after one more turn: what this turn changed again, every further one may change."""
    if not isinstance(value, Mapping) or value in before:
        return value
    known = [one.entries for one in before if isinstance(one, Mapping)]
    entries = {
        name: entry
        if all(name not in earlier or earlier[name].value == entry.value for earlier in known)
        else replace(entry, value=_maybe(entry.value))
        for name, entry in value.entries.items()
    }
    return replace(value, entries=entries)


def merge(place: Span, left: Mapping, right: Mapping, term: Term) -> Mapping:
    kept = dict(replaceable(left.entries, right.rest) if right.open else left.entries)
    for name, entry in right.entries.items():
        before = kept.get(name)
        if entry.certain or before is None:
            kept[name] = entry
        else:
            either = (*before.value.alternatives(), *entry.value.alternatives())
            kept[name] = replace(before, value=OneOf(place, tuple(dict.fromkeys(either))))
    rests = [one.rest for one in (left, right) if one.open]
    return Mapping(place, kept, bool(rests), term, _one_origin(rests))


def _maybe(value: Value, origin: str = "unknown") -> Value:
    return OneOf(value.place, (*value.alternatives(), Unknown(value.place, "a ** may replace it", origin)))
