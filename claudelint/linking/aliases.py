"""The names that classes and functions go by in the project's code: most calls can be told apart by them alone."""

from __future__ import annotations

from collections.abc import Iterator, Set

from claudelint.linking.names import Names
from claudelint.reading.module import (
    Attr,
    Class,
    Const,
    Function,
    Imported,
    Join,
    Local,
    Map,
    Module,
    Ref,
    Seq,
    Text,
)

# what no name of something else can be
_OTHERS = frozenset({Class, Const, Function, Imported, Map, Seq, Text})


class Aliases:
    """Other names for things of known names; answers are remembered until another module is read."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._given: dict[str, set[str]] = {}
        # by module: the names of what is looked up, handed over, or made
        self._unclear: dict[str, set[str]] = {}
        self._known: dict[frozenset[str], frozenset[str]] = {}

    def of(self, wanted: frozenset[str]) -> frozenset[str]:
        """Every name that anything of these names may go by, the names themselves among them."""
        loaded = self._names.modules.loaded
        if len(loaded) != len(self._unclear):
            self._known.clear()
            for path in loaded.keys() - self._unclear.keys():
                self._take(loaded[path])
        known = self._known.get(wanted)
        if known is None:
            known = self._known[wanted] = frozenset(self._spread(wanted))
        return known

    def calls(self, module: Module, wanted: frozenset[str]) -> Iterator[int]:
        """The calls of a module, by index, of what may have one of these names.

        What is called by a name that is bound to nothing of these names is passed over without following it,
        and so are methods of other names: following what they are called on takes long.
        """
        names = self.of(wanted)
        unclear = self._unclear[module.path]
        for index, call in enumerate(module.calls):
            function = call.function
            if isinstance(function, (Local, Ref)):
                if function.name in names or function.name in unclear:
                    yield index
            elif not isinstance(function, Attr) or function.name in names:
                yield index

    def _take(self, module: Module) -> None:
        unclear = self._unclear[module.path] = set[str]()
        for name, worth in [
            *((one.name, one.value) for one in module.definitions),
            *((one.name, one.value) for one in module.attributes),
        ]:
            for value in worth.options if isinstance(worth, Join) else (worth,):
                kind = type(value)
                if kind is Const:
                    continue
                if isinstance(value, (Attr, Local, Ref, Imported)) and value.name is not None:
                    self._given.setdefault(value.name, set()).add(name)
                elif kind not in _OTHERS:
                    unclear.add(name)

    def _spread(self, wanted: Set[str]) -> set[str]:
        found, pending = set(wanted), list(wanted)
        while pending:
            for name in self._given.get(pending.pop(), set()) - found:
                found.add(name)
                pending.append(name)
        return found
