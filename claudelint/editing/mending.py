"""Mending a request that fails: its parameters are changed where they are written, for all who share them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from claudelint.editing.change_set import ChangeSet, guard_of
from claudelint.editing.changes import Change, Places, Refused
from claudelint.editing.feeding import Feeding
from claudelint.editing.parameters import Parameters
from claudelint.findings import Fix, Safety
from claudelint.linking.project import Request

# what a request needs; none where it has no such fault
Needs = Callable[[Parameters], Iterator[Change]]


def mend(request: Request, title: str, needs: Needs, safety: Safety = Safety.UNSAFE) -> Fix:
    """The fix that gives a request what it needs; only shown, with the reason, where it cannot be made.

    The title goes on with the words of the changes. `needs` is asked for every request that a change reaches: a
    change to a shared call or dict is right only where each of them needs the same.
    """
    try:
        changes = _changes(request, needs)
    except Refused as refusal:
        return Fix(f"{title} (by hand: {refusal})", Safety.SHOWN)
    spans = (change.place.span for change in changes)
    guards = tuple(dict.fromkeys((guard_of(request), *spans)))
    words = dict.fromkeys(change.words.removeprefix("with ") for change in changes if change.words)
    told = f"{title}: {', '.join(words)}" if words else title
    return Fix(told, safety, tuple(changes.edits()), guards=guards)


def _changes(request: Request, needs: Needs) -> ChangeSet:
    if request.client.patched:
        raise Refused("another package stands between the call and the SDK")
    feeding = Feeding(request.project)
    changes = ChangeSet(request.project)
    for change in needs(Parameters(Places(request, feeding))):
        changes.want(change)
    if not any(changes):
        raise Refused("it takes more than another value")
    for other in request.project.requests:
        reached = [] if other is request else changes.reaching(other)
        if not reached:
            continue
        wanted = set(needs(Parameters(Places(other, feeding))))
        for change in reached:
            if change not in wanted:
                raise Refused(f"`{change.name}` stands there for another request, too")
    return changes
