"""The items of a batch, as they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from claudelint.linking.terms import Term
from claudelint.linking.value_kinds import Known, MapEntry, Mapping, Sequence, TextValue, Value
from claudelint.reading.module import Comprehension


@dataclass(frozen=True)
class CustomId:
    """What an item of a batch is known by, as far as it can be told."""

    entry: MapEntry

    @property
    def options(self) -> tuple[Known | TextValue, ...]:
        """What it may be: constants, and texts that are partly known."""
        return tuple(one for one in self.entry.value.alternatives() if isinstance(one, (Known, TextValue)))

    @property
    def known(self) -> str | None:
        """The text that it certainly is."""
        value = self.entry.value
        return value.value if isinstance(value, Known) and isinstance(value.value, str) else None


def items_of(evaluate: Callable[[Term], Value], batch: Value) -> Iterator[Value]:
    """The items of one list of requests; what a comprehension makes counts as one."""
    if not isinstance(batch, Sequence):
        return
    yield from batch.items
    if batch.term is not None and isinstance(batch.term.expr, Comprehension):
        yield evaluate(batch.term.at(batch.term.expr.value))


def custom_ids(items: Iterator[Value]) -> tuple[CustomId, ...]:
    """What the items that are known are known by, in their order."""
    entries = (item.entries.get("custom_id") for item in items if isinstance(item, Mapping))
    return tuple(CustomId(entry) for entry in entries if entry is not None and entry.certain)
