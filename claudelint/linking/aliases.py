"""The names that classes and functions go by in the project's code: most calls can be told apart by them alone."""

from __future__ import annotations

from collections.abc import Iterator, Set

from claudelint.linking.names import Names
from claudelint.reading.module import Attr, Imported, Join, Module, Ref


class Aliases:
    """Other names for things of known names; answers are remembered until another module is read."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._given: dict[str, set[str]] = {}
        self._taken: set[str] = set()
        self._known: dict[frozenset[str], frozenset[str]] = {}

    def of(self, wanted: frozenset[str]) -> frozenset[str]:
        """Every name that anything of these names may go by, the names themselves among them."""
        loaded = self._names.modules.loaded
        if len(loaded) != len(self._taken):
            self._known.clear()
            for path in loaded.keys() - self._taken:
                self._take(loaded[path])
        known = self._known.get(wanted)
        if known is None:
            known = self._known[wanted] = frozenset(self._spread(wanted))
        return known

    def calls(self, module: Module, wanted: frozenset[str]) -> Iterator[int]:
        """The calls of a module, by index, of what may have one of these names.

        Only methods are told apart: following what a method is called on takes long, and most of them have
        nothing to do with what is wanted.
        """
        names = self.of(wanted)
        for index, call in enumerate(module.calls):
            if not isinstance(call.function, Attr) or call.function.name in names:
                yield index

    def _take(self, module: Module) -> None:
        self._taken.add(module.path)
        bound = [(one.name, one.value) for one in module.definitions]
        bound += [(one.name, one.value) for one in module.attributes]
        for name, worth in bound:
            for value in worth.options if isinstance(worth, Join) else (worth,):
                if isinstance(value, (Attr, Ref, Imported)) and value.name is not None:
                    self._given.setdefault(value.name, set()).add(name)

    def _spread(self, wanted: Set[str]) -> set[str]:
        found, pending = set(wanted), list(wanted)
        while pending:
            for name in self._given.get(pending.pop(), set()) - found:
                found.add(name)
                pending.append(name)
        return found
