"""A text of any length goes whole into the prompt.

## What it does
Reports prompts with the whole of a file that somebody names, an upload, what is piped in, a page that is fetched, the
text of a document or the rows of a query, where nothing on the way bounds it: no slice, no look at its length, no
count of its tokens. Files that the program itself names are passed over: their length is known.

## Why is this bad?
All of it is paid, with every request that it is sent with, and what is longer than the context window is refused.
Whoever uploads, publishes or stores the text decides what the request costs.

## Example
```python
import sys
from pathlib import Path

import anthropic

client = anthropic.Anthropic()
report = Path(sys.argv[1]).read_text()
response = client.messages.create(
    model="claude-haiku-4-5",
    max_tokens=1024,
    messages=[{"role": "user", "content": f"Sum up this report:\\n{report}"}],
)
print("".join(block.text for block in response.content if block.type == "text"))
```

## Use instead
```python
import sys
from pathlib import Path

import anthropic

client = anthropic.Anthropic()
report = Path(sys.argv[1]).read_text()
messages = [{"role": "user", "content": f"Sum up this report:\\n{report}"}]
counted = client.messages.count_tokens(model="claude-haiku-4-5", messages=messages)
if counted.input_tokens > 50_000:
    sys.exit(f"the report has {counted.input_tokens} tokens")
response = client.messages.create(model="claude-haiku-4-5", max_tokens=1024, messages=messages)
print("".join(block.text for block in response.content if block.type == "text"))
```

## Fix safety
There is no fix that can be applied: what is too long, and what is to be done then, is for the author to say.

## References
- [Token counting](https://platform.claude.com/docs/en/build-with-claude/token-counting)
- [Context windows](https://platform.claude.com/docs/en/build-with-claude/context-windows)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.prices import cost, dollars
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Input, Request
from claudelint.rule import Fixable, rule

_GENERATING = ("create", "stream", "parse", "tool_runner", "batch item")


@rule(
    code="CL104",
    name="unguarded-input",
    on=Request,
    severity=Severity.ADVICE,
    fix=Fixable.NEVER,
    since="0.1.0",
    preview=True,
)
def unguarded_input(request: Request) -> Iterator[Report]:
    if request.kind not in _GENERATING or not request.speaks_to_claude or request.is_in_test:
        return
    for one in request.unbounded_inputs:
        argument = request.arguments.get(one.argument)
        if argument is not None:
            yield Report(
                argument.span,
                _message(request, one),
                Fix("cut it, or compare what `messages.count_tokens` says with a limit", Safety.SHOWN),
                (Related(one.place, "it is read here"),),
            )
            return


def _message(request: Request, one: Input) -> str:
    model = request.model
    said = f"`{one.argument}` takes the whole of {one.kind}, and nothing bounds it"
    if model is None or model.context_window is None:
        return f"{said}: whoever decides how long it is decides what the request costs"
    tier = model.price_tier
    price = tier if tier is not None and model.context_window > tier.above_prompt_tokens else model.price
    window = f"the context window of `{model.id}`, {model.context_window:,} tokens"
    if price is None:
        return f"{said} but {window}"
    return f"{said} but {window}, which cost {dollars(cost(model.context_window, price.input))} to fill"
