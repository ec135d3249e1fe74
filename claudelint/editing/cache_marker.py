"""A marker for the prompt cache: on a text, on a block, and where a text changes at its end, on what comes before."""

from __future__ import annotations

import re
from collections.abc import Callable

from claudelint.editing.items import add_entry
from claudelint.editing.text import LEXEME, indent_at, newline_of, wrap
from claudelint.findings import Edit, Span
from claudelint.linking import project as linked
from claudelint.linking.project import Beginning, Known, Mapping, Request, Sequence, TextValue, Value
from claudelint.linking.terms import Term
from claudelint.reading.module import Argument, Binary, Expr, Local, Map, Ref, Seq, Text

MARKER = '"cache_control": {"type": "ephemeral"}'
BLOCK = '{"type": "text", "text": '
# code that is too long to be written twice
_LONG = 60
_KEYWORD = re.compile(r"\w+\s*=\s*")
FORMATTED = re.compile(r"(?P<prefix>[fF][rR]?|[rR][fF])(?P<quote>\"\"\"|'''|\"|')")


def set_marker(
    request: Request, argument: linked.Argument, beginning: Beginning
) -> tuple[tuple[Edit, ...], bool]:
    """The edits that set the marker, and whether they split a text; none where it is put together elsewhere."""
    written = _written(request, argument)
    if written is None or request.module.approximate:
        return (), False
    text, file = request.text, request.module.path
    if isinstance(written, Seq):
        block = _last_stable_block(written, argument, beginning)
        return (() if block is None else _mark_block(text, file, block)), False
    if not _is_text_everywhere(request, argument.name):
        return (), False
    if beginning.is_whole:
        return _mark_text(text, file, written, argument.written), False
    return _mark_start(request, written, argument.written, request.is_steady)


def mark_document(request: Request, document: Beginning) -> tuple[tuple[Edit, ...], bool]:
    """The edits that mark the document in the first message, and whether they split a text.

    None where the message is put together elsewhere, or the document is only the start of a block.
    """
    found = _first_content(request)
    if found is None:
        return (), False
    block = document_block(request, document)
    if block is not None:
        return _mark_block(request.text, request.module.path, block), False
    written = found[1]
    of = request.project.values.of
    terms = (Term(request.module, written, one.context) for one in request.siblings)
    if not all(_is_text(of(one)) for one in terms):
        return (), False
    return _mark_start(request, written, None, request.is_same_everywhere)


def document_block(request: Request, document: Beginning) -> Map | None:
    """The last block of the first message that stays the same, as a dict display of the call.

    None where there are no blocks, or what stays the same of them is too short without the start of the next.
    """
    found = _first_content(request)
    if found is None:
        return None
    content, written = found
    if not isinstance(written, Seq) or not isinstance(content, Sequence) or written.kind != "list":
        return None
    if len(content.items) != len(written.items) or any(
        not isinstance(one, Mapping) or "content" in one.entries for one in content.items
    ):
        return None
    whole = tuple(part for part in document.parts if part in request.prefix.parts)
    block = written.items[len(whole) - 1]
    return block if whole and isinstance(block, Map) and request.cacheable(whole) is not None else None


def _first_content(request: Request) -> tuple[Value, Expr] | None:
    """What the first message says, and that as it stands in the call."""
    messages = None if request.module.approximate else request.value("messages")
    first = messages.items[0] if isinstance(messages, Sequence) and messages.items else None
    content = first.entries.get("content") if isinstance(first, Mapping) else None
    if content is None or content.written is None or not request.span.contains(content.place):
        return None
    return content.value, content.written[0].value


def _mark_start(
    request: Request, written: Expr, argument: Argument | None, is_stable: Callable[[Expr], bool]
) -> tuple[tuple[Edit, ...], bool]:
    """The edits that mark a text, or its start where it changes later, and whether they split it."""
    text, file = request.text, request.module.path
    if is_stable(written):
        return _mark_text(text, file, written, argument), False
    if isinstance(written, Text):
        changing = next(
            (
                index
                for index, part in enumerate(written.parts)
                if not isinstance(part, str) and not is_stable(part)
            ),
            -1,
        )
        return (_split_formatted(text, file, written, changing) if changing >= 0 else ()), True
    if isinstance(written, Binary) and written.operator == "+" and is_stable(written.left):
        return _split_sum(text, file, written), True
    return (), False


def _written(request: Request, argument: linked.Argument) -> Expr | None:
    """The value as it stands at the call, or in the entry of a dict display of the same file."""
    if argument.written is not None:
        return argument.written.value
    in_this_file = argument.entry is not None and argument.entry.file == request.module.path
    return argument.display[0].value if argument.display is not None and in_this_file else None


def _last_stable_block(written: Seq, argument: linked.Argument, beginning: Beginning) -> Map | None:
    """The last block of a list display that stays the same and is written as a dict display there."""
    value = argument.value
    if written.kind != "list" or not isinstance(value, Sequence) or value.open:
        return None
    if argument.name == "tools":
        last = written.items[-1] if written.items else None
        return last if beginning.is_whole and isinstance(last, Map) else None
    stable = sum(part.level == "system" and part.exact for part in beginning.parts)
    if not stable or len(value.items) != len(written.items):
        return None
    block = written.items[stable - 1]
    return block if isinstance(block, Map) else None


