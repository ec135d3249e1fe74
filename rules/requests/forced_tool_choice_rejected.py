"""A model is made to use a tool, and takes no such order.

## What it does
Reports a `tool_choice` of type `any` or `tool` on a model that rejects it, and beside thinking of type `enabled`.

## Why is this bad?
The API answers 400, also when tokens are only counted.

## Example
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    tools=[{"name": "river", "description": "Store a river.", "input_schema": {"type": "object"}}],
    tool_choice={"type": "tool", "name": "river"},
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    tools=[{"name": "river", "description": "Store a river.", "input_schema": {"type": "object"}}],
    tool_choice={"type": "auto"},
    system="Answer by calling the tool `river`, always.",
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
Unsafe: with `auto` the model decides by itself whether it uses a tool. Say in the prompt that it has to, and be
ready for an answer in words.

## References
- [Define tools](https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools)
- [Opus 5.5: migration](https://platform.claude.com/docs/en/about-claude/models/opus-5-5)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.catalog import ModelFacts
from claudelint.editing import Change, Parameters, mend
from claudelint.findings import Report, Severity
from claudelint.linking.project import Known, Request, Value
from claudelint.rule import Fixable, rule


@rule(
    code="CL009",
    name="forced-tool-choice-rejected",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def forced_tool_choice_rejected(request: Request) -> Iterator[Report]:
    choices = request.under("tool_choice", "type")
    found = request.clash(choices, _rejects)
    if found is not None:
        reason = f"`{found[0].id}` rejects"
        kind = found[1]
    elif request.speaks_to_claude and request.thinking_type == "enabled":
        forcing = [one for one in choices if _forces(one)]
        if not forcing:
            return
        kind, reason = forcing[0], "does not go with thinking of type `enabled`"
    else:
        return
    assert isinstance(kind, Known)
    yield Report(
        request.arguments["tool_choice"].span,
        f"`tool_choice` {'is' if len(choices) == 1 else 'may be'} of type `{kind.value}`, which {reason}:"
        " the request is answered with 400",
        mend(
            request, "leave the choice to the model, and ask for the tool in the prompt", _left_to_the_model
        ),
    )


def _forces(choice: Value) -> bool:
    return isinstance(choice, Known) and choice.value in ("any", "tool")


def _rejects(model: ModelFacts, choice: Value) -> bool:
    return model.accepts_forced_tool_choice is False and _forces(choice)


def _left_to_the_model(parameters: Parameters) -> Iterator[Change]:
    if not any(_forces(one) for one in parameters.request.under("tool_choice", "type")):
        return
    yield parameters.entry_valued("tool_choice", "type", '"auto"')
    if "name" in parameters.entries("tool_choice"):
        yield parameters.entry_removed("tool_choice", "name")
