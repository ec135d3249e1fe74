"""A setting that changes between the turns of a conversation drops what is cached of it.

## What it does
Reports `tools`, `tool_choice`, `thinking` and `output_config` of requests that send a growing conversation in a loop
and mark it for the cache, when the loop changes them: it gives the name another value, adds to the list, or chooses by
something that differs from turn to turn. What is chosen before the loop is not reported.

## Why is this bad?
The cache holds a prompt together with its settings. Other tools make all of it new; another choice of tools, another
effort or other thinking makes the messages new, on some models the tools and the system prompt as well. The turn
after such a change pays for writing the whole conversation again.

## Example
```python
import anthropic

client = anthropic.Anthropic()


def work(task, tools, run_tools):
    messages = [{"role": "user", "content": task}]
    for turn in range(20):
        message = client.messages.create(
            model="claude-sonnet-5",
            max_tokens=16000,
            cache_control={"type": "ephemeral"},
            tools=tools,
            tool_choice={"type": "any"} if turn == 0 else {"type": "auto"},
            messages=messages,
        )
        if message.stop_reason != "tool_use":
            return message
        messages.append({"role": "assistant", "content": message.content})
        messages.append({"role": "user", "content": run_tools(message)})
    return None
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()


def work(task, tools, run_tools):
    messages = [{"role": "user", "content": f"{task} Begin with a tool."}]
    for _ in range(20):
        message = client.messages.create(
            model="claude-sonnet-5",
            max_tokens=16000,
            cache_control={"type": "ephemeral"},
            tools=tools,
            messages=messages,
        )
        if message.stop_reason != "tool_use":
            return message
        messages.append({"role": "assistant", "content": message.content})
        messages.append({"role": "user", "content": run_tools(message)})
    return None
```

## Fix safety
Only shown: what the change is for has to be said in another way, such as in a message.

## References
- [Prompt caching](https://platform.claude.com/docs/en/build-with-claude/prompt-caching)
- [Caching of tools](https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-use-with-prompt-caching)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL211",
    name="cache-busting-parameter",
    on=Request,
    severity=Severity.ADVICE,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def cache_busting_parameter(request: Request) -> Iterator[Report]:
    if (
        request.kind not in ("create", "stream", "parse")
        or not request.speaks_to_claude
        or request.is_in_test
    ):
        return
    growth = request.growth
    if growth is None or request.carries_marker is not True:
        return
    for found in request.changing_settings:
        dropped = "all that is cached" if found.argument == "tools" else "what is cached of the messages"
        yield Report(
            request.arguments[found.argument].span,
            f"`{found.argument}` changes between the turns of the conversation, which grows {growth.words}: each change "
            f"drops {dropped}, and the next turn writes it again",
            Fix("keep it the same for the whole conversation", Safety.SHOWN),
            (Related(found.place, "here it becomes another one"),),
        )
