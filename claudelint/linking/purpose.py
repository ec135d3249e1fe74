"""What a request is for, from evidence in the code; every piece names its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.terms import Term
from claudelint.linking.value_kinds import Known, Mapping, Sequence, Value
from claudelint.reading.module import Attr, CallOf

if TYPE_CHECKING:
    from claudelint.linking.answers import Read
    from claudelint.linking.project import Request

# how many tokens an answer of each kind needs, generously
_LABEL_TOKENS = 16
_NUMBER_TOKENS = 8

_CLOSED_ANSWER = re.compile(
    r"\b(?:"
    r"(?:answer|respond|reply|return|output|say)\s+(?:strictly\s+|only\s+|just\s+)*(?:with\s+)?"
    r"(?:only\s+|just\s+|exactly\s+)*(?:either\s+)?[\"'`(]?(?:yes|no|true|false)\b[\"'`]?\s*(?:,|or|/)\s*[\"'`]?\w*"
    r"|\byes\s+or\s+no\b|\btrue\s+or\s+false\b"
    r"|(?:only|just|exactly|(?:answer|respond|reply|return|output|say)\s+(?:only\s+|just\s+)?with)\s+(?:a|one|the)\s+(?:single\s+)?(?:word|label|category|number|integer|digit|letter|score)\b"
    r"|\bone[- ]word\b|\bsingle\s+(?:word|label|number|digit|letter|token)\b"
    r"|(?:only|just)\s+(?:the\s+)?(?:label|category|number|score|digit|class)(?:\s+name)?\b"
    r"|(?:exactly\s+)?one\s+of(?:\s+the\s+following)?(?:\s+(?:labels|categories|words|values|options|classes))?\s*:"
    r"|(?:a\s+)?(?:score|number|rating|integer)\s+(?:from|between)\s+\d+\s+(?:to|and|-)\s+\d+"
    r")",
    re.IGNORECASE,
)
# a length that is asked for, with a verb of writing and no word that makes it a limit
_LENGTH = re.compile(
    r"\b(?:write|compose|draft|produce|generate|create|answer|respond|reply|explain|describe)\b"
    r"(?P<between>[^.;:!?\n]{0,80}?)\b(?P<number>\d{1,3}(?:,\d{3})+|\d{2,6})[- ]words?\b",
    re.IGNORECASE,
)
_LIMITING = re.compile(
    r"\b(?:most|under|below|within|up to|more than|fewer|less|limit|maximum|max|exceed|exceeding|this|these|the following)\b",
    re.IGNORECASE,
)
_SIMPLE_TASK = re.compile(
    r"\b(?:classif(?:y|ies|ication)|categori[sz]e|label\s+(?:the|this|each)|sentiment|route\s+(?:the|this)"
    r"|tag\s+(?:the|this|each)|moderat(?:e\s+(?:the|this|these|each|user|comments?|content|messages?|posts?)|ion)|is\s+(?:this|it)\s+spam|spam\s+or\s+not|detect\s+the\s+language"
    r"|extract\s+(?:the|all|any)|yes\s+or\s+no|true\s+or\s+false|intent\s+of)\b",
    re.IGNORECASE,
)
_NAMED_FOR_IT = re.compile(
    r"(?:^|_)(?:is|classify|classifier|label|sentiment|score|rate|categorize|category|route|router|tag|moderate|detect)"
    r"(?:_|$)"
)


@dataclass(frozen=True)
class Evidence:
    """One sign of what a request is for.

    `source` tells independent kinds apart (prompt, task, answer, schema, name); `need` is how many
    tokens of answer it speaks of; `by_name` marks evidence that is only a name.
    """

    source: str
    words: str
    place: Span
    need: int
    by_name: bool = False


def evidence_of(request: Request) -> tuple[Evidence, ...]:
    """All signs that the request asks for a short, closed answer."""
    found = list(_from_prompt(request))
    found.extend(_from_answer(request))
    found.extend(_from_schema(request))
    if any(not one.by_name for one in found):
        found.extend(_from_name(request))
    return tuple(found)


def simple_task(request: Request) -> Evidence | None:
    """The words in the prompt that name a simple kind of task."""
    for value, text in request.prompt_texts:
        found = _names_simple_task(text)
        if found is not None:
            return Evidence("task", f"the prompt says {_quoted(found)}", value.place, _LABEL_TOKENS)
    return None


def words_asked(request: Request) -> tuple[int, Span] | None:
    """How many words the prompt asks for, and where; None where it names no length, or only a limit."""
    for value, text in request.prompt_texts:
        found = _length_in(text)
        if found is not None:
            return found, value.place
    return None


def need_of(evidence: tuple[Evidence, ...]) -> int | None:
    """How many tokens of answer are needed, when two independent kinds of evidence say so."""
    if len({one.source for one in evidence}) < 2:
        return None
    return max(one.need for one in evidence)


def _from_prompt(request: Request) -> Iterator[Evidence]:
    for value, text in request.prompt_texts:
        found = _asks_for_closed_answer(text)
        if found is not None:
            words = f"the prompt asks for a closed answer ({_quoted(found)})"
            yield Evidence("prompt", words, value.place, _LABEL_TOKENS)
            return


def _is_taken_out(request: Request, read: Read) -> bool:
    """Whether a call takes what a pattern found in the answer: the number may stand in a long text."""
    if not isinstance(read.expr, CallOf):
        return True
    names = request.project.names
    for argument in read.module.calls[read.expr.call].arguments[:1]:
        for origin in names.origins(Term(read.module, argument.value)):
            if not isinstance(origin.expr, CallOf):
                continue
            function = origin.module.calls[origin.expr.call].function
            if isinstance(function, Attr) and function.name in ("group", "groups"):
                return True
    return False


def _from_answer(request: Request) -> Iterator[Evidence]:
    for read in request.answer.reads:
        if read.part != "text":
            continue
        if read.kind == "converted" and not _is_taken_out(request, read):
            name = str(read.detail).rpartition(".")[2]
            yield Evidence("answer", f"the answer goes to `{name}()`", read.span, _NUMBER_TOKENS)
            return
        if read.kind == "compared" and read.literals:
            # fences and brackets are taken off an answer, not compared with it
            short = [
                literal
                for literal in read.literals
                if isinstance(literal, str)
                and len(literal) <= 30
                and any(map(str.isalnum, literal))
                and not literal.lstrip().startswith("```")
            ]
            if len(short) == len(read.literals):
                words = f"the answer is compared with {_quoted(short[0])}"
                yield Evidence("answer", words, read.span, _LABEL_TOKENS)
                return


def _from_schema(request: Request) -> Iterator[Evidence]:
    config = request.arguments.get("output_config")
    if config is not None and isinstance(config.value, Mapping):
        format_ = config.value.get("format")
        schema = format_.get("schema") if isinstance(format_, Mapping) else None
        if schema is not None and _is_closed(schema):
            yield Evidence("schema", "the output schema holds only closed values", schema.place, 64)
    choice = request.arguments.get("tool_choice")
    tools = request.arguments.get("tools")
    if choice is None or tools is None or not isinstance(choice.value, Mapping):
        return
    kind = choice.value.get("type")
    if isinstance(kind, Known) and kind.value in ("tool", "any") and isinstance(tools.value, Sequence):
        schemas = [tool.get("input_schema") for tool in tools.value.items if isinstance(tool, Mapping)]
        if schemas and not tools.value.open and all(s is not None and _is_closed(s) for s in schemas):
            yield Evidence("schema", "the forced tool takes only closed values", tools.value.place, 64)


def _is_closed(schema: Value) -> bool:
    """Whether every leaf of a JSON schema is an enum, a boolean or a number."""
    if not isinstance(schema, Mapping) or schema.open:
        return False
    if "enum" in schema.entries or "const" in schema.entries:
        return True
    kind = schema.get("type")
    if isinstance(kind, Known) and kind.value in ("boolean", "number", "integer"):
        return True
    properties = schema.get("properties")
    if isinstance(properties, Mapping) and not properties.open and properties.entries:
        return all(_is_closed(entry.value) for entry in properties.entries.values())
    return False


def _from_name(request: Request) -> Iterator[Evidence]:
    module = request.module
    scope = module.scopes[request.surroundings.scope]
    if scope.kind == "function" and _NAMED_FOR_IT.search(scope.name.lower()):
        place = Span(module.path, scope.start, scope.start)
        yield Evidence("name", f"the function is named `{scope.name}`", place, _LABEL_TOKENS, by_name=True)


@lru_cache(maxsize=512)
def _asks_for_closed_answer(text: str) -> str | None:
    match = _CLOSED_ANSWER.search(text)
    return None if match is None else match.group()


@lru_cache(maxsize=512)
def _length_in(text: str) -> int | None:
    for match in _LENGTH.finditer(text):
        if not _LIMITING.search(match["between"]):
            return int(match["number"].replace(",", ""))
    return None


@lru_cache(maxsize=512)
def _names_simple_task(text: str) -> str | None:
    match = _SIMPLE_TASK.search(text)
    return None if match is None else match.group()


def _quoted(text: str) -> str:
    flat = " ".join(text.split())
    return f'"{flat}"' if len(flat) <= 40 else f'"{flat[:37]}..."'
