"""More places are marked for the cache than a request may have.

## What it does
Reports requests in which `cache_control` stands at more than four places: tools, blocks of the system prompt and
of the messages, and the argument of that name, which takes a place as well. Only markers that are certainly there
count.

## Why is this bad?
The API answers 400. Nothing is cached, and nothing is answered.

## Example
```python
import anthropic

client = anthropic.Anthropic()
CHAPTERS = ["About boats.", "About tides.", "About ropes.", "About winds."]
client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    cache_control={"type": "ephemeral"},
    system=[
        {"type": "text", "text": CHAPTERS[0], "cache_control": {"type": "ephemeral"}},
        {"type": "text", "text": CHAPTERS[1], "cache_control": {"type": "ephemeral"}},
        {"type": "text", "text": CHAPTERS[2], "cache_control": {"type": "ephemeral"}},
        {"type": "text", "text": CHAPTERS[3], "cache_control": {"type": "ephemeral"}},
    ],
    messages=[{"role": "user", "content": "How do I moor a boat at low tide?"}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
CHAPTERS = ["About boats.", "About tides.", "About ropes.", "About winds."]
client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    cache_control={"type": "ephemeral"},
    system=[
        {"type": "text", "text": CHAPTERS[0]},
        {"type": "text", "text": CHAPTERS[1]},
        {"type": "text", "text": CHAPTERS[2]},
        {"type": "text", "text": CHAPTERS[3], "cache_control": {"type": "ephemeral"}},
    ],
    messages=[{"role": "user", "content": "How do I moor a boat at low tide?"}],
)
```

## Fix safety
Only shown: which of the markers are worth their places depends on which parts change, and when. A marker covers
everything before it, so that parts that change together need one.

## References
- [Prompt caching](https://platform.claude.com/docs/en/build-with-claude/prompt-caching)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Fix, Report, Safety, Severity
from claudelint.linking.project import Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL012",
    name="too-many-cache-markers",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def too_many_cache_markers(request: Request) -> Iterator[Report]:
    most = request.catalog.most_cache_markers
    for prompt in request.prompts:
        markers = [one for one in prompt.markers if one.certain]
        if len(markers) <= most:
            continue
        first_too_many = markers[most]
        span, related = request.told_at(
            first_too_many.argument, first_too_many.place, "the first marker that is one too many"
        )
        has_whole = any(one.block is None for one in markers)
        yield Report(
            span,
            f"{len(markers)} places of the request {'are' if len(request.prompts) == 1 else 'may be'} marked with"
            f" `cache_control`{', the argument of that name counted' if has_whole else ''}, and {most} are the most:"
            " the request is answered with 400",
            Fix("keep one marker for the parts that change together", Safety.SHOWN, guards=(request.span,)),
            related,
        )
        return
