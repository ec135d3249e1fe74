"""A stream is opened without `with`, or is never read.

## What it does
Reports `messages.stream` without `with`, and `messages.create(stream=True)` whose stream is neither read nor closed. It
is an error where the code reads what is not there: `messages.stream` gives a manager, and only `with` gives the stream.
A stream that is returned, yielded, stored or handed on is not reported.

## Why is this bad?
The manager sends nothing until it is entered, and has no events, no `text_stream` and no `get_final_message`: reading
them raises AttributeError or TypeError. A stream that is not read was asked for in vain, and keeps its connection open
until it is thrown away.

## Example
```python
import anthropic

client = anthropic.Anthropic()
stream = client.messages.stream(
    model="claude-sonnet-5-5",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Write a poem about rain."}],
)
for text in stream.text_stream:
    print(text, end="", flush=True)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
with client.messages.stream(
    model="claude-sonnet-5-5",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Write a poem about rain."}],
) as stream:
    for text in stream.text_stream:
        print(text, end="", flush=True)
```

## Fix safety
Unsafe: the request is sent where the code failed before it was. What reads the stream moves into the `with`, so far as
it stands right after the call. Only shown where nothing reads the stream, where it is read elsewhere or awaited or
iterated in the wrong way, and for `create(stream=True)`.

## References
- [Streaming messages](https://platform.claude.com/docs/en/build-with-claude/streaming)
- [Python SDK: streaming helpers](https://github.com/anthropics/anthropic-sdk-python/blob/main/helpers.md)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Fix, Plan, Related, Report, Safety, Severity
from claudelint.linking.project import Request, StreamMisuse
from claudelint.rule import Fixable, rule

_READ = {
    "awaited": "awaiting it raises TypeError",
    "iterated": "going through it raises TypeError",
    "item": "taking an item of it raises TypeError",
    "called": "calling it raises TypeError",
}


@rule(
    code="CL302",
    name="stream-not-closed",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def stream_not_closed(request: Request) -> Iterator[Report]:
    misuse = request.stream_misuse
    if misuse is None or request.is_in_test:
        return
    fails = misuse.kind in ("unentered", "mismatched", "misread")
    yield Report(
        request.span,
        _message(request, misuse),
        _fix(request, misuse),
        () if misuse.place is None else (Related(misuse.place, "this is not the stream"),),
        severity=Severity.ERROR if fails else None,
    )


def _message(request: Request, misuse: StreamMisuse) -> str:
    read = ""
    if misuse.fate is not None and misuse.place is not None:
        told = _READ.get(misuse.fate.kind, f"reading `.{misuse.fate.name}` of it raises AttributeError")
        read = f"{told} {request.project.place_words(misuse.place, request.module)}"
    keyword = "async with" if request.client.kind.is_async else "with"
    return {
        "unentered": f"`messages.stream` gives a manager, which is not entered by `{keyword}`: {read}",
        "unused": f"`messages.stream` sends nothing until its manager is entered by `{keyword}`, which never happens",
        "mismatched": f"the manager of this client has to be entered by `{keyword}`: this fails",
        "misread": f"`stream=True` gives a stream of events and no message: {read}",
        "unread": "the stream is neither read nor closed: its connection stays open until it is thrown away",
    }[misuse.kind]


def _fix(request: Request, misuse: StreamMisuse) -> Fix:
    keyword = "async with" if request.client.kind.is_async else "with"
    guards = (request.span,)
    if misuse.kind == "unentered":
        plan = Plan("enter-stream", request.span, (("asynchronous", request.client.kind.is_async),))
        return Fix(f"enter it by `{keyword} ... as`", Safety.UNSAFE, plan=plan, guards=guards)
    if misuse.kind == "misread":
        return Fix("read the events of the stream, or drop `stream=True`", Safety.SHOWN, guards=guards)
    if misuse.kind == "unread":
        return Fix(f"read the stream within `{keyword}`, or drop `stream=True`", Safety.SHOWN, guards=guards)
    return Fix(f"enter it by `{keyword} ... as`", Safety.SHOWN, guards=guards)