def _is_text_everywhere(request: Request, name: str) -> bool:
    """Whether the argument is a text that is not empty, whoever calls the function that sends the request."""
    for sibling in request.siblings:
        argument = sibling.arguments.get(name)
        if argument is None:
            return False
        if not _is_text(argument.value):
            return False
    return True


def _is_text(value: Value) -> bool:
    """Whether a value is a text that is not empty, whichever of several it is."""
    return all(
        isinstance(one, TextValue)
        or (isinstance(one, Known) and isinstance(one.value, str) and one.value != "")
        for one in value.alternatives()
    )


def _mark_block(text: str, file: str, block: Map) -> tuple[Edit, ...]:
    """Put the marker on a block that is written as a dict display."""
    return (add_entry(text, file, block, MARKER),)


def _mark_text(text: str, file: str, value: Expr, argument: Argument | None) -> tuple[Edit, ...]:
    """Make a list with one marked text block of a text; parentheses around an argument's value go along."""
    start, end = value.start, value.end
    keyword = None if argument is None else _KEYWORD.match(text, argument.start)
    if argument is not None and keyword is not None and keyword.end() <= start and end <= argument.end:
        start, end = keyword.end(), argument.end
    return wrap(Span(file, start, end), f"[{BLOCK}", f", {MARKER}}}]")


def _split_sum(text: str, file: str, value: Binary) -> tuple[Edit, ...]:
    """Make `stable + changing` a marked block and, unless it is empty, another one; () where it cannot be done."""
    left, right = value.left, value.right
    guard = text[right.start : right.end] if isinstance(right, (Local, Ref)) else None
    if text[left.end : right.start].strip() != "+" or (guard is None and not _says_something(right)):
        return ()
    stable = text[left.start : left.end]
    return _blocks(text, file, value, stable, text[right.start : right.end], guard)


def _split_formatted(text: str, file: str, value: Text, changing: int) -> tuple[Edit, ...]:
    """Make of an f-string a marked block and one that begins with the line of its first changing part.

    `changing` is the index of that part; () where the string is not written in one piece.
    """
    source = text[value.start : value.end]
    opening = FORMATTED.match(source)
    hole = value.parts[changing]
    if opening is None or isinstance(hole, str):
        return ()
    prefix, quote = opening["prefix"], opening["quote"]
    if LEXEME.fullmatch(source, len(prefix)) is None:
        return ()
    first, last = value.start + opening.end(), value.end - len(quote)
    brace = text.rfind("{", first, hole.start)
    if brace < 0 or text[brace + 1 : hole.start].strip(" (") or text[:brace].endswith("{"):
        return ()
    cut = line_before(text, first, brace, quote, is_raw="r" in prefix.lower())
    head, tail = text[first:cut], text[cut:last]
    guard = None
    if not text[cut:brace].strip() and not _literal_after(value, changing):
        is_plain = tail.strip() == f"{{{text[hole.start : hole.end]}}}"
        if not is_plain or not isinstance(hole, (Local, Ref)):
            return ()
        guard = text[hole.start : hole.end]
    if not head.strip():
        return ()
    plain = prefix if "{" in head or "}" in head else prefix.lower().replace("f", "")
    return _blocks(text, file, value, f"{plain}{quote}{head}{quote}", f"{prefix}{quote}{tail}{quote}", guard)


def _blocks(
    text: str, file: str, value: Expr, stable: str, changing: str, guard: str | None
) -> tuple[Edit, ...]:
    newline, outer = newline_of(text), indent_at(text, value.start)
    inner = newline + outer + "    "
    block = f"{BLOCK}{changing}}}"
    marked = f"{BLOCK}{stable}, {MARKER}}}"
    made = f"[{inner}{marked},{inner}{block},{newline}{outer}]"
    if guard is not None and (len(stable) > _LONG or newline in stable):
        made = f"[{inner}{marked},{inner}*([{block}] if {guard} else []),{newline}{outer}]"
    elif guard is not None:
        # two whole lists, since a checker of types knows what belongs in those
        made = f"{made} if {guard} else [{inner}{marked},{newline}{outer}]"
    return (Edit(Span(file, value.start, value.end), made),)


def line_before(text: str, first: int, brace: int, quote: str, is_raw: bool) -> int:
    """Where the line of a hole begins within its string; the hole itself where there is no newline before."""
    newlines = [text.rfind("\n", first, brace) + 1] if len(quote) == 3 else []
    if not is_raw:
        escaped = text.rfind("\\n", first, brace)
        newlines.append(escaped + 2 if escaped >= 0 and text[escaped - 1] != "\\" else 0)
    cut = max(newlines, default=0)
    earlier = text.rfind("}", first, brace) + 1
    return cut if cut > max(first, earlier - 1) else brace


def _literal_after(value: Text, changing: int) -> bool:
    return any(isinstance(part, str) and part.strip() for part in value.parts[changing + 1 :])


def _says_something(expr: Expr) -> bool:
    return isinstance(expr, Text) and any(isinstance(part, str) and part.strip() for part in expr.parts)
