"""Which files have to be understood: those that can send a request, and those that lead to one, by their imports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from claudelint.running.files import may_send
from claudelint.running.imports import Imports

# a file that leads to no request is not looked for among the imports of a larger repository
_MOST_LOOKED_THROUGH = 2_000
_LOOP = re.compile(rb"^[ \t]*(?:async[ \t]+)?(?:for|while)\b", re.MULTILINE)


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

    A given file is judged with the requests that it leads to, and with those of code that it calls back; these
    are understood from everything that leads to them, given or not, and so are the other requests that are met
    on those ways.
    """
    sends = _senders_in(imports)
    roots = tuple(given)
    led_to = [path for path in closure(roots, imports.of) if sends(path)]
    wanted = dict.fromkeys(led_to)
    hooks = [path for path in roots if _may_call_back(imports, path)]
    if hooks and (led_to or len(imports.tree.files) <= _MOST_LOOKED_THROUGH):
        wanted.update(dict.fromkeys(path for path in closure(hooks, imports.importers) if sends(path)))
    if not wanted:
        return Selection()
    related = closure(closure(wanted, imports.importers), imports.of)
    return Selection(tuple(sorted(path for path in related if sends(path))), frozenset(related))


def _may_call_back(imports: Imports, path: str) -> bool:
    """Whether a file has a loop in which it may run code that imports it, such as the method of an heir."""
    data = imports.tree.data(path)
    return data is not None and _LOOP.search(data) is not None


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
