"""Long tool definitions are sent again and again, and paid in full each time.

## What it does
Reports requests whose tool definitions alone are long enough to be cached and are sent more than once, while nothing
in the request carries a `cache_control` marker. Where the system prompt behind them stays the same, too, it is one
matter with it, and CL201 speaks of both.

## Why is this bad?
Tools come first in the order of the cache. Marked, they are read from it for a fraction of the price of input, and
count against no input limit. Without a marker they are paid for every time.

## Example
```python
import anthropic

client = anthropic.Anthropic()
HANDBOOK = "Finds a page of the handbook of the harbour office. " * 300


def answer_all(questions):
    for question in questions:
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=16000,
            tools=[{"name": "find_page", "description": HANDBOOK, "input_schema": {"type": "object"}}],
            messages=[{"role": "user", "content": question}],
        )
        print(message.usage)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
HANDBOOK = "Finds a page of the handbook of the harbour office. " * 300


def answer_all(questions):
    for question in questions:
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=16000,
            tools=[
                {
                    "name": "find_page",
                    "description": HANDBOOK,
                    "input_schema": {"type": "object"},
                    "cache_control": {"type": "ephemeral"},
                }
            ],
            messages=[{"role": "user", "content": question}],
        )
        print(message.usage)
```

## Fix safety
Safe where all tools are in sight and are sent again within one run, one request after the other. Unsafe where the
requests may lie further apart than the five minutes that the cache lives, or run side by side. Only shown where the
tools are put together in a place that other code may use too. Where a loop sends a conversation that grows, the
marker is put on the whole request, so that the conversation is cached as well.

## References
- [Prompt caching](https://platform.claude.com/docs/en/build-with-claude/prompt-caching)
- [Caching of tools](https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-use-with-prompt-caching)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.prices import uncached_words
from claudelint.editing import cache_beginning
from claudelint.findings import Related, Report, Severity
from claudelint.linking.project import Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL202",
    name="uncached-tools",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def uncached_tools(request: Request) -> Iterator[Report]:
    if request.kind in ("count_tokens", "batch", "batch item") or request.carries_marker is not False:
        return
    beginning, reuse = request.cacheable_beginning, request.reuse
    if beginning is None or reuse is None or beginning.has_system:
        return
    message = f"tool definitions of {beginning.size.words} are sent uncached {reuse.words}"
    costs = uncached_words(beginning.size, beginning.model)
    yield Report(
        request.arguments["tools"].span,
        message if costs is None else f"{message}: {costs}",
        cache_beginning(request, beginning, reuse),
        (Related(reuse.place, f"it is sent again {reuse.words}"),),
    )
