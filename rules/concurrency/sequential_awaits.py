"""Requests that do not need each other are awaited one by one.

## What it does
Reports loops in async code each turn of which awaits a request about an item of its own before the next one is sent,
when no turn needs the answer of another. Where the requests may as well be a message batch, CL501 says so instead. A
loop that pauses, waits for a limiter, streams or yields its answers is not reported.

## Why is this bad?
It takes as long as all the answers together, while the event loop could wait for several at a time: ten requests that
run together take about as long as the slowest of them.

## Example
```python
import anthropic
from fastapi import FastAPI

app = FastAPI()
client = anthropic.AsyncAnthropic()


async def summarise(text):
    return await client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=1024,
        messages=[{"role": "user", "content": f"Summarise this:\\n{text}"}],
    )


@app.post("/summaries")
async def summaries(texts: list[str]):
    messages = []
    for text in texts:
        messages.append(await summarise(text))
    return [message.usage.output_tokens for message in messages]
```

## Use instead
```python
import asyncio

import anthropic
from fastapi import FastAPI

app = FastAPI()
client = anthropic.AsyncAnthropic()


async def summarise(text, semaphore):
    async with semaphore:
        return await client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=1024,
            messages=[{"role": "user", "content": f"Summarise this:\\n{text}"}],
        )


@app.post("/summaries")
async def summaries(texts: list[str]):
    semaphore = asyncio.Semaphore(10)
    messages = await asyncio.gather(*(summarise(text, semaphore) for text in texts))
    return [message.usage.output_tokens for message in messages]
```

## Fix safety
Unsafe: the requests run together, ten at a time, and when one fails the others are under way or done; what they share
may be changed in another order. Offered where a turn does nothing but append its answer to a list, or a comprehension
lists the answers; only shown elsewhere.

## References
- [asyncio.gather](https://docs.python.org/3/library/asyncio-task.html#asyncio.gather)
- [Rate limits](https://platform.claude.com/docs/en/api/rate-limits)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import started_together
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Loop, Request
from claudelint.rule import Fixable, rule

# how many requests the fix lets run at once
_AT_ONCE = 10


@rule(
    code="CL502",
    name="sequential-awaits",
    on=Loop,
    severity=Severity.ADVICE,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def sequential_awaits(loop: Loop) -> Iterator[Report]:
    requests = [request for request in loop.requests if request.kind != "count_tokens"]
    if not requests or not all(_may_run_beside_others(request) for request in requests):
        return
    if loop.most_turns is not None and loop.most_turns < 2:
        return
    made = loop.awaited
    if made is None or loop.is_batchable:
        return
    if not loop.has_independent_turns or not loop.sends_one_request_at_a_time:
        return
    edits = started_together(loop, made, _AT_ONCE)
    turns = "" if loop.most_turns is None else f" ({loop.most_turns:,} at most)"
    yield Report(
        loop.span,
        f"each turn of this loop{turns} waits for its answer before the next request is sent, and none needs the answer "
        "of another: started together they take about as long as the slowest",
        Fix(
            f"start them together with `asyncio.gather`, {_AT_ONCE} at a time behind an `asyncio.Semaphore`",
            Safety.UNSAFE if edits else Safety.SHOWN,
            edits,
            guards=tuple(request.span for request in requests),
        ),
        tuple(Related(request.method_span, "the request is sent here") for request in requests),
    )


def _may_run_beside_others(request: Request) -> bool:
    """Whether a request is one of an async client whose answer comes whole."""
    return (
        request.kind in ("create", "parse")
        and request.streams is False
        and request.client.kind.is_async
        and not request.site.reference
        and not request.is_in_test
    )
