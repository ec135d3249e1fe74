"""An answer that may be cut off is parsed, run or written to a file as if it were whole.

## What it does
Reports the text of an answer that goes to a parser such as `json.loads` or `model_validate_json`, to `exec` or a
subprocess, or into a new file, when nothing on the way reads `stop_reason`.

## Why is this bad?
An answer ends where `max_tokens` or the context window ends it, or where the model refuses, and the request still
succeeds; only `stop_reason` tells. Half of a JSON object is no JSON: the parser's error speaks of a missing quote and
not of the limit, and asking again with the same limit fails again. Half of a program runs, and half of a report
looks like a whole one. An output format does not help: what is cut off fits no schema.

## Example
```python
import json

import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-4-6",
    max_tokens=500,
    messages=[{"role": "user", "content": "List the rivers of France with their lengths, as JSON."}],
)
text = "".join(block.text for block in response.content if block.type == "text")
rivers = json.loads(text)
```

## Use instead
```python
import json

import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-4-6",
    max_tokens=500,
    messages=[{"role": "user", "content": "List the rivers of France with their lengths, as JSON."}],
)
if response.stop_reason != "end_turn":
    raise RuntimeError(f"the answer is not whole: {response.stop_reason}")
text = "".join(block.text for block in response.content if block.type == "text")
rivers = json.loads(text)
```

## Fix safety
There is no fix: what to do with an answer that is not whole is for the author to say.

## References
- [Handling stop reasons](https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons)
- [Structured outputs](https://platform.claude.com/docs/en/build-with-claude/structured-outputs)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Report, Severity
from claudelint.linking.project import Request, WholeTextUse
from claudelint.rule import Fixable, rule


@rule(
    code="CL602",
    name="unchecked-stop-reason",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def unchecked_stop_reason(request: Request) -> Iterator[Report]:
    if request.client.patched or request.asks_why_it_ended is not False:
        return
    limit = request.number("max_tokens")
    cut = "where `max_tokens` cuts it off" if limit is None else f"where `max_tokens={limit}` cuts it off"
    for use in request.whole_text_uses:
        severity = Severity.ADVICE if use.kind == "parsed" and use.handled else Severity.WARNING
        yield Report(use.span, _message(use, cut), severity=severity)


def _message(use: WholeTextUse, cut: str) -> str:
    if use.kind == "run":
        return f"`{use.by}` runs the answer and nothing reads `stop_reason`: {cut}, half a program is run"
    if use.kind == "written":
        return f"the answer is written to a file and nothing reads `stop_reason`: {cut}, half of it passes for the whole"
    if use.handled:
        return (
            f"`{use.by}` reads the answer and nothing reads `stop_reason`: {cut}, it is handled as if it were badly "
            "formed, and asking again with the same limit gives the same"
        )
    return (
        f"`{use.by}` reads the answer and nothing reads `stop_reason`: {cut}, the parser fails with an error that "
        "does not name the limit"
    )
