"""What starts the requests of a loop together: `gather` and its kin over what the turns made, or a task for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.findings import Span
from claudelint.linking.names import Names
from claudelint.linking.turns import within
from claudelint.linking.uses import Uses
from claudelint.linking.ways import Way
from claudelint.reading.module import (
    Attr,
    Await,
    Call,
    CallOf,
    Comprehension,
    Expr,
    Module,
    Mutated,
    Seq,
    Star,
    Updated,
)

# the documentation of asyncio, tqdm.asyncio, AnyIO and Trio
_GATHERING = frozenset(
    {"asyncio.gather", "asyncio.wait", "asyncio.as_completed", "tqdm.asyncio.tqdm.gather",
     "tqdm.asyncio.tqdm_asyncio.gather", "tqdm.asyncio.tqdm.as_completed", "tqdm.asyncio.tqdm_asyncio.as_completed"}
)  # fmt: skip
_TASKS = frozenset({"asyncio.create_task", "asyncio.ensure_future"})
_TASK_METHODS = frozenset({"create_task", "start_soon"})
# what hands on the coroutine, or the list of them, that it is given
_SAME = frozenset({"asyncio.wait_for", "asyncio.shield", "builtins.list", "builtins.tuple", "builtins.set"})
_COLLECTING = frozenset({"append", "add"})
_MOST_STEPS = 60


@dataclass(frozen=True)
class Launch:
    """What starts the requests of all turns together: `name` is that of the call in `place`.

    `made` is the call in the loop that makes what is started, and `way` leads from there to a request.
    """

    name: str
    place: Span
    module: Module
    made: int
    way: Way


def launch_of(names: Names, uses: Uses, module: Module, loop: int, mapping: int, way: Way) -> Launch | None:
    """How a loop, or a `map` (`loop` is -1 then), starts the requests that lie this way; None where it waits."""
    step = step_in(module, loop, mapping, way)
    if step is None:
        return None
    _, _, index = way.steps[step]
    value = uses.of_call.get(index)
    if value is None:
        return None
    found = _Search(names, uses, module, loop, is_gathered=mapping >= 0).from_value(value, index)
    if found is None:
        return None
    call = module.calls[found]
    name = call.function.name if isinstance(call.function, Attr) else names.call_name(module, call) or ""
    return Launch(name.rpartition(".")[2], Span(module.path, call.start, call.end), module, index, way)


def step_in(module: Module, loop: int, mapping: int, way: Way) -> int | None:
    """The step of a way that is made in the loop, or by the `map`."""
    for number, (owner, _, call) in enumerate(way.steps):
        if owner is not module:
            continue
        if call == mapping if loop < 0 else within(module, module.calls[call].statement, loop):
            return number
    return None


class _Search:
    """Follows a coroutine out of its loop to what starts it."""

    def __init__(self, names: Names, uses: Uses, module: Module, loop: int, *, is_gathered: bool) -> None:
        self.names = names
        self.uses = uses
        self.module = module
        self.loop = loop
        self.is_gathered = is_gathered
        self._task = -1
        self._steps = 0
        self._waits = False

    def from_value(self, value: Expr, index: int) -> int | None:
        """The call that starts it with those of the other turns; None where a turn waits for it."""
        if self._starts_task(self.module.calls[index]):
            # start_soon(ask, item) is itself what makes the task
            self._task = index
        found = self._follow(value, self.is_gathered)
        if self._waits:
            return None
        if found is None and self._task >= 0:
            return self._task
        return found

    def _follow(self, expr: Expr, collected: bool) -> int | None:
        """Look at what stands around a coroutine, a task, or a list of them (`collected`)."""
        self._steps += 1
        if self._steps > _MOST_STEPS:
            return None
        parent = self.uses.parent(expr)
        if isinstance(parent, Await):
            # each turn waits for its own; a list cannot be awaited
            self._waits = self._waits or self._is_inside(parent)
            return None
        if isinstance(parent, CallOf):
            return self._handed(expr, parent, collected)
        if isinstance(parent, Comprehension):
            return self._follow(parent, True) if parent.value is expr or parent.key is expr else None
        if isinstance(parent, Star):
            return self._follow(parent, collected)
        if isinstance(parent, Seq) and isinstance(expr, Star):
            return self._follow(parent, collected)
        if isinstance(parent, Attr) and collected:
            return self._values(parent)
        if parent is not None:
            return None
        found = self._first(
            self._follow(use, collected)
            for index in self.uses.defined_by.get(id(expr), ())
            for use in self.uses.later_uses(index)
        )
        if found is not None:
            return found
        return self._first(self._follow(use, True) for use in self._put_under_keys(expr))

    def _values(self, method: Attr) -> int | None:
        """What is done with the values of a dict."""
        call = self.uses.call_of_function.get(id(method))
        values = None if call is None or method.name != "values" else self.uses.of_call.get(call)
        return None if values is None else self._follow(values, True)

    def _put_under_keys(self, expr: Expr) -> Iterator[Expr]:
        """The readings of a dict, behind the loop, after a value was put into it."""
        statement = self.uses.statement(expr)
        for index in () if statement is None else statement.definitions:
            changed = self.module.definitions[index].value
            if isinstance(changed, Updated) and changed.value is expr:
                yield from (one for one in self.uses.later_uses(index) if not self._is_inside(one))

    def _handed(self, expr: Expr, parent: CallOf, collected: bool) -> int | None:
        call = self.module.calls[parent.call]
        if call.function is expr:
            return None
        name = self.names.call_name(self.module, call)
        if name in _GATHERING:
            return parent.call if collected else None
        if self._starts_task(call):
            self._task = self._task if self._task >= 0 else parent.call
            return self._follow(parent, collected)
        if name in _SAME:
            return self._follow(parent, collected)
        function = call.function
        if isinstance(function, Attr) and function.name in _COLLECTING and self._is_inside(parent):
            return self._first(self._follow(use, True) for use in self._collections(parent.call))
        return None

    def _starts_task(self, call: Call) -> bool:
        if self.names.call_name(self.module, call) in _TASKS:
            return True
        return isinstance(call.function, Attr) and call.function.name in _TASK_METHODS

    def _collections(self, call: int) -> Iterator[Expr]:
        """The readings of a list after the call that adds to it."""
        for index, definition in enumerate(self.module.definitions):
            if isinstance(definition.value, Mutated) and definition.value.call == call:
                yield from (one for one in self.uses.later_uses(index) if not self._is_inside(one))

    def _is_inside(self, expr: Expr) -> bool:
        if self.loop < 0:
            return False
        statement = self.module.statements[self.loop]
        return statement.start <= expr.start < statement.end

    def _first(self, found: Iterator[int | None]) -> int | None:
        return next((one for one in found if one is not None), None)
