"""Fixes that mark a prompt for the cache."""

from __future__ import annotations

from claudelint.editing.cache_marker import document_block, mark_document, set_marker
from claudelint.editing.items import add_argument, remove_argument, remove_entries
from claudelint.editing.text import wrap
from claudelint.findings import Edit, Fix, Safety
from claudelint.linking.project import Beginning, Known, Request, Reuse, Sequence, TextValue, Value, Varying
from claudelint.reading.module import Attr, CallOf, Element, Imported, Local, Param, Ref


def cache_conversation(request: Request, *, is_stable: bool) -> Fix:
    """Mark the whole request, so that the conversation is cached as it grows.

    Safe where nobody is waited for between the requests and the beginning is the same for all of them.
    """
    title = "cache the conversation as it grows"
    if not request.takes_automatic_caching:
        return Fix(
            'put `"cache_control": {"type": "ephemeral"}` on the last block of the last message',
            Safety.SHOWN,
            guards=(request.span,),
        )
    marker = 'cache_control={"type": "ephemeral"}'
    edit = add_argument(request.text, request.module.path, request.call, marker)
    waits = any(way.surface is not None and way.surface.person_waits for way in request.ways)
    safety = Safety.UNSAFE if waits or not is_stable else Safety.SAFE
    return Fix(title, safety, (edit,), guards=(request.span,))


def cache_beginning(request: Request, beginning: Beginning, reuse: Reuse) -> Fix:
    """Mark the stable beginning of a prompt for the cache, or the whole request where a conversation grows.

    Safe where all of it is in sight and stays the same, and is sent again at once, one request after the other.
    """
    argument = request.arguments["system" if beginning.has_system else "tools"]
    if request.growth is not None and request.takes_automatic_caching:
        return cache_conversation(request, is_stable=beginning.is_whole)
    edits, splits = set_marker(request, argument, beginning)
    if not edits:
        title = 'put `"cache_control": {"type": "ephemeral"}` on the last block that stays the same'
        return Fix(title, Safety.SHOWN, guards=(request.span,))
    is_safe = (
        reuse.within_one_run
        and beginning.is_whole
        and len(request.siblings) == 1
        and argument.written is not None
        and not request.hangs_on_parameter(argument.written.value)
        and _is_literal(argument.value)
    )
    title = "split the prompt and mark the part that stays the same" if splits else "mark it for the cache"
    return Fix(title, Safety.SAFE if is_safe else Safety.UNSAFE, edits, guards=(request.span,))


def cache_document(request: Request, document: Beginning, reuse: Reuse) -> Fix:
    """Mark the document in the first message for the cache.

    Safe where it is a block of its own that nobody else gives, sent again at once, one request after the other.
    """
    edits, splits = mark_document(request, document)
    if not edits:
        title = 'put `"cache_control": {"type": "ephemeral"}` on a block that holds what stays the same'
        return Fix(title, Safety.SHOWN, guards=(request.span,))
    block = document_block(request, document)
    is_safe = (
        block is not None
        and reuse.within_one_run
        and len(request.siblings) == 1
        and not request.hangs_on_parameter(block)
        and not _hangs_before_messages(request)
    )
    title = "split the message and mark the part that stays the same" if splits else "mark it for the cache"
    return Fix(title, Safety.SAFE if is_safe else Safety.UNSAFE, edits, guards=(request.span,))


def _hangs_before_messages(request: Request) -> bool:
    """Whether others may give other tools or another system prompt."""
    before = (request.arguments[name] for name in ("tools", "system") if name in request.arguments)
    return any(one.written is None or request.hangs_on_parameter(one.written.value) for one in before)


def _is_literal(value: Value) -> bool:
    """Whether a prompt is what the code says: nothing outside replaces it, and there are no others."""
    if isinstance(value, Sequence):
        return True
    if isinstance(value, Known):
        return value.origin == "literal"
    return isinstance(value, TextValue) and not value.holes


def without_markers(request: Request) -> tuple[Edit, ...]:
    """The edits that take every marker out of a request; none where one of them is written elsewhere."""
    text, file, edits = request.text, request.module.path, list[Edit]()
    whole = request.arguments.get("cache_control")
    if whole is not None:
        if whole.written is None:
            return ()
        edits.append(remove_argument(text, file, request.call, whole.written))
    for prompt in request.prompts:
        for marker in prompt.markers:
            if marker.block is None:
                continue
            written = marker.entry.written
            if written is None or not request.span.contains(marker.place):
                return ()
            edits.extend(remove_entries(text, file, written[1], [written[0]]))
    return tuple(dict.fromkeys(edits))


def in_order(request: Request, varying: Varying) -> tuple[Edit, ...]:
    """The edits that sort a set or a listing where its items are read; none where it is not of a simple form."""
    term = varying.term
    if term.module.approximate or term.expr.start >= term.expr.end:
        return ()
    if isinstance(term.expr, CallOf):
        function = term.module.calls[term.expr.call].function
        if isinstance(function, (Attr, Imported)) and function.name in ("walk", "scandir"):
            return ()
    trail = varying.trail
    index = len(trail) - 1
    # a name stands for it: it is sorted where that is read, since others may need a set
    while index > 0 and isinstance(trail[index - 1].expr, (Local, Ref, Param, Imported)):
        index -= 1
    place, before = trail[index].span, trail[index - 1] if index else None
    if before is not None and isinstance(before.expr, Element):
        place = before.at(before.expr.iterable).span
    return wrap(place, "sorted(", ")")


def move_marker(request: Request, beginning: Beginning) -> tuple[Edit, ...]:
    """The edits that put the one marker of a request on its stable beginning; none where that cannot be done."""
    removed = without_markers(request)
    argument = request.arguments["system" if beginning.has_system else "tools"]
    added, _ = set_marker(request, argument, beginning)
    return (*removed, *added) if removed and added else ()
