"""A long text at the start of the first message is sent again and again, and paid in full each time.

## What it does
Reports requests whose first message, one of the user, begins with a text or a document that alone is long enough to
be cached, that stays the same, and that is sent more than once, while nothing in the request carries a
`cache_control` marker. It may be a block of its own, or the start of a text that goes on with a question. Nothing is
said where the tools or the system prompt before it change from request to request, and where they are long enough
for the cache by themselves: that is one matter, and CL201 or CL202 speaks of it.

## Why is this bad?
What was sent before and is marked can be read from the cache for a fraction of the price of input, and counts
against no input limit. Without a marker the whole text is paid for with every question about it.

## Example
```python
import anthropic

client = anthropic.Anthropic()
HANDBOOK = "Ships of more than forty metres keep to the northern channel. " * 200


def answer_all(questions):
    for question in questions:
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=16000,
            messages=[
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": HANDBOOK},
                        {"type": "text", "text": question},
                    ],
                }
            ],
        )
        print(message.usage)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
HANDBOOK = "Ships of more than forty metres keep to the northern channel. " * 200


def answer_all(questions):
    for question in questions:
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=16000,
            messages=[
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": HANDBOOK, "cache_control": {"type": "ephemeral"}},
                        {"type": "text", "text": question},
                    ],
                }
            ],
        )
        print(message.usage)
```

## Fix safety
Safe where the text is a block of its own and is sent again within one run, one request after the other: the first
request writes the cache, which costs 25 % more, and every following one reads it. Unsafe where the requests may lie
further apart than the five minutes that the cache lives, or run side by side; where the text comes by a parameter;
and where the start of a message is split off into a block of its own. Only shown where the message is put together
outside the call.

## References
- [Prompt caching](https://platform.claude.com/docs/en/build-with-claude/prompt-caching)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.prices import uncached_words
from claudelint.editing import cache_document
from claudelint.findings import Related, Report, Severity
from claudelint.linking.project import Beginning, Request, Reuse
from claudelint.rule import Fixable, rule


@rule(
    code="CL209",
    name="uncached-document",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def uncached_document(request: Request) -> Iterator[Report]:
    if request.kind in ("count_tokens", "batch", "batch item") or request.carries_marker is not False:
        return
    if request.cacheable_beginning is not None or request.growth is not None:
        # one finding for one place: CL201, CL202 and CL203 speak of these
        return
    document, reuse = request.document, request.document_reuse
    if document is None or reuse is None:
        return
    yield Report(
        request.arguments["messages"].span,
        _message(request, document, reuse),
        cache_document(request, document, reuse),
        (Related(reuse.place, f"it is sent again {reuse.words}"),),
    )


def _message(request: Request, document: Beginning, reuse: Reuse) -> str:
    is_whole = document.parts[-1] in request.prefix.parts
    what = "text" if is_whole else "stable start"
    message = f"{what} of {document.size.words} in the first message is sent uncached {reuse.words}"
    costs = uncached_words(document.size, document.model)
    return message if costs is None else f"{message}: {costs}"
