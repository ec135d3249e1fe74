"""The results of tools that were called in one turn go back in a message each.

## What it does
Reports a loop over the calls of tools in an answer that adds one user message for each of them.

## Why is this bad?
A model may call several tools in one turn, and does so unless it is told not to. The results of all of them belong in
the one message directly behind that turn: where the first message answers one call only, the request is refused with
a 400. It works for as long as the model calls one tool at a time.

## Example
```python
import anthropic

client = anthropic.Anthropic()
tools = [{"name": "weather", "description": "Weather of a city", "input_schema": {"type": "object"}}]
messages = [{"role": "user", "content": "What is the weather in Lyon and in Paris?"}]
response = client.messages.create(model="claude-opus-4-6", max_tokens=1024, messages=messages, tools=tools)
messages.append({"role": "assistant", "content": response.content})
for block in response.content:
    if block.type == "tool_use":
        result = {"type": "tool_result", "tool_use_id": block.id, "content": "sunny"}
        messages.append({"role": "user", "content": [result]})
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
tools = [{"name": "weather", "description": "Weather of a city", "input_schema": {"type": "object"}}]
messages = [{"role": "user", "content": "What is the weather in Lyon and in Paris?"}]
response = client.messages.create(model="claude-opus-4-6", max_tokens=1024, messages=messages, tools=tools)
messages.append({"role": "assistant", "content": response.content})
results = []
for block in response.content:
    if block.type == "tool_use":
        result = {"type": "tool_result", "tool_use_id": block.id, "content": "sunny"}
        results.append(result)
if results:
    messages.append({"role": "user", "content": results})
```

## Fix safety
Unsafe: where a tool looks at the conversation while it runs, it no longer sees the results of those before it. Only
shown where the loop is left early, or does more with the list of messages.

## References
- [Handling tool calls](https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls)
- [Parallel tool use](https://platform.claude.com/docs/en/agents-and-tools/tool-use/parallel-tool-use)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import collect_results
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Request, SplitResults
from claudelint.rule import Fixable, rule


@rule(
    code="CL605",
    name="tool-results-split",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def tool_results_split(request: Request) -> Iterator[Report]:
    for split in request.split_results:
        place = request.project.place_words(split.loop, split.module)
        yield Report(
            split.message,
            f"the loop {place} sends the result of every tool in a message of its own: where the model calls two tools "
            "in one turn, the first message leaves a `tool_use` unanswered, and the request gets a 400",
            _fix(request, split),
            (Related(split.loop, "the calls of one turn are gone through here"),),
        )


def _fix(request: Request, split: SplitResults) -> Fix:
    title = "collect the results in the loop, and add one message behind it"
    parts = split.collectable
    edits = () if parts is None else collect_results(request.project.text(split.module), parts)
    if parts is None or not edits:
        return Fix(title, Safety.SHOWN)
    return Fix(title, Safety.UNSAFE, edits, guards=(parts.whole_loop,))
