"""Changes to what a request sends: where they are made, and whom else they reach."""

from __future__ import annotations

from dataclasses import dataclass, field

from claudelint.editing.feeding import Feeding
from claudelint.editing.sight import expressions, module_at
from claudelint.findings import Span
from claudelint.linking.project import (
    Argument,
    Mapping,
    Module,
    Request,
    Sequence,
    parts_of,
)
from claudelint.linking.terms import Term
from claudelint.reading import module as plain


class Refused(Exception):
    """The reason why a swap is not made."""


@dataclass(frozen=True)
class Place:
    """Where a change is made: an argument of a call, an entry of a dict, or the call or dict that is added to.

    An item of a list is named by its span alone.
    """

    span: Span
    container: plain.Call | plain.Map | plain.Seq = field(compare=False)
    item: plain.Argument | plain.Entry | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Change:
    """One change of a request: remove the item, add one (`text`), or put text in the place of a value."""

    place: Place
    name: str
    action: str
    text: str = ""
    words: str = field(default="", compare=False)

    @property
    def key(self) -> tuple[Place, str]:
        """What no two changes may have in common: the item, or the name that is added."""
        return (self.place, self.name if self.action == "add" else "")


class Places:
    """Where the arguments of one request are written."""

    def __init__(self, request: Request, feeding: Feeding) -> None:
        self.request = request
        self.feeding = feeding

    def of(self, argument: Argument) -> Place:
        """Where an argument is written."""
        if argument.written is not None:
            return Place(argument.span, self.request.call, argument.written)
        if not self.request.is_batch_item:
            self._refuse_several_dicts(argument)
        return self.of_entry(argument.display, argument.entry, argument.name)

    def _refuse_several_dicts(self, argument: Argument) -> None:
        for written in self.request.call.arguments:
            if written.star == "**" and written.start == argument.span.start:
                term = Term(self.request.module, written.value, self.request.context)
                if len(self.request.project.values.of(term).alternatives()) > 1:
                    raise Refused(f"the `**` that brings `{argument.name}` may be one of several dicts")

    def of_entry(self, written: tuple[plain.Entry, plain.Map] | None, place: Span | None, name: str) -> Place:
        """Where an entry is written: in a dict display, or in a call that makes a dict of its keywords."""
        if place is not None and written is not None:
            return Place(place, self.of_display(written[1], place.file).container, written[0])
        found = None if place is None else self._keyword_at(place)
        if place is None or found is None:
            raise Refused(f"`{name}` is not written in the call or in a dict of its own")
        return Place(place, *found)

    def _keyword_at(self, place: Span) -> tuple[plain.Call, plain.Argument] | None:
        """The call that makes a dict and has its keyword argument at a place."""
        module = self._module(place.file)
        for index, call in enumerate(module.calls):
            for argument in call.arguments:
                if (argument.start, argument.end) != (place.start, place.end) or argument.name is None:
                    continue
                if not self.feeding.is_dict_of_requests(module, index):
                    raise Refused(
                        f"the dict on line {line(module, call.start)} of {place.file} may be used elsewhere"
                    )
                return call, argument
        return None

    def of_item(self, messages: Span, item: Span) -> Place:
        """Where an item of a list is written, in a list display that is used in requests and nowhere else."""
        module = self._module(messages.file)
        for display in expressions(module):
            if isinstance(display, plain.Seq) and (display.start, display.end) == (
                messages.start,
                messages.end,
            ):
                if display.kind == "list" and any(
                    (one.start, one.end) == (item.start, item.end) for one in display.items
                ):
                    self._only_in_requests(module, display, "list")
                    return Place(item, display)
        raise Refused("the list, or this item of it, is not written out here")

    def of_display(self, display: plain.Map, file: str) -> Place:
        module = self._module(file)
        self._only_in_requests(module, display, "dict")
        return Place(Span(file, display.start, display.end), display)

    def _only_in_requests(self, module: Module, display: plain.Map | plain.Seq, kind: str) -> None:
        file = module.path
        if not self.feeding.only_requests(module, display):
            raise Refused(f"the {kind} on line {line(module, display.start)} of {file} may be used elsewhere")

    def added(self, name: str, value: str, words: str) -> Change:
        """A new argument: in the call, or in the `params` of a batch item."""
        if not self.request.is_batch_item:
            return Change(Place(self.request.span, self.request.call), name, "add", f"{name}={value}", words)
        for held in self.request.arguments.values():
            if held.display is not None and held.entry is not None:
                place = self.of_display(held.display[1], held.entry.file)
                return Change(place, name, "add", f'"{name}": {value}', words)
            found = None if held.entry is None else self._keyword_at(held.entry)
            if found is not None and held.entry is not None:
                made = Span(held.entry.file, found[0].start, found[0].end)
                return Change(Place(made, found[0]), name, "add", f"{name}={value}", words)
        raise Refused(f"the `params` that need `{name}` are put together step by step")

    def valued(self, argument: Argument, text: str, words: str) -> Change:
        """Another value in the place of a literal."""
        place = self.of(argument)
        item = place.item
        if item is None or not isinstance(item.value, plain.Const):
            raise Refused(f"`{argument.name}` is decided elsewhere")
        span = Span(place.span.file, item.value.start, item.value.end)
        return Change(Place(span, place.container, item), argument.name, "replace", text, words)

    def _module(self, file: str) -> Module:
        module = module_at(self.request.project, file)
        if module is None or module.approximate:
            raise Refused(f"{file} cannot be changed")
        return module

    def text(self, span: Span) -> str:
        return self.request.project.text(self._module(span.file))[span.start : span.end]


def is_open(request: Request) -> bool:
    """Whether arguments may be given that are not in sight."""
    if request.open_ended:
        return True
    name = request.project.names.call_name(request.module, request.call)
    return request.site.reference and name == "functools.partial"


def reaches(place: Place, request: Request) -> bool:
    """Whether a change in a place changes what a request sends."""
    container = Span(place.span.file, place.container.start, place.container.end)
    if request.kind == "batch":
        # its items are requests of their own
        return False
    if isinstance(place.container, (plain.Map, plain.Seq)):
        return any(_holds(argument, container) for argument in request.arguments.values())
    if request.span == container:
        return not request.is_batch_item
    return any(
        argument.entry is not None and container.contains(argument.entry)
        for argument in request.arguments.values()
    )


def _holds(argument: Argument, display: Span) -> bool:
    if argument.display is not None and argument.entry is not None:
        outer = argument.display[1]
        if (argument.entry.file, outer.start, outer.end) == (display.file, display.start, display.end):
            return True
    return any(
        isinstance(one, (Mapping, Sequence)) and one.place == display for one in parts_of(argument.value)
    )


def line(module: Module, offset: int) -> int:
    return sum(1 for start in module.line_starts if start <= offset) or 1
