"""A type of messages is called that is no class any more.

## What it does
Reports calls of `MessageParam` and `BetaMessageParam`, when the project uses version 2 or later of the SDK.

## Why is this bad?
They were typed dicts, and are unions since: `MessageParam(role="user", content="...")` raises TypeError. As
annotations they go on to work.

## Example
```python
import anthropic
from anthropic.types import MessageParam

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=4096,
    messages=[MessageParam(role="user", content="Name three rivers in France.")],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=4096,
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
Safe where the version of the SDK is known and no `except TypeError` stands around: the old code could only fail,
and the dict is what the call gave before. Unsafe otherwise.

## References
- [Messages of the SDK](https://github.com/anthropics/anthropic-sdk-python/blob/main/src/anthropic/types/message_param.py)
- [Changelog of the SDK](https://github.com/anthropics/anthropic-sdk-python/blob/main/CHANGELOG.md)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import as_dict
from claudelint.findings import Fix, Report, Safety, Severity
from claudelint.linking.project import File
from claudelint.rule import Fixable, rule


@rule(
    code="CL806",
    name="message-param-call",
    on=File,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def message_param_call(file: File) -> Iterator[Report]:
    types = file.catalog.history.uncallable_types
    if not file.sdk.at_least(types.since):
        return
    for index in file.calls_of_types(types.names):
        name = file.name_of(index)
        yield Report(
            file.span_of(index),
            f"`{name}` is a union since SDK {types.since}: calling it raises TypeError"
            f" ({file.sdk.told}); a message is a dict",
            _fix(file, index),
            severity=Severity.WARNING if file.sdk.assumed else None,
        )


def _fix(file: File, index: int) -> Fix | None:
    edits = as_dict(file, index)
    if not edits:
        return None
    is_safe = not file.sdk.assumed and not file.catches(index, "TypeError")
    return Fix(
        "write it as a dict", Safety.SAFE if is_safe else Safety.UNSAFE, edits, guards=(file.span_of(index),)
    )
