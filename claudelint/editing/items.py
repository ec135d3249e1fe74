"""Arguments of calls, entries of dict displays and items of lists: how to add and remove them.

Items are the arguments of a call, the entries of a dict display or the items of a list. Between two items
stand only a comma, white space, comments, parentheses and continued lines; whatever is done to the items,
no comment between or inside them is lost, and the layout around them stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from claudelint.editing.text import (
    INDENT,
    NEWLINE,
    NOISE,
    comments,
    indent_at,
    line_end,
    line_start,
    newline_of,
    next_line,
)
from claudelint.findings import Edit, Span
from claudelint.reading.module import Argument, Call, Entry, Map, Seq


def replace_argument_value(file: str, argument: Argument, value: str) -> Edit:
    """Give an argument another value; its name stays, and so do parentheses around the value."""
    return Edit(Span(file, argument.value.start, argument.value.end), value)


def remove_argument(text: str, file: str, call: Call, argument: Argument) -> Edit:
    """Remove one argument with its comma; its comments stay on lines of their own."""
    return remove_arguments(text, file, call, [argument])[0]


def remove_arguments(text: str, file: str, call: Call, arguments: Sequence[Argument]) -> tuple[Edit, ...]:
    """Remove several arguments of a call with edits that do not touch each other."""
    return change_arguments(text, file, call, remove=arguments)


def add_argument(text: str, file: str, call: Call, argument: str) -> Edit:
    """Add a keyword argument, written `name=value`, after the last one, in the layout of the call."""
    return change_arguments(text, file, call, add=[argument])[0]


def change_arguments(
    text: str, file: str, call: Call, *, remove: Sequence[Argument] = (), add: Sequence[str] = ()
) -> tuple[Edit, ...]:
    """Remove and add arguments of one call in edits that go together."""
    items = _Items.of(text, file, call.arguments, call.open_end, call.close_start)
    return items.change(_indices(call.arguments, remove), add)


def remove_entries(text: str, file: str, mapping: Map, entries: Sequence[Entry]) -> tuple[Edit, ...]:
    """Remove entries of a dict display."""
    return change_entries(text, file, mapping, remove=entries)


def add_entry(text: str, file: str, mapping: Map, entry: str) -> Edit:
    """Add an entry, written `"key": value`, at the end of a dict display."""
    return change_entries(text, file, mapping, add=[entry])[0]


def change_entries(
    text: str, file: str, mapping: Map, *, remove: Sequence[Entry] = (), add: Sequence[str] = ()
) -> tuple[Edit, ...]:
    """Remove and add entries of one dict display in edits that go together."""
    items = _Items.of(text, file, mapping.entries, mapping.start + 1, mapping.end - 1)
    return items.change(_indices(mapping.entries, remove), add)


def change_items(
    text: str, file: str, sequence: Seq, *, remove: Sequence[int] = (), add: Sequence[str] = ()
) -> tuple[Edit, ...]:
    """Remove items, named by their index, from a list display and add others at its end."""
    if sequence.kind != "list":
        raise ValueError(f"not a list display: {sequence.kind}")
    items = _Items.of(text, file, sequence.items, sequence.start + 1, sequence.end - 1)
    return items.change(set(remove), add)


class _Placed(Protocol):
    """Anything with a place in the file."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class _Slot:
    """An item with the parentheses and stars around it; `after` is past its comma, or its end without one."""

    start: int
    end: int
    after: int


