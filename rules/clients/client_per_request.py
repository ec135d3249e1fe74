"""A client is built anew for every request, with arguments that are always the same.

## What it does
Reports the construction of a client in code that runs again and again: in a loop, in the handler of a web
framework, a bot or a queue, or in a function that these call, also in other modules. What is built once is not
reported: by a cached factory, where none is kept yet, in a script or at start-up; nor is a client in a `with` or one
with arguments that differ from call to call, such as one key for each customer.

## Why is this bad?
A client keeps a pool of open connections. A new one starts with none: each request pays for looking up the host,
connecting and agreeing on encryption before the first byte is sent, and the connections of the old clients stay open
until they are collected. Under load this runs out of sockets. A client may be used by many threads, or by all tasks
of one event loop.

## Example
```python
import anthropic
from fastapi import FastAPI

app = FastAPI()


@app.post("/summary")
def summary(text: str):
    client = anthropic.Anthropic()
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
client = anthropic.Anthropic()


@app.post("/summary")
def summary(text: str):
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=4096,
        messages=[{"role": "user", "content": f"Summarise this:\\n{text}"}],
    )
    return {"summary": "".join(block.text for block in message.content if block.type == "text")}
```

## Fix safety
Unsafe: the client is built when the module is imported, so the environment it reads has to be complete by then, and
tests that replace the class have to replace the client instead. Only shown where the arguments are not known there,
where the name means something else, where it is built under a condition, or kept in an object.

## References
- [Python SDK](https://platform.claude.com/docs/en/api/sdks/python)
- [HTTPX: clients and connection pools](https://www.python-httpx.org/advanced/clients/)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import hoist
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Construction
from claudelint.rule import Fixable, rule


@rule(
    code="CL701",
    name="client-per-request",
    on=Construction,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def client_per_request(construction: Construction) -> Iterator[Report]:
    rebuilding = construction.rebuilding
    if rebuilding is None:
        return
    yield Report(
        construction.span,
        f"`{construction.client.kind.name}` is built anew {rebuilding.words}: every client opens connections of its "
        "own, which the next one cannot use",
        _fix(construction),
        (Related(rebuilding.place, "this runs again and again"),),
    )


def _fix(construction: Construction) -> Fix:
    hoisted = hoist(construction)
    title = "build the client once, in the module"
    if hoisted.refusal:
        return Fix(f"{title} (by hand: {hoisted.refusal})", Safety.SHOWN, guards=(construction.span,))
    return Fix(title, Safety.UNSAFE, hoisted.edits, guards=hoisted.guards)
