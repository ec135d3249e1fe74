"""Parameters of one request, changed where they are written; raises Refused where that cannot be seen."""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing.changes import Change, Place, Places, Refused, is_open
from claudelint.editing.literals import in_quotes_of
from claudelint.findings import Span
from claudelint.linking.project import Argument, Known, Mapping, Request
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

    def entry_removed(self, name: str, key: str, words: str = "") -> Change:
        """An argument that is a dict, without one of its keys."""
        entry = self.entries(name)[key]
        return Change(self.places.of_entry(entry.written, entry.place, name), name, "remove", words=words)

    def entry_valued(self, name: str, key: str, text: str, words: str = "") -> Change:
        """An argument that is a dict, with other code in the place of the literal under a key."""
        entry = self.entries(name)[key]
        place = self.places.of_entry(entry.written, entry.place, name)
        if entry.written is None or not isinstance(entry.written[0].value, plain.Const):
            raise Refused(f"`{key}` is decided elsewhere")
        written = entry.written[0].value
        span = Span(entry.place.file, written.start, written.end)
        return Change(Place(span, place.container, place.item), name, "replace", text, words)

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
