"""A marker for the prompt cache: on a text, on a block, and where a text changes at its end, on what comes before."""

from __future__ import annotations

import re

from claudelint.editing.items import add_entry
from claudelint.editing.text import LEXEME, indent_at, newline_of, wrap
from claudelint.findings import Edit, Span
from claudelint.linking import project as linked
from claudelint.linking.project import Beginning, Known, Request, Sequence, TextValue
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
    if beginning.is_whole or request.is_steady(written):
        return _mark_text(text, file, written, argument.written), False
    if isinstance(written, Text):
        changing = next(
            (
                index
                for index, part in enumerate(written.parts)
                if not isinstance(part, str) and not request.is_steady(part)
            ),
            -1,
        )
        return (_split_formatted(text, file, written, changing) if changing >= 0 else ()), True
    if isinstance(written, Binary) and written.operator == "+" and request.is_steady(written.left):
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
        for one in argument.value.alternatives():
            if not isinstance(one, TextValue) and not (isinstance(one, Known) and isinstance(one.value, str)):
                return False
            if isinstance(one, Known) and not one.value:
                return False
    return True


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
