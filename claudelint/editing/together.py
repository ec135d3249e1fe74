"""Requests of a loop that are awaited one by one: they are started together, some at a time."""

from __future__ import annotations

from claudelint.editing.imports import ensure_import
from claudelint.editing.semaphore import semaphore_before
from claudelint.editing.statements import statements_replaced
from claudelint.editing.text import comments
from claudelint.findings import Edit, Span
from claudelint.linking.collecting import is_list_of_function
from claudelint.linking.project import Loop
from claudelint.reading.module import Attr, Await, Call, CallOf, Comprehension, Local


def started_together(loop: Loop, made: int, most: int) -> tuple[Edit, ...]:
    """`gather` over what each turn awaits, behind a semaphore; nothing where a turn does more than to append it."""
    if loop.module.approximate or loop.statement.is_async:
        return ()
    if loop.kind == "comprehension":
        return _of_comprehension(loop, made, most)
    return _of_appends(loop, made, most) if loop.kind == "for" else ()


def _of_comprehension(loop: Loop, made: int, most: int) -> tuple[Edit, ...]:
    """`[await ask(one) for one in many]` to `await asyncio.gather(*[limited(ask(one)) for one in many])`."""
    module, uses = loop.module, loop.project.answers.uses(loop.module)
    awaited = uses.parent(uses.of_call[made])
    whole = None if awaited is None else uses.parent(awaited)
    if awaited is None or not isinstance(whole, Comprehension) or whole.kind != "ListComp":
        return ()
    if (
        whole.value is not awaited
        or isinstance(uses.parent(whole), Attr)
        or len(loop.statement.expressions) != 2
    ):
        return ()
    around = uses.parent(whole)
    if around is not None and not isinstance(around, CallOf):
        return ()
    before = semaphore_before(loop, most)
    if before is None:
        return ()
    path, call = module.path, module.calls[made]
    return (
        *ensure_import(loop.project.text(module), path, "import asyncio"),
        before.edit,
        Edit(Span(path, whole.start, whole.start), "await asyncio.gather(*"),
        Edit(Span(path, awaited.start, call.start), f"{before.name}("),
        Edit(Span(path, call.end, awaited.end), ")"),
        Edit(Span(path, whole.end, whole.end), ")"),
    )


def _of_appends(loop: Loop, made: int, most: int) -> tuple[Edit, ...]:
    """A loop that appends what it awaits to `found.extend(await asyncio.gather(*(...)))`."""
    module, text = loop.module, loop.project.text(loop.module)
    inner = [one for one in module.statements if one.parent == loop.index]
    if len(inner) != 1 or inner[0].kind != "expression" or len(inner[0].expressions) != 1:
        return ()
    expr = inner[0].expressions[0]
    append = module.calls[expr.call] if isinstance(expr, CallOf) else None
    if append is None or not _appends(loop, append, made):
        return ()
    before = semaphore_before(loop, most)
    if before is None:
        return ()
    path, call = module.path, module.calls[made]
    assert isinstance(append.function, Attr)
    owner = text[append.function.value.start : append.function.value.end]
    header = _header(text, loop)
    coroutine = text[call.start : call.end]
    gathered = f"{owner}.extend(await asyncio.gather(*({before.name}({coroutine}) {header})))"
    if "\n" in header:
        return ()
    span = Span(path, loop.statement.start, loop.statement.end)
    replaced = statements_replaced(text, span, gathered)
    return (*ensure_import(text, path, "import asyncio"), before.edit, replaced)


def _header(text: str, loop: Loop) -> str:
    """`for one in many`, without its colon and what stands behind that."""
    start, end = loop.statement.start, loop.statement.header_end
    end = next((place for place, _ in comments(text, start, end)), end)
    return text[start:end].rstrip().removesuffix(":")


def _appends(loop: Loop, append: Call, made: int) -> bool:
    """Whether a call appends nothing but the answer to a list of this function."""
    function = append.function
    if not isinstance(function, Attr) or function.name != "append" or len(append.arguments) != 1:
        return False
    value = append.arguments[0].value
    if not isinstance(value, Await) or not isinstance(value.value, CallOf) or value.value.call != made:
        return False
    if not isinstance(function.value, Local):
        return False
    return is_list_of_function(loop.module, function.value)
