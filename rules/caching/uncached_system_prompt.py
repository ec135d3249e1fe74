"""A long system prompt is sent again and again, and paid in full each time.

## What it does
Reports requests whose stable beginning (the tools, then the system prompt, up to the first part that changes) is
long enough to be cached and is sent more than once, while nothing in the request carries a `cache_control` marker.
Sizes are estimated from the text, through constants, imports, f-strings and files of the project. That it is sent
more than once is known from a loop, from several calls, from a handler, or from an object that lives longer than
the call.

## Why is this bad?
What was sent before and is marked can be read from the cache for a fraction of the price of input, and counts
against no input limit. Without a marker the whole prompt is paid for every time.

## Example
```python
import anthropic

client = anthropic.Anthropic()
HANDBOOK = "Answer from the handbook of the harbour office. " * 200


def answer_all(questions):
    for question in questions:
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=16000,
            system=HANDBOOK,
            messages=[{"role": "user", "content": question}],
        )
        print(message.usage)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
HANDBOOK = "Answer from the handbook of the harbour office. " * 200


def answer_all(questions):
    for question in questions:
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=16000,
            system=[{"type": "text", "text": HANDBOOK, "cache_control": {"type": "ephemeral"}}],
            messages=[{"role": "user", "content": question}],
        )
        print(message.usage)
```

## Fix safety
Safe where the whole prompt is stable and is sent again within one run, one request after the other: the first
request writes the cache, which costs 25 % more, and every following one reads it. Unsafe where the requests may
lie further apart than the five minutes that the cache lives, or run side by side, since each of them may then
write it; where the prompt comes by a parameter for which others may pass no text; and where a changing end is
split off into a block of its own. Where a loop sends a conversation that grows, the marker is put on the whole
request, so that the conversation is cached as well; that is unsafe where a person is waited for between the
requests. Only shown where the prompt is put together in a place that other code may use
too.

## References
- [Prompt caching](https://platform.claude.com/docs/en/build-with-claude/prompt-caching)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.prices import uncached_words
from claudelint.editing import cache_beginning
from claudelint.findings import Related, Report, Severity
from claudelint.linking.project import Beginning, Request, Reuse
from claudelint.rule import Fixable, rule


@rule(
    code="CL201",
    name="uncached-system-prompt",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def uncached_system_prompt(request: Request) -> Iterator[Report]:
    if request.kind in ("count_tokens", "batch", "batch item") or request.carries_marker is not False:
        return
    beginning, reuse = request.cacheable_beginning, request.reuse
    if beginning is None or reuse is None or not beginning.has_system:
        return
    yield Report(
        request.arguments["system"].span,
        _message(beginning, reuse),
        cache_beginning(request, beginning, reuse),
        (Related(reuse.place, f"it is sent again {reuse.words}"),),
    )


def _message(beginning: Beginning, reuse: Reuse) -> str:
    what = "tools and system prompt" if beginning.has_tools else "system prompt"
    start = "" if beginning.is_whole else "stable start of the "
    verb = "are" if beginning.has_tools and beginning.is_whole else "is"
    message = f"{start}{what} of {beginning.size.words} {verb} sent uncached {reuse.words}"
    costs = uncached_words(beginning.size, beginning.model)
    return message if costs is None else f"{message}: {costs}"
