"""A request of an async client is not awaited, so that it is never sent.

## What it does
Reports calls of an async client, such as `AsyncAnthropic`, that only make a coroutine: `create`, `parse`,
`count_tokens`, and `create`, `retrieve`, `cancel`, `delete` and `results` of batches, when nothing awaits it and it is
not handed on to anything that might. `stream` and `tool_runner` are no coroutines and are not reported.

## Why is this bad?
A coroutine does nothing until it is awaited: no request is sent. What is read of it is not there: an attribute raises
AttributeError, an index or a loop TypeError. Where nothing is read, the program goes on as if all was well, with no
more than a RuntimeWarning.

## Example
```python
import asyncio

import anthropic

client = anthropic.AsyncAnthropic()


async def translate(text):
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=1024,
        messages=[{"role": "user", "content": f"Translate into French: {text}"}],
    )
    return message.content


print(asyncio.run(translate("Good morning.")))
```

## Use instead
```python
import asyncio

import anthropic

client = anthropic.AsyncAnthropic()


async def translate(text):
    message = await client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=1024,
        messages=[{"role": "user", "content": f"Translate into French: {text}"}],
    )
    return message.content


print(asyncio.run(translate("Good morning.")))
```

## Fix safety
Safe in an `async def` where what is read of the coroutine shows that the old code could only fail, and is there in the
result. Unsafe where the program went on without the answer, or a try catches the failure: then a request is sent that
was not sent before. Only shown where `await` cannot stand, such as in a plain function, and where what is done with
the coroutine cannot be done with the result either, such as taking an item of a message.

## References
- [Python SDK: async usage](https://platform.claude.com/docs/en/api/sdks/python)
- [Coroutines](https://docs.python.org/3/library/asyncio-task.html#coroutines)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import awaited_call
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import File, Unawaited
from claudelint.rule import Fixable, rule


@rule(
    code="CL505",
    name="unawaited-request",
    on=File,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def unawaited_request(file: File) -> Iterator[Report]:
    if file.is_test:
        return
    for found in file.unawaited():
        place = found.failing_span
        related = () if place is None else (Related(place, "this is still the coroutine"),)
        yield Report(found.span, _message(found), _fix(found), related)


def _message(found: Unawaited) -> str:
    method, failing = found.endpoint.path[-1], found.failing
    consequence = "nothing is sent"
    if failing is not None:
        what = {
            "attribute": f"reading `.{failing.name}` of it raises AttributeError",
            "entered": "`with` cannot enter it",
            "item": "taking an item of it raises TypeError",
            "iterated": "going through it raises TypeError",
        }
        told = what.get(failing.kind, "calling it raises TypeError")
        where = found.project.place_words(found.failing_span or found.span, found.module)
        consequence += f", and {told} {where}"
    return f"`{method}` of an async client makes a coroutine, which is not awaited: {consequence}"


def _fix(found: Unawaited) -> Fix:
    edits = awaited_call(found)
    if not edits:
        title = "await it" if found.can_be_awaited else "await it in an `async def`, or use the sync client"
        return Fix(title, Safety.SHOWN, guards=(found.span,))
    is_safe = found.fails_for_certain and found.works_when_awaited
    return Fix("await it", Safety.SAFE if is_safe else Safety.UNSAFE, edits, guards=(found.span,))
