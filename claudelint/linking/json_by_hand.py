"""JSON that is asked for in words, and cut out of the text of an answer by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.patterns import pattern_of, pattern_result
from claudelint.linking.terms import Term
from claudelint.linking.value_kinds import NotGiven, known_text
from claudelint.reading.module import CallOf, Module

if TYPE_CHECKING:
    from claudelint.linking.answers import Read
    from claudelint.linking.request import Request

_JSON_PARSERS = frozenset(
    {"json.loads", "orjson.loads", "ujson.loads", "json5.loads", "json_repair.loads", "json_repair.repair_json",
     "model_validate_json", "parse_raw", "validate_json", "from_json"}
)  # fmt: skip
_TEXTS = frozenset({"text", "texts"})
_CUTTING = frozenset({"split", "partition", "rpartition", "replace", "removeprefix", "removesuffix"})
_STRIPPING = frozenset({"strip", "lstrip", "rstrip"})
_FINDING = frozenset({"find", "rfind", "index", "rindex"})
_BRACES = frozenset("{}[]")
_FENCE = "```"
_ONLY_JSON = re.compile(
    r"\b(?:only|just|nothing but|exclusively|strictly|purely|pure|raw|valid)\b[^.\n]{0,40}\bjson\b"
    r"|\bjson\b[^.\n]{0,30}\b(?:only|nothing else|no other text)\b"
    r"|\bno (?:markdown|code fences?|backticks|prose|preamble|other text|additional text|extra text)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class JsonByHand:
    """JSON that a program gets out of the text of an answer.

    `span`, in `module`, is where the first of it is cut out, or the parser where nothing is; `way` is "fences", "braces" or
    "prompt", where only the prompt asks for bare JSON; `parser` and `parsed` say what parses it, and where.
    """

    way: str
    module: Module
    span: Span
    parser: str
    parsed: Span


def json_by_hand(request: Request) -> JsonByHand | None:
    """How the program gets JSON out of the answer; None where it does not, or the answer has a format already."""
    if may_have_format(request):
        return None
    parsed = next((one for one in request.answer.of_kind("parsed") if _parses_json(one)), None)
    if parsed is None:
        return None
    for read in request.answer.reads:
        way = _way_of(request, read) if read.part in _TEXTS else None
        if way is not None:
            return JsonByHand(way, read.module, read.span, str(parsed.detail), parsed.span)
    if _asks_for_bare_json(request):
        return JsonByHand("prompt", parsed.module, parsed.span, str(parsed.detail), parsed.span)
    return None


def may_have_format(request: Request) -> bool:
    """Whether a schema is, or may be, given for the answer."""
    if request.open_ended or request.has_output_format or "output_format" in request.arguments:
        return True
    formats = request.under("output_config", "format")
    return any(not isinstance(one, NotGiven) for one in formats)


def _parses_json(read: Read) -> bool:
    return read.part in _TEXTS and read.detail in _JSON_PARSERS


def _way_of(request: Request, read: Read) -> str | None:
    """What a reading of the text looks for: the fences around JSON, or its braces."""
    if read.kind == "compared":
        return "fences" if any(isinstance(one, str) and _FENCE in one for one in read.literals) else None
    if not isinstance(read.expr, CallOf):
        return None
    values, module = request.project.values, read.module
    call = module.calls[read.expr.call]
    if read.kind == "passed" and pattern_result(values.names, module, call) is not None:
        pattern = pattern_of(values, module, call)
        return (
            "fences" if _FENCE in pattern or "`{3}" in pattern else "braces" if _has_braces(pattern) else None
        )
    if read.kind not in ("text_method", "method"):
        return None
    given = [known_text(values.of(Term(module, one.value))) for one in call.arguments[:1]]
    if read.detail in _FINDING:
        if any(_FENCE in one for one in given):
            return "fences"
        return "braces" if any(one in _BRACES for one in given) else None
    if read.detail in _CUTTING:
        return "fences" if any(_FENCE in one for one in given) else None
    return "fences" if read.detail in _STRIPPING and any("`" in one for one in given) else None


def _has_braces(pattern: str) -> bool:
    """Whether a pattern spans from an opening brace to a closing one."""
    bare = pattern.replace(" ", "")
    return (r"\{" in bare and r"\}" in bare) or (r"\[" in bare and r"\]" in bare) or "{.*}" in bare


def _asks_for_bare_json(request: Request) -> bool:
    prompts = (request.arguments.get(name) for name in ("system", "messages"))
    told = "\n".join(known_text(one.value) for one in prompts if one is not None)
    return "json" in told.lower() and _ONLY_JSON.search(told) is not None
