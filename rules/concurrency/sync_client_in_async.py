"""A sync client sends a request on an event loop, which stands still until the answer is there.

## What it does
Reports requests of a sync client, such as `Anthropic`, in an `async def`, or in plain functions that only async
code calls, also in other modules. What runs in a thread is not reported: `asyncio.to_thread`, `run_in_executor`,
a plain `def` route of FastAPI.

## Why is this bad?
An event loop does one thing at a time, and goes on to the next at an `await`. A sync request has none: until its
answer is complete, which can take minutes, every other task of the loop waits. In a server these are the
requests of other people, and timeouts, cancelling and signs of life of connections wait as well.

## Example
```python
import anthropic
from fastapi import FastAPI

app = FastAPI()
client = anthropic.Anthropic()


@app.post("/summary")
async def summary(text: str):
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=4096,
        messages=[{"role": "user", "content": f"Summarise this:\\n{text}"}],
    )
    return {"summary": "".join(block.text for block in message.content if block.type == "text")}
```

## Use instead
```python
import anthropic
from fastapi import FastAPI

app = FastAPI()
client = anthropic.AsyncAnthropic()


@app.post("/summary")
async def summary(text: str):
    message = await client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=4096,
        messages=[{"role": "user", "content": f"Summarise this:\\n{text}"}],
    )
    return {"summary": "".join(block.text for block in message.content if block.type == "text")}
```

## Fix safety
Unsafe: other tasks run while the request is under way, and may change what the code after it reads; tests that
replace the client have to hand out coroutines. Offered where the client is a variable of the same module and async
functions use it for nothing but calls that can be awaited. Only shown where it is kept in an object, handed on, used
in plain functions or other modules or on several event loops, and for streams, which also need `async for`.

## References
- [Python SDK: async usage](https://platform.claude.com/docs/en/api/sdks/python)
- [asyncio: running in threads](https://docs.python.org/3/library/asyncio-task.html#running-in-threads)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import make_client_async
from claudelint.findings import Fix, Related, Report, Safety, Severity, Span
from claudelint.linking.project import Blocking, Path, Request, Surface
from claudelint.rule import Fixable, rule

# longer pieces of code are not repeated in a message
_SHORT = 60
_UNTIL = {
    "count_tokens": "until the tokens are counted",
    "batch": "until the batch is created",
    "tool_runner": "until each answer is complete",
}


@rule(
    code="CL504",
    name="sync-client-in-async",
    on=Path,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def sync_client_in_async(path: Path) -> Iterator[Report]:
    request, blocking = path.request, path.blocking
    if blocking is None or request.is_in_test:
        return
    related = [Related(blocking.place, "this runs on the event loop")]
    surface = path.way.surface if blocking.others_wait else None
    if blocking.call is not None and blocking.called is not None:
        related.append(Related(blocking.call, f"`{blocking.called.name}` is called here"))
    if surface is not None and surface.place != blocking.place:
        related.append(Related(surface.place, "others who come here wait as well"))
    related.append(Related(request.client.place, "the sync client"))
    yield Report(request.span, _message(request, surface, blocking), _fix(request, blocking), tuple(related))


def _message(request: Request, surface: Surface | None, blocking: Blocking) -> str:
    limit = request.number("max_tokens")
    size = "" if limit is None else f", of up to {limit:,} tokens,"
    until = _UNTIL.get(request.kind, f"until the answer{size} is complete")
    if request.streams:
        until = f"while it waits for each piece of the answer{size}".rstrip(",")
    still = "no other task of the event loop goes on"
    if surface is not None:
        place = f"the {surface.name}" if "`" in surface.name else f"`{surface.name}`"
        still = f"the event loop of {place} serves nobody else"
    caller = ""
    if blocking.call is not None and blocking.called is not None:
        where = request.project.place_words(blocking.call, request.module)
        caller = f"; the async `{blocking.scope.name}` calls `{blocking.called.name}` {where}"
    return f"{_owner(request)} is a sync client: {still} {until}{caller}"


def _owner(request: Request) -> str:
    """The client as the call names it, or its class."""
    owner, messages, _ = _spelled(request, request.method_span, "").partition(".messages")
    return f"`{owner.removesuffix('.beta')}`" if messages else f"`{request.client.kind.name}`"


def _spelled(request: Request, span: Span, default: str) -> str:
    """The code of a span, where it is short."""
    text = (request.project.text_of(span.file) or "")[span.start : span.end]
    return text if 0 < len(text) <= _SHORT and "\n" not in text else default


def _fix(request: Request, blocking: Blocking) -> Fix:
    twin = f"Async{request.client.kind.name}"
    called = blocking.called
    if called is not None and blocking.spelled is not None:
        spelled = _spelled(request, blocking.spelled, called.name)
        title = (
            f"call `{called.name}` in `{blocking.scope.name}` with `await asyncio.to_thread({spelled}, ...)`"
        )
        if called.is_generator:
            title = f"make `{called.name}` an async generator, with `{twin}`"
        return Fix(title, Safety.SHOWN, guards=(request.span,))
    change = make_client_async(request)
    if not change.refusal:
        return Fix(f"use `{twin}` and `await`", Safety.UNSAFE, change.edits, guards=change.guards)
    method = _spelled(request, request.method_span, "client.messages.create")
    title = f"use `{twin}` and `await`, or `await asyncio.to_thread({method}, ...)`"
    if request.kind in ("stream", "tool_runner") or request.streams is not False:
        title = f"use `{twin}`, with `await`, `async with` or `async for` where its results need them"
    return Fix(f"{title} (by hand: {change.refusal})", Safety.SHOWN, guards=(request.span,))
