"""Whether a program asks why an answer ended, and what it does with text that has to be whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.surroundings import handled_at
from claudelint.linking.terms import Term
from claudelint.reading.module import Attr, CallOf, Const, Enter, Module

if TYPE_CHECKING:
    from claudelint.linking.answers import Read
    from claudelint.linking.names import Names
    from claudelint.linking.request import Request

_TEXTS = frozenset({"text", "texts"})
_RUNNING = frozenset({"builtins.exec", "builtins.eval", "builtins.compile", "os.system"})
_FILE_METHODS = frozenset({"write", "writelines"})
_PATH_METHODS = frozenset({"write_text", "write_bytes"})
_OPENERS = frozenset({"builtins.open", "io.open", "codecs.open", "aiofiles.open"})
# what the parsers raise for a text that is cut off
_PARSE_ERRORS = ("JSONDecodeError", "ValueError", "ValidationError", "SyntaxError", "ParseError", "YAMLError")


@dataclass(frozen=True)
class WholeTextUse:
    """A use of the text of an answer that a cut-off text spoils.

    `kind` is "parsed", "written" (to a file) or "run"; `by` what does it, such as `json.loads`. `handled` when the
    error that a parser raises is caught there and not raised again.
    """

    kind: str
    by: str
    module: Module
    span: Span
    handled: bool


def whole_text_uses(request: Request) -> Iterator[WholeTextUse]:
    """The first use of each kind in each function."""
    names = request.project.names
    seen: set[tuple[str, int, str]] = set()
    for read in request.answer.reads:
        kind = _kind_of(names, read) if read.part in _TEXTS else None
        if kind is None or read.statement is None:
            continue
        place = (read.module.path, read.statement.scope, kind)
        if place in seen:
            continue
        seen.add(place)
        uses = request.project.answers.uses(read.module)
        handled = handled_at(names, read.module, uses.statement_index(read.expr), _PARSE_ERRORS)
        yield WholeTextUse(kind, _named(str(read.detail)), read.module, read.span, handled)


def asks_why_it_ended(request: Request) -> bool | None:
    """Whether something reads the stop reason of an answer; None where code out of sight may."""
    hidden = False
    for read in request.answer.reads:
        if read.part != "response":
            continue
        if read.kind == "attribute" and read.detail == "stop_reason":
            return True
        if read.kind == "type_tested" and _names_stop_reason(read):
            return True
        hidden = hidden or _leaves_sight(request, read)
    return None if hidden else False


def _names_stop_reason(read: Read) -> bool:
    """Whether `getattr` or `hasattr` asks for it."""
    if not isinstance(read.expr, CallOf):
        return False
    arguments = read.module.calls[read.expr.call].arguments
    return any(isinstance(one.value, Const) and one.value.value == "stop_reason" for one in arguments)


def _leaves_sight(request: Request, read: Read) -> bool:
    """Whether the whole response goes where its stop reason may be read."""
    if read.kind == "passed" and isinstance(read.expr, CallOf):
        return not any(True for _ in request.project.names.called(Term(read.module, read.expr)))
    return read.kind in ("stored", "method", "collected", "item", "yielded")


def _kind_of(names: Names, read: Read) -> str | None:
    if read.kind == "parsed":
        return "run" if read.detail in _RUNNING else "parsed"
    if read.kind != "passed" or not isinstance(read.expr, CallOf):
        return None
    name = str(read.detail)
    if name in _RUNNING or name.startswith("subprocess."):
        return "run"
    function = read.module.calls[read.expr.call].function
    if not isinstance(function, Attr):
        return None
    if function.name in _PATH_METHODS:
        return "written"
    is_file = function.name in _FILE_METHODS and _is_new_file(names, Term(read.module, function.value))
    return "written" if is_file else None


def _is_new_file(names: Names, term: Term) -> bool:
    """Whether a file was opened to be written from its beginning; a log that goes on is not."""
    for origin in names.origins(term):
        opened = origin.expr.value if isinstance(origin.expr, Enter) else origin.expr
        if not isinstance(opened, CallOf):
            continue
        call = origin.module.calls[opened.call]
        by_name = names.call_name(origin.module, call) in _OPENERS
        if not by_name and not (isinstance(call.function, Attr) and call.function.name == "open"):
            continue
        modes = [one.value for one in call.arguments if one.name == "mode"]
        positional = [one.value for one in call.arguments if one.name is None and not one.star]
        modes.extend(positional[1:2] if by_name else positional[:1])
        if any(isinstance(one, Const) and str(one.value)[:1] in ("w", "x") for one in modes):
            return True
    return False


def _named(detail: str) -> str:
    return detail.removeprefix("builtins.")
