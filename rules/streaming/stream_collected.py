"""An answer is streamed, and its pieces are only put together.

## What it does
Reports streams whose text is added up piece by piece, in a loop, a comprehension or a `join`, when nothing else is done
with the pieces: nobody sees them before the whole is there.

## Why is this bad?
The SDK puts the pieces together itself. Its final message has the same text, and besides it what the pieces do not
tell: why the answer ended, whether it was cut off at `max_tokens`, and how many tokens it took.

## Example
```python
import anthropic

client = anthropic.Anthropic()


def describe(subject):
    answer = ""
    with client.messages.stream(
        model="claude-sonnet-5-5",
        max_tokens=64000,
        messages=[{"role": "user", "content": f"Describe {subject}."}],
    ) as stream:
        for text in stream.text_stream:
            answer += text
    return answer


print(describe("a lighthouse"))
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()


def describe(subject):
    with client.messages.stream(
        model="claude-sonnet-5-5",
        max_tokens=64000,
        messages=[{"role": "user", "content": f"Describe {subject}."}],
    ) as stream:
        message = stream.get_final_message()
    return "".join(block.text for block in message.content if block.type == "text")


print(describe("a lighthouse"))
```

## Fix safety
Safe: the texts of the blocks of the final message are the pieces, put together; an answer without text gives an empty
text in both. Unsafe in a `try`, where a part of the text may be kept when the stream breaks off, and for
`create(stream=True)`, which becomes `messages.stream` and adds up every event. `get_final_text()` would be shorter, and
raises when there is no text.

## References
- [Streaming messages](https://platform.claude.com/docs/en/build-with-claude/streaming)
- [Python SDK: streaming helpers](https://github.com/anthropics/anthropic-sdk-python/blob/main/helpers.md)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import text_at_once
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL303",
    name="stream-collected",
    on=Request,
    severity=Severity.ADVICE,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def stream_collected(request: Request) -> Iterator[Report]:
    found = request.collected
    if found is None or request.client.patched or request.is_in_test:
        return
    edits = text_at_once(request, found)
    helper = "`messages.stream` and `get_final_message()`" if found.is_raw else "`get_final_message()`"
    safety = Safety.UNSAFE if found.is_raw or found.is_in_try else Safety.SAFE
    yield Report(
        found.span,
        f"the pieces of the stream are only put together: the same text, and why it ended, comes from {helper}",
        Fix(f"take the text from {helper}", safety if edits else Safety.SHOWN, edits, guards=(request.span,)),
        (Related(request.span, "the stream is opened here"),),
    )
