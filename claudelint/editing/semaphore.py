"""Coroutines of a loop behind a semaphore, so that only some of them run at a time."""

from __future__ import annotations

from claudelint.editing.imports import ensure_import
from claudelint.editing.names import fresh_name
from claudelint.editing.text import insert, line_start, newline_of
from claudelint.findings import Edit
from claudelint.linking.project import Launch, Loop

# statements before which others may stand; the header of an `elif` or a `case` has no such place
_SIMPLE = frozenset({"assign", "expression", "return", "augment", "for", "with"})


def behind_semaphore(loop: Loop, launch: Launch, most: int) -> tuple[Edit, ...]:
    """A semaphore and a function that awaits behind it, and what each turn makes handed to that.

    Nothing where the coroutine is not made by a call in the loop itself, or where there is no place for them.
    """
    module, call = loop.module, loop.module.calls[launch.made]
    if loop.index < 0 or module.approximate or call.start == launch.place.start:
        return ()
    index = loop.index
    while module.statements[index].kind == "comprehension":
        index = module.statements[index].parent
        if index < 0:
            return ()
    statement = module.statements[index]
    if statement.kind not in _SIMPLE or statement.scope != call.scope:
        return ()
    if module.scopes[statement.scope].kind != "function":
        return ()
    text = loop.project.text(module)
    begin = line_start(text, statement.start)
    indent = text[begin : statement.start]
    if indent.strip():
        return ()
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
    newline = newline_of(text)
    path = module.path
    return (
        *ensure_import(text, path, "import asyncio"),
        insert(path, begin, "".join((indent + line if line else "") + newline for line in lines)),
        insert(path, call.start, f"{limited}("),
        insert(path, call.end, ")"),
    )
