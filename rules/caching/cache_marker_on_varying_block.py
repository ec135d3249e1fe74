"""The only marker for the cache stands on the part of the prompt that differs with every request.

## What it does
Reports a request of one message whose only `cache_control` marker is on its last block, or on the whole request,
when that block differs from request to request: the item of a loop, what a person typed, a parameter, a time. It is
not reported in conversations that go on, and where something else follows the marked block, such as a question about
a document.

## Why is this bad?
What is cached ends at the marker, and is found again only when all of it is the same. Each request pays for writing
the cache, a quarter more than plain input, and nothing is ever read, even if the prompt before the marker stays the
same.

## Example
```python
import anthropic

client = anthropic.Anthropic()
HANDBOOK = "Answer from the handbook of the harbour office. " * 300


def answer(question):
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        system=HANDBOOK,
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": question, "cache_control": {"type": "ephemeral"}},
                ],
            }
        ],
    )
    return message.usage
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
HANDBOOK = "Answer from the handbook of the harbour office. " * 300


def answer(question):
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        system=[{"type": "text", "text": HANDBOOK, "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": [{"type": "text", "text": question}]}],
    )
    return message.usage
```

## Fix safety
Unsafe: the marker moves to the last part that stays the same, or is removed where that is too short for the cache;
whoever asks the same again has read it from the cache until now. Only shown where the marker is written outside the
call.

## References
- [Prompt caching](https://platform.claude.com/docs/en/build-with-claude/prompt-caching)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.prices import unread_words
from claudelint.editing import move_marker, without_markers
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL206",
    name="cache-marker-on-varying-block",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def cache_marker_on_varying_block(request: Request) -> Iterator[Report]:
    if request.kind not in ("create", "stream", "parse") or request.is_in_test:
        return
    varying = request.varying_at_only_marker
    if varying is None:
        return
    whole = request.arguments.get("cache_control")
    argument = whole or request.arguments["messages"]
    yield Report(
        argument.span,
        f"the only cache marker is on {'the whole request, and so on ' if whole else ''}the last block, "
        f"which differs with every request: what is written to the cache is never read{_costs(request)}",
        _fix(request),
        (Related(varying.varying.place, "this differs"),),
    )


def _costs(request: Request) -> str:
    beginning = request.cacheable_beginning
    costs = None if beginning is None else unread_words(beginning.size, beginning.model)
    if beginning is None or costs is None:
        return ""
    return f"; of that {beginning.size.words} stay the same, {costs}"


def _fix(request: Request) -> Fix:
    beginning = request.cacheable_beginning
    if beginning is None:
        edits, title = without_markers(request), "remove the marker"
    else:
        edits, title = move_marker(request, beginning), "move the marker to what stays the same"
    return Fix(title, Safety.UNSAFE if edits else Safety.SHOWN, edits, guards=(request.span,))
