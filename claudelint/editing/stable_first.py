"""A text that varies somewhere becomes two blocks: what stays the same first, and marked, then what varies."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claudelint.editing.cache_marker import BLOCK, FORMATTED, MARKER, line_before
from claudelint.editing.text import LEXEME, indent_at, newline_of
from claudelint.findings import Edit, Span
from claudelint.linking.project import Argument, Part, Request, Sequence
from claudelint.linking.terms import Term
from claudelint.linking.texts import text_parts
from claudelint.reading.module import Binary, Entry, Expr, Local, Map, Seq, Text

# where a sentence ends, or a line that is written as an escape
_NAME = re.compile(r"\{(?P<name>[A-Za-z_][\w.]*)\}")
_BREAK = re.compile(r"\\n|[.!?:;] +|\n")


@dataclass(frozen=True)
class _Split:
    """The code of what stays the same, and of what varies; `turned` when the latter came first."""

    stable: str
    varying: str


def stable_first(request: Request, argument: Argument, part: Part, *, may_be_empty: bool) -> tuple[Edit, ...]:
    """The edits that divide a part of the system prompt; none where its code is not of a form that allows it.

    `may_be_empty` when what varies may be an empty text, which no block may hold.
    """
    if argument.written is None or request.module.approximate or argument.name != "system":
        return ()
    expr, block = _text_of(request, argument, part)
    split = None if expr is None else _split(request, expr, may_be_empty)
    if expr is None or split is None:
        return ()
    text, file = request.text, request.module.path
    if block is None:
        newline, outer = newline_of(text), indent_at(text, expr.start)
        inner = newline + outer + "    "
        marked = f"{BLOCK}{split.stable}, {MARKER}}}"
        made = f"[{inner}{marked},{inner}{BLOCK}{split.varying}}},{newline}{outer}]"
        return (Edit(Span(file, expr.start, expr.end), made),)
    entries = {_key(one): one for one in block.entries}
    if not {"type", "text"} <= entries.keys() <= {"type", "text", "cache_control"} or len(entries) != len(
        block.entries
    ):
        return ()
    value = entries["text"].value
    newline, outer = newline_of(text), indent_at(text, block.start)
    before, after = text[block.start : value.start], text[value.end : block.end]
    made = f"{before}{split.stable}{after},{newline}{outer}{BLOCK}{split.varying}}}"
    return (Edit(Span(file, block.start, block.end), made),)


def _text_of(request: Request, argument: Argument, part: Part) -> tuple[Expr | None, Map | None]:
    """The expression of the part's text as it stands in the call, and the block that holds it."""
    assert argument.written is not None
    written = argument.written.value
    if not isinstance(written, Seq):
        return _defined(request, written), None
    if written.kind != "list" or not isinstance(argument.value, Sequence):
        return None, None
    parts = request.prefix.level("system")
    if len(parts) != len(written.items) or argument.value.open:
        return None, None
    block = written.items[parts.index(part)]
    if not isinstance(block, Map):
        return None, None
    texts = [one.value for one in block.entries if _key(one) == "text"]
    return (texts[0] if len(texts) == 1 else None), block


def _defined(request: Request, expr: Expr) -> Expr | None:
    """The text itself; a name that stands for it is left alone, since others may read it."""
    return None if isinstance(expr, Local) else expr


def _key(entry: Entry) -> object:
    return getattr(entry.key, "value", None)


def _split(request: Request, expr: Expr, may_be_empty: bool) -> _Split | None:
    if isinstance(expr, Binary) and expr.operator == "+":
        return None if may_be_empty else _split_sum(request, expr)
    return _split_formatted(request, expr, may_be_empty) if isinstance(expr, Text) else None


def _split_sum(request: Request, expr: Binary) -> _Split | None:
    text = request.text
    left, right = text[expr.left.start : expr.left.end], text[expr.right.start : expr.right.end]
    if text[expr.left.end : expr.right.start].strip() != "+":
        return None
    if request.is_steady(expr.left):
        return _Split(left, right)
    return _Split(right, left) if request.is_steady(expr.right) else None


def _split_formatted(request: Request, expr: Text, may_be_empty: bool) -> _Split | None:
    """An f-string that is written in one piece, before the line of its first varying hole or behind its last."""
    text = request.text
    source = text[expr.start : expr.end]
    opening = FORMATTED.match(source)
    holes = [
        index
        for index, one in enumerate(expr.parts)
        if not isinstance(one, str) and not request.is_steady(one)
    ]
    if opening is None or not holes or LEXEME.fullmatch(source, len(opening["prefix"])) is None:
        return None
    first, last = expr.start + opening.end(), expr.end - len(opening["quote"])
    is_raw = "r" in opening["prefix"].lower()
    begins = _opening_brace(text, first, expr.parts[holes[0]])
    ends = _closing_brace(text, last, expr.parts[holes[-1]])
    if begins is None or ends is None:
        return None
    if _length(request, expr.parts[: holes[0]]) >= _length(request, expr.parts[holes[-1] + 1 :]):
        cut = line_before(text, first, begins, opening["quote"], is_raw=is_raw)
        stable, varying = text[first:cut], text[cut:last]
    else:
        following = None if is_raw else _BREAK.search(text, ends, last)
        if following is None:
            return None
        varying, stable = text[first : following.end()], text[following.end() : last]
    if not stable.strip() or (may_be_empty and not _has_literal(varying)):
        return None
    prefix, quote = opening["prefix"], opening["quote"]
    varying = _without_line_ends(varying)
    alone = _NAME.fullmatch(_without_line_ends(stable))
    if alone is not None:
        return _Split(alone["name"], f"{prefix}{quote}{varying}{quote}")
    plain = prefix if "{" in stable or "}" in stable else prefix.lower().replace("f", "")
    return _Split(f"{plain}{quote}{stable}{quote}", f"{prefix}{quote}{varying}{quote}")


def _length(request: Request, parts: tuple[str | Expr, ...]) -> int:
    """How many characters parts of a text are known to have."""
    pieces = (
        (one,)
        if isinstance(one, str)
        else text_parts(request.project.values.of, Term(request.module, one, request.context))
        for one in parts
    )
    return sum(len(piece) for some in pieces for piece in some if isinstance(piece, str))


def _without_line_ends(source: str) -> str:
    return re.sub(r"(?:\\n|\s)+\Z", "", source)


def _has_literal(source: str) -> bool:
    """Whether a piece of an f-string says something besides what stands in its braces."""
    return bool(re.sub(r"\{[^{}]*\}|\\n", "", source).strip())


def _opening_brace(text: str, first: int, hole: str | Expr) -> int | None:
    if isinstance(hole, str):
        return None
    brace = text.rfind("{", first, hole.start)
    is_plain = (
        brace >= 0 and not text[brace + 1 : hole.start].strip(" (") and not text[first:brace].endswith("{")
    )
    return brace if is_plain else None


def _closing_brace(text: str, last: int, hole: str | Expr) -> int | None:
    if isinstance(hole, str):
        return None
    brace = text.find("}", hole.end, last)
    return None if brace < 0 or "{" in text[hole.end : brace] else brace + 1
