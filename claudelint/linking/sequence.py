"""Loops each turn of which waits for its answer before the next request is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claudelint.linking.launching import step_in
from claudelint.linking.limits import waits_its_turn
from claudelint.linking.turns import within
from claudelint.reading.module import Await

if TYPE_CHECKING:
    from claudelint.linking.subjects import Loop


def awaited_in_turn(loop: Loop) -> int | None:
    """The call in a loop that each turn awaits, and that leads to its request.

    None where the turns do not wait, where several calls do, where there is a pause or a limiter on the way, and where
    what a turn makes is yielded before the next begins.
    """
    module = loop.module
    if loop.index < 0 or module.scopes[loop.statement.scope].is_generator:
        return None
    found: set[int] = set()
    uses = loop.project.answers.uses(module)
    for way in loop.ways:
        step = step_in(module, loop.index, -1, way)
        if step is None or way.on_event_loop is False:
            return None
        call = way.steps[step][2]
        value = uses.of_call.get(call)
        if value is None or not isinstance(uses.parent(value), Await):
            return None
        if any(waits_its_turn(loop.project, owner, scope) for owner, scope, _ in way.steps[:step]):
            return None
        found.add(call)
    if len(found) != 1 or waits_its_turn(loop.project, module, loop.statement.scope, loop.index):
        return None
    call = found.pop()
    # a loop within the turn asks one after the other as well, and is judged itself
    inner = module.calls[call].statement
    while inner != loop.index:
        if module.statements[inner].kind in ("for", "while", "comprehension"):
            return None
        inner = module.statements[inner].parent
    return call if within(module, module.calls[call].statement, loop.index) else None
