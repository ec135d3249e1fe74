"""Requests that share a cached prompt start all at once, before the first of them has filled the cache.

## What it does
Reports requests whose prompt begins with the same marked text, long enough to be cached, when they start side by
side: handed to a pool or to threads, gathered, or made into tasks. It is not reported where one request that begins
alike is sent and waited for before.

## Why is this bad?
What a request writes to the cache can be read only after its answer has begun. Requests that start together find
nothing there: each of them pays for writing the whole prompt, a quarter more than plain input, and the first round
reads nothing.

## Example
```python
import asyncio

import anthropic

client = anthropic.AsyncAnthropic()
HANDBOOK = "Answer from the handbook of the harbour office. " * 300


async def answer(question):
    return await client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        system=[{"type": "text", "text": HANDBOOK, "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": question}],
    )


async def answer_all(questions):
    return await asyncio.gather(*(answer(question) for question in questions))
```

## Use instead
```python
import asyncio

import anthropic

client = anthropic.AsyncAnthropic()
HANDBOOK = "Answer from the handbook of the harbour office. " * 300


async def answer(question):
    return await client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        system=[{"type": "text", "text": HANDBOOK, "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": question}],
    )


async def answer_all(questions):
    first = await answer(questions[0])
    others = await asyncio.gather(*(answer(question) for question in questions[1:]))
    return [first, *others]
```

## Fix safety
Only shown. One request has to go ahead of the others: the first of them, or one with `max_tokens=0`, which writes
the cache and answers nothing. The others may start when the first event of its answer has come.

## References
- [Prompt caching](https://platform.claude.com/docs/en/build-with-claude/prompt-caching)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.prices import unread_words
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL208",
    name="cold-cache-fan-out",
    on=Request,
    severity=Severity.ADVICE,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def cold_cache_fan_out(request: Request) -> Iterator[Report]:
    if request.kind not in ("create", "stream", "parse") or not request.speaks_to_claude:
        return
    shared = request.marked_start
    if shared is None:
        return
    costs = unread_words(shared.size, shared.model)
    for found in request.fan_outs:
        yield Report(
            found.place,
            f"requests that share {shared.size.words} of cached prompt start together {found.words}: each of them "
            f"writes the cache before any can read it{'' if costs is None else f', {costs}'}",
            Fix("send one, wait for the first event of its answer, then start the others", Safety.SHOWN),
            (Related(request.span, "the request that is marked for the cache"),),
        )
