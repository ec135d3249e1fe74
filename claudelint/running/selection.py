"""Which files have to be understood: those that can send a request, and those that lead to one, by their imports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from claudelint.running.files import may_send
from claudelint.running.imports import Imports


@dataclass(frozen=True)
class Selection:
    """What is to be linked.

    `senders` are the files whose requests are looked for, in order; `related` are all files that can have
    to do with them: what leads to them by imports, and whatever that imports.
    """

    senders: tuple[str, ...] = ()
    related: frozenset[str] = frozenset()


def select(imports: Imports, given: Iterable[str]) -> Selection:
    """The files that matter for understanding the given ones.

    A given file is judged with the requests that it leads to; these are understood from everything that
    leads to them, given or not, and so are the other requests that are met on those ways.
    """
    sends = _senders_in(imports)
    roots = tuple(given)
    own = [path for path in roots if sends(path)]
    if not own and not any(sends(path) for path in closure(roots, imports.of)):
        return Selection()
    wanted = [path for path in closure(roots, imports.of) if sends(path)]
    related = closure(closure(wanted, imports.importers), imports.of)
    return Selection(tuple(sorted(path for path in related if sends(path))), frozenset(related))


def closure(start: Iterable[str], following: Callable[[str], Iterable[str]]) -> dict[str, None]:
    """Everything that is reached from the start, which is part of it, nearest first."""
    found = dict.fromkeys(start)
    pending = list(found)
    for path in pending:
        for one in following(path):
            if one not in found:
                found[one] = None
                pending.append(one)
    return found


def _senders_in(imports: Imports) -> Callable[[str], bool]:
    known: dict[str, bool] = {}

    def sends(path: str) -> bool:
        if path not in known:
            data = imports.tree.data(path)
            known[path] = data is not None and may_send(data)
        return known[path]

    return sends
