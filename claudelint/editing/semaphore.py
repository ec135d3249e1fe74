"""Coroutines of a loop behind a semaphore, so that only some of them run at a time."""

from __future__ import annotations

from dataclasses import dataclass

from claudelint.editing.imports import ensure_import
from claudelint.editing.names import fresh_name
from claudelint.editing.text import insert, line_start, newline_of
from claudelint.findings import Edit
from claudelint.linking.project import Launch, Loop
from claudelint.reading.module import Call

# statements before which others may stand; the header of an `elif` or a `case` has no such place
_SIMPLE = frozenset({"assign", "expression", "return", "augment", "for", "with"})


@dataclass(frozen=True)
class Limiter:
    """The edit that puts a semaphore before a loop's statement, and the name of the function that awaits behind it."""

    name: str
    edit: Edit


def behind_semaphore(loop: Loop, launch: Launch, most: int) -> tuple[Edit, ...]:
    """A semaphore and a function that awaits behind it, and what each turn makes handed to that.

    Nothing where the coroutine is not made by a call in the loop itself, or where there is no place for them.
    """
    module, call = loop.module, loop.module.calls[launch.made]
    if loop.index < 0 or module.approximate or call.start == launch.place.start:
        return ()
    limiter = semaphore_before(loop, most) if call.scope == loop.statement.scope else None
    if limiter is None:
        return ()
    call = _with_time_limit(loop, call)
    return (
        *ensure_import(loop.project.text(module), module.path, "import asyncio"),
        limiter.edit,
        insert(module.path, call.start, f"{limiter.name}("),
        insert(module.path, call.end, ")"),
    )


def _with_time_limit(loop: Loop, call: Call) -> Call:
    """The `wait_for` around a call, if there is one: its time begins when it is its turn, not while it waits for it."""
    for around in loop.module.calls:
        inner = around.arguments[0].value if around.arguments else None
        if inner is None or (inner.start, inner.end) != (call.start, call.end):
            continue
        if loop.project.names.call_name(loop.module, around) == "asyncio.wait_for":
            return around
    return call


def semaphore_before(loop: Loop, most: int) -> Limiter | None:
    """A semaphore before the statement of a loop; None where there is no place for it."""
    module, index = loop.module, loop.index
    while module.statements[index].kind == "comprehension":
        index = module.statements[index].parent
        if index < 0:
            return None
    statement = module.statements[index]
    if statement.kind not in _SIMPLE or module.scopes[statement.scope].kind != "function":
        return None
    text = loop.project.text(module)
    begin = line_start(text, statement.start)
    indent = text[begin : statement.start]
    if indent.strip():
        return None
    semaphore = fresh_name(module, text, statement.scope, "semaphore")
    limited = fresh_name(module, text, statement.scope, "limited")
    level = "\t" if "\t" in indent else "    "
    lines = [
        f"{semaphore} = asyncio.Semaphore({most})",
        "",
        f"async def {limited}(coroutine):",
        f"{level}async with {semaphore}:",
        f"{level * 2}return await coroutine",
        "",
    ]
    made = "".join((indent + line if line else "") + newline_of(text) for line in lines)
    return Limiter(limited, insert(module.path, begin, made))
