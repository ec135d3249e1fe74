"""A model calls tools in a loop, and only the model can end it.

## What it does
Reports `while True` around a request that offers tools and goes on with its own answers, where no `break`, `return` or
`raise` depends on a number of turns, of tokens or on time. Where the stop reason, or the absence of calls, ends the loop it
is advice. A loop that reads what a person types is not reported, nor one that waits for messages, stands in a timeout, or
ends on something that cannot be told.

## Why is this bad?
A model may try the same tool again and again, after an error that it cannot mend or in a task that has no end. Every turn
sends the whole conversation anew, so that the price of a turn grows with their number. Nothing stops the bill.

## Example
```python
import anthropic
from tools import TOOLS, run

client = anthropic.Anthropic()
messages = [{"role": "user", "content": "Tidy the folder."}]
while True:
    message = client.messages.create(model="claude-sonnet-5-5", max_tokens=4096, tools=TOOLS, messages=messages)
    messages.append({"role": "assistant", "content": message.content})
    if message.stop_reason != "tool_use":
        break
    messages.append({"role": "user", "content": run(message.content)})
```

## Use instead
```python
import anthropic
from tools import TOOLS, run

client = anthropic.Anthropic()
messages = [{"role": "user", "content": "Tidy the folder."}]
for turn in range(25):
    message = client.messages.create(model="claude-sonnet-5-5", max_tokens=4096, tools=TOOLS, messages=messages)
    messages.append({"role": "assistant", "content": message.content})
    if message.stop_reason != "tool_use":
        break
    messages.append({"role": "user", "content": run(message.content)})
```

## Fix safety
There is no fix: how many turns are enough, and what is to happen then, only the author knows.

## References
- [Handling stop reasons](https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons)
- [Tool use](https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Loop
from claudelint.rule import Fixable, rule


@rule(
    code="CL708",
    name="unbounded-agent-loop",
    on=Loop,
    severity=Severity.WARNING,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def unbounded_agent_loop(loop: Loop) -> Iterator[Report]:
    found = loop.agent_loop
    if found is None:
        return
    end = (
        "it ends when the model stops by itself" if found.by_stop_reason else "it ends by what an answer says"
    )
    yield Report(
        loop.span,
        f"the model may call tools in this loop as often as it likes: {end}, and every turn sends the whole "
        "conversation again",
        Fix("limit the turns, the tokens or the time, such as `for turn in range(25)`", Safety.SHOWN),
        (Related(found.request.span, "the request that offers tools"),),
        Severity.ADVICE if found.by_stop_reason else None,
    )
