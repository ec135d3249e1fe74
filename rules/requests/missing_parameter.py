"""A request is sent without a parameter that it cannot do without.

## What it does
Reports a call that certainly passes no `model`, no `messages`, or, where an answer is asked for, no `max_tokens`;
the same in the `params` of a batch; and positional arguments.

## Why is this bad?
The method takes keyword arguments only, and raises TypeError before anything is sent. An item of a batch is found
to be incomplete when the batch runs, and comes back as an error.

## Example
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-5-5",
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
There is no fix: which model, and how long an answer, is for the author to say.

## References
- [Messages](https://platform.claude.com/docs/en/api/messages)
- [Batch processing](https://platform.claude.com/docs/en/build-with-claude/batch-processing)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Report, Severity, Span
from claudelint.linking.project import Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL011",
    name="missing-parameter",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def missing_parameter(request: Request) -> Iterator[Report]:
    method = request.method
    if method is None or request.client.patched or request.site.reference:
        return
    if method.is_checked:
        positional = [one for one in request.call.arguments if one.name is None and not one.star]
        if positional:
            first = positional[0]
            yield Report(
                Span(request.module.path, first.start, first.end),
                f"`{method.path}` takes keyword arguments only: the call raises TypeError",
            )
            return
    missing = [name for name in method.required if request.is_absent(name)]
    if not missing:
        return
    names = " and no ".join(f"`{name}`" for name in missing)
    if method.is_checked:
        message = f"`{method.path}` gets no {names}: the call raises TypeError"
    elif request.speaks_to_claude:
        message = f"the `params` of an item have no {names}: the item comes back as an error"
    else:
        return
    yield Report(request.method_span, message)
