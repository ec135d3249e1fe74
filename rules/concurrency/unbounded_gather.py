"""All the requests of a list are started at once, however long the list is.

## What it does
Reports loops whose requests are started together by `asyncio.gather`, `wait`, `as_completed` or as tasks, over a list
that is long or of unknown length, when nothing on the way to the request limits how many are under way: no semaphore
or limiter, no going through the list in pieces, no pause, no connection limit of the client.

## Why is this bad?
A few items work. With many, most requests meet the rate limit, and each of them is tried again after a pause, until
the retries are used up and the error ends the whole `gather`: what the others have answered is lost, and paid for. The
client opens up to 1,000 connections.

## Example
```python
import asyncio

import anthropic

client = anthropic.AsyncAnthropic()


async def translate(text):
    return await client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=1024,
        messages=[{"role": "user", "content": f"Translate into French: {text}"}],
    )


async def translate_all(texts):
    return await asyncio.gather(*(translate(text) for text in texts))
```

## Use instead
```python
import asyncio

import anthropic

client = anthropic.AsyncAnthropic()
semaphore = asyncio.Semaphore(10)


async def translate(text):
    async with semaphore:
        return await client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=1024,
            messages=[{"role": "user", "content": f"Translate into French: {text}"}],
        )


async def translate_all(texts):
    return await asyncio.gather(*(translate(text) for text in texts))
```

## Fix safety
Unsafe: the whole takes longer where the rate limit would have allowed for more, and how many may run at once is the
author's to say; the fix allows ten. Only shown where the coroutine is not made by a call in the loop. Where the requests
may as well be a message batch, the fix of CL501 is applied first.

## References
- [Rate limits](https://platform.claude.com/docs/en/api/rate-limits)
- [asyncio.Semaphore](https://docs.python.org/3/library/asyncio-sync.html#asyncio.Semaphore)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import behind_semaphore
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import FEW_ITEMS, Launch, Loop, Request
from claudelint.rule import Fixable, rule

# how many requests the fix lets run at once
_AT_ONCE = 10


@rule(
    code="CL503",
    name="unbounded-gather",
    on=Loop,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def unbounded_gather(loop: Loop) -> Iterator[Report]:
    if loop.most_turns is not None and loop.most_turns <= FEW_ITEMS:
        return
    launches = [(request, launch) for request, launch in loop.launches if _counts(request)]
    if not launches:
        return
    request, launch = launches[0]
    sent = {one.span for one, _ in launches}
    yield Report(
        loop.span,
        _message(loop, request, launch),
        _fix(loop, request, launch),
        (
            Related(launch.place, f"`{launch.name}` starts them"),
            *(Related(place, "the request is sent here") for place in sorted(sent)),
        ),
    )


def _counts(request: Request) -> bool:
    """Whether a request is held to the rate limits of the API, and waits without holding up the others."""
    return (
        request.kind in ("create", "stream", "parse", "tool_runner")
        and request.client.kind.is_async
        and request.speaks_to_claude
        and not request.is_in_test
    )


def _message(loop: Loop, request: Request, launch: Launch) -> str:
    many = "every item of a list of unknown length"
    if loop.most_turns is not None:
        many = f"up to {loop.most_turns:,} items"
    where = request.project.place_words(launch.place, loop.module)
    return (
        f"a request for {many} is started at once by `{launch.name}` {where}, and nothing limits how many are under way: "
        "beyond the rate limit they fail after their retries"
    )


def _fix(loop: Loop, request: Request, launch: Launch) -> Fix:
    edits = behind_semaphore(loop, launch, _AT_ONCE)
    title = f"let {_AT_ONCE} of them run at a time, with `asyncio.Semaphore`"
    safety = Safety.UNSAFE if edits else Safety.SHOWN
    # a batch has no need of a semaphore
    return Fix(title, safety, edits, guards=(request.span,), after=("CL501",))