@dataclass(frozen=True, slots=True)
class _Items:
    """The items between two brackets, and how to change them."""

    text: str
    file: str
    slots: tuple[_Slot, ...]
    open_end: int
    close_start: int

    @classmethod
    def of(
        cls,
        text: str,
        file: str,
        items: Sequence[_Placed],
        open_end: int,
        close_start: int,
    ) -> _Items:
        spans = [(item.start, item.end) for item in items]
        return cls(text, file, tuple(_slots(text, spans, open_end, close_start)), open_end, close_start)

    def change(self, removed: set[int], added: Sequence[str]) -> tuple[Edit, ...]:
        kept = [index for index in range(len(self.slots)) if index not in removed]
        edits: list[Edit] = []
        if added and not kept and removed:
            # the first removed item gives its place to the new ones
            first = self.slots[0]
            removed = removed - {0}
            edits.append(self._edit(first.start, first.end, ", ".join(added)))
        elif added:
            edits.append(self._add(self.slots[kept[-1]] if kept else None, added))
        edits += [self._remove(first, last) for first, last in _runs(sorted(removed))]
        return tuple(edits)

    def _edit(self, start: int, end: int, text: str) -> Edit:
        return Edit(Span(self.file, start, end), text)

    def _comments(self, start: int, end: int) -> list[str]:
        return [comment for _, comment in comments(self.text, start, end)]

    def _opens_line(self, slot: _Slot) -> bool:
        return not self.text[line_start(self.text, slot.start) : slot.start].strip()

    def _remove(self, first: int, last: int) -> Edit:
        """Remove neighbouring items."""
        text = self.text
        start, end, after = self.slots[first].start, self.slots[last].end, self.slots[last].after
        previous = self.slots[first - 1] if first else None
        following = self.slots[last + 1].start if last + 1 < len(self.slots) else None
        limit = self.close_start if following is None else following
        if previous is None and following is None and not self._comments(self.open_end, self.close_start):
            return self._edit(self.open_end, self.close_start, "")
        line_stop = line_end(text, after)
        closes_line = line_stop < limit and not NOISE.sub("", text[after:line_stop])
        if self._opens_line(self.slots[first]) and closes_line:
            return self._remove_lines(previous, start, end, after, following is None)
        if following is None:
            if previous is not None and not self._comments(previous.end, end):
                return self._edit(previous.end, end, "")
            return self._cut(start, after)
        if self._comments(start, following):
            return self._cut(start, after)
        if previous is None or not NEWLINE.search(text, after, following):
            return self._edit(start, following, "")
        if self._opens_line(self.slots[first]) or self._comments(previous.after, start):
            return self._edit(start, after, "")
        return self._edit(previous.after, after, "")

    def _remove_lines(self, previous: _Slot | None, start: int, end: int, after: int, is_last: bool) -> Edit:
        """Remove items that have their lines for themselves; their comments keep lines of their own."""
        text = self.text
        if is_last and after == end and previous and not self._comments(previous.end, line_end(text, after)):
            return self._edit(previous.end, end, "")
        indent, newline = indent_at(text, start), newline_of(text)
        moved = "".join(
            indent + comment + newline for comment in self._comments(start, line_end(text, after))
        )
        return self._edit(line_start(text, start), next_line(text, after), moved)

    def _cut(self, start: int, after: int) -> Edit:
        """Remove items from the middle of a line, leaving the white space and comments around them."""
        inside = self._comments(start, after)
        if not inside:
            return self._edit(start, after, "")
        indent, newline = indent_at(self.text, start) + "    ", newline_of(self.text)
        gap = " " if self.text[start - 1] == " " else "  "
        moved = gap + (newline + indent).join(inside) + newline + indent
        rest = INDENT.match(self.text, after)
        return self._edit(start, rest.end() if rest else after, moved)

    def _add(self, anchor: _Slot | None, added: Sequence[str]) -> Edit:
        """Add items after the anchor, or between empty brackets."""
        if anchor is None:
            return self._add_first(added)
        text = self.text
        if not self._opens_line(anchor):
            return self._edit(anchor.end, anchor.end, "".join(f", {item}" for item in added))
        lead = newline_of(text) + indent_at(text, anchor.start)
        stop = min(line_end(text, anchor.after), self.close_start)
        crowded = any(anchor.start < slot.start < stop for slot in self.slots)
        if crowded or not self._comments(anchor.end, stop):
            return self._edit(anchor.end, anchor.end, "".join(f",{lead}{item}" for item in added))
        # a comment behind the anchor is about the anchor and stays with it
        if anchor.after > anchor.end:
            return self._edit(stop, stop, "".join(f"{lead}{item}," for item in added))
        return self._edit(anchor.end, stop, "," + text[anchor.end : stop] + lead + f",{lead}".join(added))

    def _add_first(self, added: Sequence[str]) -> Edit:
        text = self.text
        found = list(comments(text, self.open_end, self.close_start))
        if not found:
            return self._edit(self.open_end, self.close_start, ", ".join(added))
        # the last comment ends its line, so the closing bracket opens one
        place, newline = line_start(text, self.close_start), newline_of(text)
        indent = indent_at(text, self.close_start) + "    "
        return self._edit(place, place, "".join(f"{indent}{item},{newline}" for item in added))


def _indices(items: Sequence[_Placed], chosen: Sequence[_Placed]) -> set[int]:
    """Which of the items are meant."""
    places = [(item.start, item.end) for item in items]
    return {places.index((item.start, item.end)) for item in chosen}


def _slots(text: str, spans: Sequence[tuple[int, int]], open_end: int, close_start: int) -> Iterator[_Slot]:
    before = open_end
    for index, (start, end) in enumerate(spans):
        stop = spans[index + 1][0] if index + 1 < len(spans) else close_start
        after = end
        for offset in _code(text, end, stop):
            if text[offset] == ",":
                after = offset + 1
                break
            if text[offset] == ")":
                end = after = offset + 1
        opening = [offset for offset in _code(text, before, start) if text[offset] in "(*"]
        yield _Slot(opening[0] if opening else start, end, after)
        before = after


def _code(text: str, start: int, end: int) -> Iterator[int]:
    """The offsets between two items at which something other than noise stands."""
    while start < end:
        noise = NOISE.match(text, start, end)
        if noise:
            start = noise.end()
        else:
            yield start
            start += 1


def _runs(indices: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring indices together: the first and the last of each run."""
    for position, index in enumerate(indices):
        if position and indices[position - 1] == index - 1:
            continue
        last = position
        while last + 1 < len(indices) and indices[last + 1] == indices[last] + 1:
            last += 1
        yield index, indices[last]
