"""A stream whose text is only put together: the text of its final message in the place of the pieces."""

from __future__ import annotations

from claudelint.editing.items import remove_arguments
from claudelint.editing.names import fresh_name
from claudelint.editing.statements import statements_replaced
from claudelint.editing.text import apply, indent_at, newline_of
from claudelint.findings import Edit, Span
from claudelint.linking.project import Collected, Request
from claudelint.reading.module import Local


def text_at_once(request: Request, found: Collected) -> tuple[Edit, ...]:
    """The text of the final message where the pieces were collected; nothing where that cannot be written."""
    if found.module.approximate:
        return ()
    if found.is_raw:
        return _of_raw_stream(request, found)
    text = request.project.text(found.module)
    stream = text[found.source.start : found.source.end].removesuffix(".text_stream").rstrip()
    pieces = _pieces(request, found, stream)
    if found.loop < 0:
        return (Edit(found.whole, f"[{pieces}]" if found.is_list else pieces),)
    return (statements_replaced(text, found.whole, _statement(text, found, pieces)),)


def _pieces(request: Request, found: Collected, stream: str) -> str:
    """An expression over the texts of the blocks of a stream's final message."""
    message = f"{stream}.get_final_message()"
    if request.client.kind.is_async:
        message = f"(await {message})"
    block = fresh_name(found.module, request.project.text(found.module), request.call.scope, "block", "part")
    return f'{block}.text for {block} in {message}.content if {block}.type == "text"'


def _statement(text: str, found: Collected, pieces: str) -> str:
    """The one statement of the loop, with all of the text in the place of the piece."""
    body, piece = found.module.statements[found.body], found.piece
    assert piece is not None
    return f'{text[body.start : piece.start]}"".join({pieces}){text[piece.end : body.end]}'


def _of_raw_stream(request: Request, found: Collected) -> tuple[Edit, ...]:
    """`messages.stream` in a `with`, in the place of the statement that opens the stream and of the loop."""
    text, call, path = request.project.text(found.module), request.call, found.module.path
    spelled = text[call.function.start : call.function.end]
    written = next((one for one in call.arguments if one.name == "stream"), None)
    opened = found.module.statements[found.opened]
    indent = indent_at(text, opened.start)
    if written is None or not spelled.endswith(".create") or text[: opened.start].endswith(tuple("(;:")):
        return ()
    edits = [
        *remove_arguments(text, path, call, [written]),
        Edit(Span(path, call.function.end - len("create"), call.function.end), "stream"),
    ]
    made = apply(text, edits)
    made = made[call.start : call.end + len(made) - len(text)]
    stream = text[found.source.start : found.source.end]
    if not isinstance(found.source, Local):
        stream = fresh_name(found.module, text, call.scope, "stream", "response_stream")
    keyword = "async with" if request.client.kind.is_async else "with"
    level = "\t" if "\t" in indent else "    "
    inner = _statement(text, found, _pieces(request, found, stream))
    made = f"{keyword} {made} as {stream}:{newline_of(text)}{indent}{level}{inner}"
    return (statements_replaced(text, found.whole, made),)
