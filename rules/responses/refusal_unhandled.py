"""The stop reason decides what is done, and some stop reasons have no branch.

## What it does
Reports branches by `stop_reason` that handle the end of a turn and others by name, with no default and none for
`refusal`; with tools that the API runs itself, also where none is for `pause_turn`.

## Why is this bad?
A refused request succeeds, and its content may be empty. Where no branch is meant for it, the function returns
nothing, or the loop goes on as if the turn were not over. A server's tools stop with `pause_turn` after a number of steps, and
the answer is not finished then. New stop reasons may come, so that only a default handles them all.

## Example
```python
import anthropic

client = anthropic.Anthropic()

def answer(question):
    response = client.messages.create(
        model="claude-opus-4-6",
        max_tokens=1024,
        messages=[{"role": "user", "content": question}],
    )
    if response.stop_reason == "end_turn":
        return "".join(block.text for block in response.content if block.type == "text")
    elif response.stop_reason == "max_tokens":
        raise RuntimeError("the answer was cut off")
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()

def answer(question):
    response = client.messages.create(
        model="claude-opus-4-6",
        max_tokens=1024,
        messages=[{"role": "user", "content": question}],
    )
    if response.stop_reason == "end_turn":
        return "".join(block.text for block in response.content if block.type == "text")
    elif response.stop_reason == "max_tokens":
        raise RuntimeError("the answer was cut off")
    else:
        raise RuntimeError(f"no answer: {response.stop_reason}")
```

## Fix safety
There is no fix: what to do then is for the author to say.

## References
- [Handling stop reasons](https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Report, Severity
from claudelint.linking.project import Request, StopBranches
from claudelint.rule import Fixable, rule


@rule(
    code="CL604",
    name="refusal-unhandled",
    on=Request,
    severity=Severity.ADVICE,
    fix=Fixable.NEVER,
    since="0.1.0",
    preview=True,
)
def refusal_unhandled(request: Request) -> Iterator[Report]:
    if request.client.patched:
        return
    tool = request.server_tool
    for branches in request.stop_branches:
        missing = [] if "refusal" in branches.reasons else ["`refusal`"]
        if tool is not None and "pause_turn" not in branches.reasons:
            missing.append(f"`pause_turn` (by which `{tool}` may stop)")
        if missing:
            yield Report(branches.place, _message(branches, missing))


def _message(branches: StopBranches, missing: list[str]) -> str:
    have = ", ".join(f"`{reason}`" for reason in branches.reasons)
    then = "the loop goes on to its next request" if branches.loops else "nothing is done or returned"
    return f"`stop_reason` has branches for {have} and no default: with {' or '.join(missing)} {then}"
