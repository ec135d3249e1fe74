"""The cost of a request is computed without the tokens that were cached.

## What it does
Reports a program that multiplies `usage.input_tokens` by a price, where the request is marked for the cache and
nothing reads `cache_creation_input_tokens` or `cache_read_input_tokens`.

## Why is this bad?
With a marker, `input_tokens` counts only what stands behind the last one. What was written to the cache is paid for
at more than the price of input, and what was read from it at less; both are missing from the sum, which is then a
small part of the bill.

## Example
```python
from pathlib import Path

import anthropic

client = anthropic.Anthropic()
manual = {"type": "text", "text": Path("manual.md").read_text(), "cache_control": {"type": "ephemeral"}}
response = client.messages.create(
    model="claude-opus-4-6",
    max_tokens=1024,
    system=[manual],
    messages=[{"role": "user", "content": "How do I start the engine?"}],
)
print(response.usage.input_tokens * 5 / 1_000_000 + response.usage.output_tokens * 25 / 1_000_000)
```

## Use instead
```python
from pathlib import Path

import anthropic

client = anthropic.Anthropic()
manual = {"type": "text", "text": Path("manual.md").read_text(), "cache_control": {"type": "ephemeral"}}
response = client.messages.create(
    model="claude-opus-4-6",
    max_tokens=1024,
    system=[manual],
    messages=[{"role": "user", "content": "How do I start the engine?"}],
)
usage = response.usage
written, read = usage.cache_creation_input_tokens or 0, usage.cache_read_input_tokens or 0
cost = usage.input_tokens * 5 + written * 6.25 + read * 0.5 + usage.output_tokens * 25
print(cost / 1_000_000)
```

## Fix safety
There is no fix: the prices are the author's.

## References
- [Prompt caching](https://platform.claude.com/docs/en/build-with-claude/prompt-caching)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Related, Report, Severity
from claudelint.linking.project import Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL607",
    name="usage-undercounted",
    on=Request,
    severity=Severity.ADVICE,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def usage_undercounted(request: Request) -> Iterator[Report]:
    place = request.marked_at
    if place is None or request.client.patched:
        return
    for cost in request.costs_without_cache:
        where = request.project.place_words(place, cost.module)
        yield Report(
            cost.span,
            f"this cost counts `input_tokens` alone, but the request is marked for the cache {where}: "
            "`cache_creation_input_tokens` and `cache_read_input_tokens` are paid for as well, and left out",
            related=(Related(place, "the marker, behind which `input_tokens` begins to count"),),
        )
