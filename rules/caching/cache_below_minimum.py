"""A marker for the cache is on a prompt that is too short to be cached.

## What it does
Reports a `cache_control` marker when everything up to it, the system prompt and the messages before, is certainly
shorter than the least that the model caches: a third more than the estimate would still be below. Nothing is said
where any part is of unknown size, where tools or an output format add to the prompt, and of a conversation that
grows.

## Why is this bad?
Below the minimum of its model a prompt is not cached, and no error says so: the marker does nothing. The minimum
differs between models, and is not smaller for every newer one.

## Example
```python
import anthropic

client = anthropic.Anthropic()

message = client.messages.create(
    model="claude-haiku-4-5",
    max_tokens=1024,
    system=[
        {
            "type": "text",
            "text": "Answer in one sentence.",
            "cache_control": {"type": "ephemeral"},
        }
    ],
    messages=[{"role": "user", "content": "When is high water?"}],
)
print(message.usage)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()

message = client.messages.create(
    model="claude-haiku-4-5",
    max_tokens=1024,
    system=[{"type": "text", "text": "Answer in one sentence."}],
    messages=[{"role": "user", "content": "When is high water?"}],
)
print(message.usage)
```

## Fix safety
Unsafe: sizes are estimates, and a prompt that is to grow later needs its marker then. Only shown where a marker is
written outside the call.

## References
- [Prompt caching](https://platform.claude.com/docs/en/build-with-claude/prompt-caching)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import without_markers
from claudelint.findings import Fix, Report, Safety, Severity
from claudelint.linking.project import Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL205",
    name="cache-below-minimum",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def cache_below_minimum(request: Request) -> Iterator[Report]:
    if request.kind in ("count_tokens", "batch") or request.growth is not None or request.open_ended:
        return
    last = request.prefix.last_marked
    if last is None or request.is_in_test:
        return
    if request.has_output_format or "output_config" in request.arguments:
        return
    beginning = request.marked_start_too_short
    if beginning is None:
        return
    edits = without_markers(request)
    fix = Fix("remove the marker", Safety.UNSAFE if edits else Safety.SHOWN, edits, guards=(request.span,))
    whole = request.arguments.get("cache_control")
    argument = whole or request.arguments[request.prefix.parts[last].level]
    yield Report(
        argument.span,
        f"the cache marker does nothing: up to it the prompt has {beginning.size.words}, "
        f"and {beginning.model.id} caches none below {beginning.model.cache_min_tokens:,}",
        fix,
    )
