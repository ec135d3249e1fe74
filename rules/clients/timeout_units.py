"""A timeout is so long, or so short, that another unit or another value was meant.

## What it does
Reports `timeout` of a client, of `with_options` or of a request

- of 10,000 seconds and more, which are almost three hours and make sense in milliseconds;
- that is `None`, so that nothing ever ends the waiting;
- below 10 seconds, for a request without a stream to a model that thinks before it answers.

The first limit is the option `longest-seconds`.

## Why is this bad?
The SDK counts seconds, and waits 600 of them by default. With a limit of hours, or none, a connection that died keeps
its thread or task for good. A limit that is too short for thinking ends requests that were about to be answered; the
client then tries again, and every attempt is paid for.

## Example
```python
import anthropic

client = anthropic.Anthropic(timeout=60000)
message = client.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=4096,
    messages=[{"role": "user", "content": "Name a river in France."}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic(timeout=60.0)
message = client.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=4096,
    messages=[{"role": "user", "content": "Name a river in France."}],
)
```

## Fix safety
There is no fix: which limit was meant only the author knows.

## References
- [Python SDK: timeouts](https://platform.claude.com/docs/en/api/sdks/python)
- [Errors of the API: long requests](https://platform.claude.com/docs/en/api/errors)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import File, Request, TimeLimit
from claudelint.rule import Fixable, rule

# thinking alone mostly takes longer
_SHORTEST_WITH_THINKING = 10


@rule(
    code="CL705",
    name="timeout-units",
    on=File,
    severity=Severity.WARNING,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def timeout_units(file: File, *, longest_seconds: int = 10_000) -> Iterator[Report]:
    default = file.catalog.history.construction.default_timeout_seconds
    for limit in file.time_limits():
        if limit.seconds is None:
            yield Report(
                limit.span,
                f"without a timeout a request whose connection died waits for ever; the default is {default} seconds",
                Fix("leave `timeout` out, or give it in seconds", Safety.SHOWN),
            )
        elif limit.seconds >= longest_seconds:
            meant = f"{limit.seconds / 1000:g}"
            yield Report(
                limit.span,
                f"the timeout is {limit.seconds:,.0f} seconds, which are {limit.seconds / 3600:.1f} hours; it is "
                "not given in milliseconds",
                Fix(f"`timeout={meant}`, if milliseconds were meant", Safety.SHOWN),
            )
    for request in file.requests:
        own = request.time_limit
        if own is not None and own.seconds is not None and own.seconds < _SHORTEST_WITH_THINKING:
            if request.thinks and not request.is_in_test:
                yield _too_short(request, own)


def _too_short(request: Request, limit: TimeLimit) -> Report:
    is_own = limit.span == request.arguments["timeout"].span if "timeout" in request.arguments else False
    return Report(
        limit.span if is_own else request.span,
        f"after {limit.seconds:g} seconds this request is given up, and the model thinks before it answers",
        Fix("give it a minute or more, or stream the answer", Safety.SHOWN),
        () if is_own else (Related(limit.span, "the timeout"),),
    )
