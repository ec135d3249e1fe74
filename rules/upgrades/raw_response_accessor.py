"""A raw response is read as it no longer can be.

## What it does
Reports `.text` and `.content` of a raw response as attributes, and `parse()`, `read()`, `text()` and `json()` of one
of an asynchronous client that are read without `await`, when the project uses version 1 or later of the SDK.

## Why is this bad?
Since version 1 `with_raw_response` returns responses with methods in the place of attributes, and on asynchronous
clients they are coroutines. `.text` gives a method where text is expected, `.content` raises AttributeError, and so
does what is read from a coroutine.

## Example
```python
import json

import anthropic

client = anthropic.Anthropic()
response = client.messages.with_raw_response.create(
    model="claude-haiku-4-5",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Name a river in France."}],
)
print(json.loads(response.text)["stop_reason"])
```

## Use instead
```python
import json

import anthropic

client = anthropic.Anthropic()
response = client.messages.with_raw_response.create(
    model="claude-haiku-4-5",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Name a river in France."}],
)
print(json.loads(response.text())["stop_reason"])
```

## Fix safety
Safe where the version of the SDK is known and no `except AttributeError` or `TypeError` stands around: what was read
before was no text. Unsafe otherwise.

## References
- [Migration guide of the SDK, 0.x to 1](https://github.com/anthropics/anthropic-sdk-python/blob/main/MIGRATION.md)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import awaited, by_method
from claudelint.findings import Edit, Fix, Report, Safety, Severity
from claudelint.linking.project import RawRead, Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL805",
    name="raw-response-accessor",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.ALWAYS,
    since="0.1.0",
)
def raw_response_accessor(request: Request) -> Iterator[Report]:
    facts = request.catalog.history.raw_responses
    if not request.sdk.at_least(facts.since) or request.client.patched:
        return
    for read in request.raw_reads:
        if not read.is_call and read.name in facts.accessors:
            method = facts.accessors[read.name]
            message = f"`.{read.name}` of a raw response is no attribute since SDK {facts.since}"
            yield _report(request, read, message, f"call `{method}`", by_method(request, read, method))
        elif request.client.kind.is_async and _is_coroutine(read, facts.awaited):
            message = f"`{read.name}()` of a raw response is a coroutine since SDK {facts.since}, and is not awaited"
            yield _report(request, read, message, "await it", awaited(read))


def _is_coroutine(read: RawRead, names: tuple[str, ...]) -> bool:
    """Whether something is read of a coroutine; one that is handed on may be awaited elsewhere."""
    return read.is_call and not read.awaited and read.goes_on and read.name in names


def _report(request: Request, read: RawRead, message: str, title: str, edits: tuple[Edit, ...]) -> Report:
    is_safe = not request.sdk.assumed and not read.is_caught
    safety = Safety.SAFE if is_safe else Safety.UNSAFE
    return Report(
        read.span,
        f"{message} ({request.sdk.told})",
        Fix(title, safety if edits else Safety.SHOWN, edits, guards=(read.span,)),
        severity=Severity.WARNING if request.sdk.assumed else None,
    )
