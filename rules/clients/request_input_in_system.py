"""What comes with a request of anyone is written into the system prompt.

## What it does
Reports texts of web requests, of messages to a bot, and of fields and prompts in which a person types, that go into
the `system` argument as they came, beside what the program itself says there. They are followed through variables,
f-strings, functions and modules. Nothing is said of numbers, switches and members of an enumeration, of what is
looked up, compared or checked on the way, and of a system prompt that comes whole from the caller.

## Why is this bad?
The model takes the system prompt for the word of whoever runs the program. Anyone who can write there can give it
other instructions. What people send belongs into messages of the user, and what tools and pages say into results of
tools.

## Example
```python
import anthropic
from fastapi import FastAPI

app = FastAPI()
client = anthropic.AsyncAnthropic()


@app.post("/ask")
async def ask(question: str, harbour: str):
    message = await client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        system=f"You answer questions about the harbour {harbour}.",
        messages=[{"role": "user", "content": question}],
    )
    return message.content
```

## Use instead
```python
import anthropic
from fastapi import FastAPI

app = FastAPI()
client = anthropic.AsyncAnthropic()


@app.post("/ask")
async def ask(question: str, harbour: str):
    message = await client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        system="You answer questions about the harbour that the user names.",
        messages=[{"role": "user", "content": f"The harbour is {harbour}. {question}"}],
    )
    return message.content
```

## Fix safety
Only shown: where it belongs depends on what it is.

## References
- [Handling tool calls](https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls)
- [System messages within a conversation](https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL707",
    name="request-input-in-system",
    on=Request,
    severity=Severity.ADVICE,
    fix=Fixable.NEVER,
    since="0.1.0",
    preview=True,
)
def request_input_in_system(request: Request) -> Iterator[Report]:
    if request.kind == "count_tokens" or request.is_in_test:
        return
    found = request.request_data_in_system
    if not found:
        return
    first = found[0]
    others = f" and {len(found) - 1} more" if len(found) > 1 else ""
    yield Report(
        request.arguments["system"].span,
        f"what comes with {first.source} {request.project.place_words(first.place, request.module)}{others} stands in "
        "the system prompt: whoever sends it can give the model instructions there",
        Fix("put it into a message of the user", Safety.SHOWN),
        tuple(Related(one.place, f"this comes with {one.source}") for one in found),
    )
