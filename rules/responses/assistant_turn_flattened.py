"""Only the text of an answer is sent back as the assistant's turn.

## What it does
Reports a message of the role `assistant` that is made of the text of an answer and goes back into the conversation,
where that answer can hold calls of tools, or thinking, that are lost with it.

## Why is this bad?
The next request shows the model its own turn without what it did in it. A result of a tool that answers no call is
refused with a 400, and where nothing answers it the model asks for the same tool again. A turn without its thinking
makes the model think it all over, and what was cached behind it is written anew. The API takes the content back as
it came.

## Example
```python
import anthropic

client = anthropic.Anthropic()
messages = []
while True:
    messages.append({"role": "user", "content": input("> ")})
    response = client.messages.create(model="claude-sonnet-5-5", max_tokens=16000, messages=messages)
    text = "".join(block.text for block in response.content if block.type == "text")
    print(text)
    messages.append({"role": "assistant", "content": text})
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
messages = []
while True:
    messages.append({"role": "user", "content": input("> ")})
    response = client.messages.create(model="claude-sonnet-5-5", max_tokens=16000, messages=messages)
    text = "".join(block.text for block in response.content if block.type == "text")
    print(text)
    messages.append({"role": "assistant", "content": response.content})
```

## Fix safety
Unsafe: the conversation then holds objects of the SDK beside texts, which what shows or saves it has to expect, and
thinking that goes back is paid for as input. Only shown where no name holds the content at that place, where calls of
tools would go back that nothing answers, and where the model binds its thinking to a prompt, or to earlier messages, that
change from turn to turn: the thinking would be refused there (CL609).

## References
- [Extended thinking](https://platform.claude.com/docs/en/build-with-claude/extended-thinking)
- [Handling tool calls](https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import replace
from claudelint.findings import Fix, Report, Safety, Severity
from claudelint.linking.project import FlattenedTurn, Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL606",
    name="assistant-turn-flattened",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def assistant_turn_flattened(request: Request) -> Iterator[Report]:
    if request.client.patched:
        return
    for turn in request.flattened_turns:
        severity = Severity.WARNING if turn.loses_tool_calls else Severity.ADVICE
        yield Report(turn.text, _message(request, turn), _fix(request, turn), severity=severity)


def _message(request: Request, turn: FlattenedTurn) -> str:
    told = "only the text of the answer goes back as the assistant's turn"
    if turn.loses_tool_calls and turn.answers_tools:
        return f"{told}: its `tool_use` blocks are lost, and a `tool_result` that answers none of them gets a 400"
    if turn.loses_tool_calls:
        return f"{told}: its `tool_use` blocks are lost, and the model does not see that it called a tool"
    name = f"`{request.model.id}`" if request.model is not None else "the model"
    return f"{told}: {name} thinks here, and its thinking blocks are lost"


def _fix(request: Request, turn: FlattenedTurn) -> Fix:
    title = "send `response.content` back in the place of the text"
    if turn.content is None:
        return Fix(title, Safety.SHOWN)
    content = request.project.text(turn.module)[turn.content.start : turn.content.end]
    title = f"send `{content}` back in the place of the text"
    if turn.loses_tool_calls and not turn.answers_tools:
        return Fix(f"{title}, and a `tool_result` for each of its `tool_use` blocks", Safety.SHOWN)
    if request.binds_thinking_to_what_varies:
        return Fix(f"{title}, and keep the system prompt and the tools as they are", Safety.SHOWN)
    if request.binding_model is not None and request.prefix_changes_with(turn.text):
        return Fix(f"{title}, and leave what stands before it in the conversation as it is", Safety.SHOWN)
    return Fix(title, Safety.UNSAFE, (replace(turn.text, content),), guards=(turn.turn,))
