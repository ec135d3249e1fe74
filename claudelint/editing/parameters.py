"""Parameters of one request, changed where they are written; raises Refused where that cannot be seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from claudelint.editing.changes import Change, Place, Places, Refused, is_open
from claudelint.editing.literals import in_quotes_of
from claudelint.findings import Span
from claudelint.linking.project import Argument, Known, Mapping, Request, Sequence
from claudelint.linking.value_kinds import MapEntry
from claudelint.reading import module as plain

EFFORTS = ("low", "medium", "high", "xhigh", "max")


class Parameters:
    """What can be changed in a request, one parameter at a time."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.request = places.request

    def removed(self, name: str, words: str = "") -> Change:
        """The request without an argument."""
        return Change(self.places.of(self._argument(name)), name, "remove", words=words)

    def valued(self, name: str, text: str, words: str = "") -> Change:
        """Other code in the place of the literal that is an argument's value."""
        return self.places.valued(self._argument(name), text, words)

    def renamed(self, name: str, other: str, text: str | None = None, words: str = "") -> Iterator[Change]:
        """An argument under another name, and with other code as its value where that is given."""
        place = self.places.of(self._argument(name))
        item, file = place.item, place.span.file
        key = item.key if isinstance(item, plain.Entry) else None
        if isinstance(item, plain.Argument):
            span, new = Span(file, item.start, item.start + len(name)), other
        elif isinstance(key, plain.Const):
            span = Span(file, key.start, key.end)
            new = in_quotes_of(self.places.text(span), other)
        else:
            raise Refused(f"`{name}` is not written in the call or in a dict of its own")
        yield Change(Place(span, place.container, item), name, "replace", new, words)
        if text is not None and item is not None:
            span = Span(file, item.value.start, item.value.end)
            yield Change(Place(span, place.container, item), name, "replace", text)

    def message_removed(self, message: Mapping) -> Change:
        """The conversation without a message that is written out in it."""
        conversation = self._argument("messages").value
        if not isinstance(conversation, Sequence):
            raise Refused("the conversation may be one of several")
        if len(conversation.items) < 2 and not conversation.open:
            raise Refused("nothing else is said")
        return Change(self.places.of_item(conversation.place, message.place), "messages", "remove")

    def added(self, name: str, text: str, words: str = "") -> Change:
        """An argument that is not given yet."""
        if name in self.request.arguments or is_open(self.request):
            raise Refused(f"`{name}` is, or may be, given as well")
        return self.places.added(name, text, words)

    def code_under(self, message: Mapping, key: str) -> str:
        """The code under a key of a message: a literal, or what is written in the call and has no effects."""
        entry = message.entries.get(key)
        if entry is None or entry.written is None:
            raise Refused(f"`{key}` is decided elsewhere")
        value = entry.written[0].value
        is_in_call = self.request.span.contains(entry.place) and self.request.has_no_effects(value)
        if not isinstance(value, plain.Const) and not is_in_call:
            raise Refused(f"`{key}` is decided elsewhere")
        return self.places.text(Span(entry.place.file, value.start, value.end))

    def source_of(self, name: str) -> str:
        """The code of an argument's value, where it is written."""
        place = self.places.of(self._argument(name))
        if place.item is None:
            raise Refused(f"`{name}` is not written in the call or in a dict of its own")
        value = place.item.value
        return self.places.text(Span(place.span.file, value.start, value.end))

    def entry_removed(self, name: str, key: str, words: str = "") -> Change:
        """An argument that is a dict, without one of its keys."""
        entry = self.entries(name)[key]
        return Change(self.places.of_entry(entry.written, entry.place, name), name, "remove", words=words)

    def entry_valued(self, name: str, key: str, text: str, words: str = "") -> Change:
        """An argument that is a dict, with other code in the place of the literal under a key."""
        return self.within(name, self.entries(name)[key], key, text, words)

    def within(self, name: str, entry: MapEntry, key: str, text: str, words: str = "") -> Change:
        """Other code in the place of the literal under a key of a dict, however deep in an argument it is."""
        place = self.places.of_entry(entry.written, entry.place, name)
        if entry.written is None or not isinstance(entry.written[0].value, plain.Const):
            raise Refused(f"`{key}` is decided elsewhere")
        written = entry.written[0].value
        span = Span(entry.place.file, written.start, written.end)
        return Change(Place(span, place.container, place.item), name, "replace", text, words)

    def quoted_within(self, name: str, entry: MapEntry, key: str, text: str) -> Change:
        """The same for a text, which takes the quotes of the one before."""
        change = self.within(name, entry, key, "")
        return replace(change, text=in_quotes_of(self.places.text(change.place.span), text))

    def entry_added(self, name: str, key: str, text: str, words: str = "") -> Change:
        """An argument that is a dict, with one more key; the argument itself where there is none."""
        if name not in self.request.arguments:
            if is_open(self.request):
                raise Refused(f"a `**` may hold `{name}`")
            return self.places.added(name, f'{{"{key}": {text}}}', words)
        entries = self.entries(name)
        some = next((entry.written for entry in entries.values() if entry.written is not None), None)
        if some is None:
            raise Refused(f"`{name}` is put together step by step")
        place = self.places.of_display(some[1], self._argument(name).value.place.file)
        return Change(place, name, "add", f'"{key}": {text}', words)

    def added_within(self, name: str, table: Mapping, key: str, text: str) -> Change:
        """One more key in a dict, however deep in an argument it is."""
        some = next((entry.written for entry in table.entries.values() if entry.written is not None), None)
        if some is None or table.open or (some[1].start, some[1].end) != (table.place.start, table.place.end):
            raise Refused(f"a dict of `{name}` is put together step by step")
        place = self.places.of_display(some[1], table.place.file)
        return Change(place, key, "add", f'"{key}": {text}')

    def put_under(self, name: str, outer: str, key: str) -> Iterator[Change]:
        """An argument that becomes a key of another one, which is a dict; where there is none, in its own place."""
        place = self.places.of(self._argument(name))
        if place.item is None:
            raise Refused(f"`{name}` is not written in the call or in a dict of its own")
        file, item = place.span.file, place.item
        code = self.places.text(Span(file, item.value.start, item.value.end))
        if outer not in self.request.arguments:
            if is_open(self.request):
                raise Refused(f"a `**` may hold `{outer}`")
            named = f"{outer}=" if isinstance(item, plain.Argument) else f'"{outer}": '
            yield Change(place, name, "replace", f'{named}{{"{key}": {code}}}')
            return
        if key in self.entries(outer):
            raise Refused(f"`{outer}` has a `{key}` already")
        added = self.entry_added(outer, key, code)
        container = Span(file, place.container.start, place.container.end)
        if not container.contains(added.place.span):
            raise Refused(f"`{outer}` is written elsewhere")
        yield Change(place, name, "remove")
        yield added

    def _argument(self, name: str) -> Argument:
        argument = self.request.arguments.get(name)
        if argument is None:
            raise Refused(f"`{name}` is not given here")
        return argument

    def entries(self, name: str) -> dict[str, MapEntry]:
        """The entries of an argument that is a dict."""
        value = self._argument(name).value
        if not isinstance(value, Mapping) or value.open:
            raise Refused(f"what `{name}` holds is not known here")
        return dict(value.entries)

    # thinking and effort

    def retyped(
        self, argument: Argument, kind: str, dropped: tuple[str, ...], words: str
    ) -> Iterator[Change]:
        """`thinking` with another type, and without the keys that do not go with it."""
        entries = self.entries(argument.name)
        if "type" not in entries:
            raise Refused("what `thinking` holds is not known here")
        written = entries["type"].written
        if written is None or not isinstance(written[0].value, plain.Const):
            raise Refused("the type of `thinking` is decided elsewhere")
        span = Span(entries["type"].place.file, written[0].value.start, written[0].value.end)
        text = in_quotes_of(self.places.text(span), kind)
        yield self.entry_valued(argument.name, "type", text, words)
        yield from (self.entry_removed(argument.name, name) for name in dropped if name in entries)

    def effort_added(self, effort: str) -> Change | None:
        """The effort beside adaptive thinking, where none is asked for yet."""
        if self.request.kind == "count_tokens":
            return None
        config = self.request.arguments.get("output_config")
        if config is not None and "effort" in self.entries("output_config"):
            return None
        return self.entry_added("output_config", "effort", f'"{effort}"')

    def at_effort(self, level: str) -> Change:
        """Another effort where one is asked for."""
        entry = self.entries("output_config")["effort"]
        if entry.written is None or not isinstance(entry.written[0].value, plain.Const):
            raise Refused("the effort is decided elsewhere")
        written = entry.written[0].value
        text = in_quotes_of(self.places.text(Span(entry.place.file, written.start, written.end)), level)
        return self.entry_valued("output_config", "effort", text, f"at effort `{level}`")


def effort_of(request: Request) -> str | None:
    """The effort that a request certainly asks for."""
    config = request.value("output_config")
    level = config.get("effort") if isinstance(config, Mapping) else None
    return level.value if isinstance(level, Known) and isinstance(level.value, str) else None
