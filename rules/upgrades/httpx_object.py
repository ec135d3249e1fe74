"""The SDK is given an object of httpx, or an exception of httpx is waited for.

## What it does
Reports clients, timeouts and transports of `httpx` that are handed to the SDK, and `except` clauses for exceptions of
`httpx` around nothing but requests, when the project uses version 1 or later of the SDK.

## Why is this bad?
Version 1 of the SDK uses `httpx2`. A client or a timeout of `httpx` raises TypeError; its exceptions are never raised
by the SDK, so that nothing is caught any more. `Limits` are still taken, by chance.

## Example
```python
import anthropic
import httpx

client = anthropic.Anthropic(timeout=httpx.Timeout(60.0, connect=5.0))
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic(timeout=anthropic.Timeout(60.0, connect=5.0))
message = client.messages.create(
    model="claude-haiku-4-5",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Name a river in France."}],
)
```

## Fix safety
Safe for a timeout, and for a client without settings of its own, that is made in the argument itself, where the version
of the SDK is known and no `except TypeError` stands around: the old code could only fail. Unsafe for clients and
transports with settings, and where the version is assumed. `import httpx` stays.

## References
- [Migration guide of the SDK, 0.x to 1](https://github.com/anthropics/anthropic-sdk-python/blob/main/MIGRATION.md)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import of_the_sdk
from claudelint.findings import Fix, Related, Report, Safety, Severity, Span
from claudelint.linking.project import File, HttpxObject
from claudelint.rule import Fixable, rule


@rule(
    code="CL802",
    name="httpx-object",
    on=File,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def httpx_object(file: File) -> Iterator[Report]:
    since = file.catalog.history.construction.httpx2_since
    if not file.sdk.at_least(since) or file.project.aliases_httpx:
        return
    for found in file.httpx_objects():
        yield _report(file, found, since)
    for handler in file.httpx_handlers():
        names = " and ".join(f"`{name}`" for name in handler.names)
        verb = "is" if len(handler.names) == 1 else "are"
        yield Report(
            handler.span,
            f"{names} {verb} never raised by the SDK, which uses `httpx2` since {since} ({file.sdk.told}):"
            " catch `anthropic.APIConnectionError`, or the exception of `httpx2`",
            severity=Severity.WARNING,
        )


def _report(file: File, found: HttpxObject, since: str) -> Report:
    argument, (module, index) = found.argument, found.made
    made = Span(module.path, module.calls[index].start, module.calls[index].end)
    span = Span(file.module.path, argument.start, argument.end)
    outcome, severity = _outcome(found)
    if file.sdk.assumed and severity is Severity.ERROR:
        severity = Severity.WARNING
    return Report(
        span,
        f"`{argument.name}` is an `httpx.{found.class_name}`, and the SDK uses `httpx2` since {since}: {outcome}"
        f" ({file.sdk.told})",
        _fix(file, found),
        () if span.contains(made) else (Related(made, "it is made here"),),
        severity,
    )


def _outcome(found: HttpxObject) -> tuple[str, Severity]:
    if found.class_name == "Limits":
        return "it is taken by chance", Severity.ADVICE
    if found.taken_by == "request":
        return "the request raises TypeError", Severity.ERROR
    if found.taken_by == "transport" and found.argument.name == "timeout":
        return "every request fails", Severity.ERROR
    return "making the client raises TypeError", Severity.ERROR


def _fix(file: File, found: HttpxObject) -> Fix:
    edits = of_the_sdk(file, found)
    if not edits:
        return Fix("make it with `anthropic` or `httpx2`", Safety.SHOWN)
    made = file.module.calls[found.made[1]]
    is_safe = (
        (
            found.class_name == "Timeout"
            or (found.class_name in ("Client", "AsyncClient") and not made.arguments)
        )
        and found.taken_by != "transport"
        and not file.sdk.assumed
        and not file.catches(found.taker, "TypeError")
    )
    guards = (file.span_of(found.taker),)
    return Fix("take it from the SDK", Safety.SAFE if is_safe else Safety.UNSAFE, edits, guards=guards)
