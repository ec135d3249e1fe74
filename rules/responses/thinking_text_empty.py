"""The text of thinking is shown, and the model leaves it out.

## What it does
Reports a program that prints or hands on the text of thinking blocks, whole or streamed, of a request that thinks and
asks for no `display`, with a model whose thinking blocks are empty unless it is asked for.

## Why is this bad?
From Claude Opus 4.7 on, thinking blocks hold a signature and no text by default. The program works, and what it shows
of the thinking is empty.

## Example
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=16000,
    thinking={"type": "adaptive"},
    messages=[{"role": "user", "content": "How many rivers flow through Lyon?"}],
)
for block in response.content:
    if block.type == "thinking":
        print(block.thinking)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=16000,
    thinking={"type": "adaptive", "display": "summarized"},
    messages=[{"role": "user", "content": "How many rivers flow through Lyon?"}],
)
for block in response.content:
    if block.type == "thinking":
        print(block.thinking)
```

## Fix safety
Unsafe: the answer then holds text that was not there before, for whoever sees it, and streams begin with it.

## References
- [Extended thinking](https://platform.claude.com/docs/en/build-with-claude/extended-thinking)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import Change, Parameters, Refused, mend
from claudelint.findings import Report, Severity
from claudelint.linking.project import Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL608",
    name="thinking-text-empty",
    on=Request,
    severity=Severity.ADVICE,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def thinking_text_empty(request: Request) -> Iterator[Report]:
    if request.client.patched or not request.leaves_thinking_out:
        return
    names = [f"`{model.id}`" for _, model in request.models if model is not None]
    fix = mend(request, "ask for a summary of the thinking", _display)
    for shown in request.shown_thoughts:
        yield Report(
            shown.span,
            f"the text of the thinking is {shown.verb} here, but it is empty: {names[0]} leaves it out unless "
            "`thinking` asks for a `display`",
            fix,
        )


def _display(parameters: Parameters) -> Iterator[Change]:
    request = parameters.request
    if not request.leaves_thinking_out:
        return
    if "thinking" in request.arguments:
        yield parameters.entry_added("thinking", "display", '"summarized"')
        return
    if any(model is None or "adaptive" not in (model.thinking_types or ()) for _, model in request.models):
        raise Refused("the model takes no adaptive thinking")
    yield parameters.added("thinking", '{"type": "adaptive", "display": "summarized"}')
