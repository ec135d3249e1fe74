"""A request holds nothing where something is needed, or a text where a list is.

## What it does
Reports an empty list of `messages`, an empty text in a message or in the system prompt's blocks, a stop sequence
that is empty or white space, `messages` or `stop_sequences` given as a text, and a `max_tokens` below zero.

## Why is this bad?
The SDK sends all of this on unseen, and the API answers 400.

## Example
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    stop_sequences=["\\n"],
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    stop_sequences=["END"],
    messages=[{"role": "user", "content": "Name three rivers in France. Then write END."}],
)
```

## Fix safety
There is no fix that can be applied: what is missing is for the author to say.

## References
- [Messages](https://platform.claude.com/docs/en/api/messages)
- [Errors](https://platform.claude.com/docs/en/api/errors)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Fix, Related, Report, Safety, Severity, Span
from claudelint.linking.project import Known, Mapping, Request, Sequence, TextValue, Value, blocks_of
from claudelint.rule import Fixable, rule


@rule(
    code="CL014",
    name="empty-content",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def empty_content(request: Request) -> Iterator[Report]:
    if not request.speaks_to_claude:
        return
    for name, words in (
        ("messages", 'put it into a message: [{"role": "user", "content": ...}]'),
        ("stop_sequences", "put it into a list"),
    ):
        yield from _text_for_list(request, name, words)
    yield from _no_messages(request)
    yield from _empty_texts(request)
    yield from _blank_stop_sequence(request)
    yield from _negative_length(request)


def _text_for_list(request: Request, name: str, words: str) -> Iterator[Report]:
    argument = request.arguments.get(name)
    text = None if argument is None else argument.value.some(_is_text)
    if argument is not None and text is not None:
        fix = Fix(words, Safety.SHOWN, guards=(request.span,))
        yield _report(
            request, name, text, f"`{name}` {_verb(argument.value)} a text, and has to be a list", fix
        )


def _no_messages(request: Request) -> Iterator[Report]:
    argument = request.arguments.get("messages")
    # a list that is filled on one of the ways is filled before it is sent
    if argument is not None and argument.value.every(_is_empty):
        message = "`messages` is empty, and has to hold one message at least"
        yield _report(request, "messages", argument.value, message)


def _empty_texts(request: Request) -> Iterator[Report]:
    system = request.arguments.get("system")
    for value in () if system is None else system.value.alternatives():
        for block in blocks_of(value):
            if _holds_nothing(block):
                yield _report(request, "system", block, "a text block of `system` is empty")
                return
    for conversation in request.conversations:
        for message in conversation.messages:
            if message.role == "assistant" and message.is_last:
                # the beginning of an answer: that is another matter
                continue
            if _is_nothing(message.content) or any(map(_holds_nothing, message.blocks)):
                yield _report(request, "messages", message.value, "a text of `messages` is empty")
                return


def _blank_stop_sequence(request: Request) -> Iterator[Report]:
    argument = request.arguments.get("stop_sequences")
    for value in () if argument is None else argument.value.alternatives():
        for item in value.items if isinstance(value, Sequence) else ():
            if isinstance(item, Known) and isinstance(item.value, str) and not item.value.strip():
                message = f"the stop sequence {item.value!r} holds no character that is seen"
                yield _report(request, "stop_sequences", item, message)
                return


def _negative_length(request: Request) -> Iterator[Report]:
    argument = request.arguments.get("max_tokens")
    found = None if argument is None or request.kind == "count_tokens" else argument.value.some(_is_negative)
    if argument is not None and isinstance(found, Known):
        message = f"`max_tokens` {_verb(argument.value)} {found.value}, and cannot be below zero"
        yield _report(request, "max_tokens", found, message)


def _report(request: Request, name: str, found: Value, message: str, fix: Fix | None = None) -> Report:
    span: Span = request.arguments[name].span
    related = () if span.contains(found.place) else (Related(found.place, "it is written here"),)
    return Report(span, f"{message}: the request is answered with 400", fix, related)


def _verb(value: Value) -> str:
    return "is" if len(value.alternatives()) == 1 else "may be"


def _is_text(value: Value) -> bool:
    return isinstance(value, TextValue) or (isinstance(value, Known) and isinstance(value.value, str))


def _is_empty(value: Value) -> bool:
    return isinstance(value, Sequence) and not value.open and not value.items


def _is_nothing(value: Value | None) -> bool:
    return isinstance(value, Known) and value.value == ""


def _holds_nothing(block: Mapping) -> bool:
    """Whether a block is an empty text; one that is marked for the cache is told of elsewhere."""
    kind = block.get("type")
    is_text = isinstance(kind, Known) and kind.value == "text"
    return is_text and "cache_control" not in block.entries and _is_nothing(block.get("text"))


def _is_negative(value: Value) -> bool:
    return isinstance(value, Known) and isinstance(value.value, int) and value.value < 0
