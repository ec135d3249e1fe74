"""The answer is begun for a model that begins its answers itself.

## What it does
Reports a conversation that ends with a message of the assistant's:

- when the model takes no such beginning of its answer;
- when it is to think, or to answer in a format;
- when the beginning ends in white space.

What a response held and is sent back, as a turn that was paused is, is no such beginning.

## Why is this bad?
The API answers 400. Nothing is generated.

## Example
```python
import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    messages=[
        {"role": "user", "content": "Name three rivers in France, as a JSON list."},
        {"role": "assistant", "content": "["},
    ],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    output_config={
        "format": {
            "type": "json_schema",
            "schema": {
                "type": "object",
                "properties": {"rivers": {"type": "array", "items": {"type": "string"}}},
                "required": ["rivers"],
                "additionalProperties": False,
            },
        }
    },
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
Only shown. What reads the answer counts on its beginning, and has to change with it.

## References
- [Errors: prefill not supported](https://platform.claude.com/docs/en/api/errors#prefill-not-supported)
- [Structured outputs](https://platform.claude.com/docs/en/build-with-claude/structured-outputs)
- [Thinking](https://platform.claude.com/docs/en/build-with-claude/thinking)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.catalog import ModelFacts
from claudelint.editing import prefill_of
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Mapping, Request, Value, last_text
from claudelint.rule import Fixable, rule

_THINKING = ("enabled", "adaptive")


@rule(
    code="CL005",
    name="prefill-unsupported",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def prefill_unsupported(request: Request) -> Iterator[Report]:
    argument = request.arguments.get("messages")
    if argument is None or request.kind == "count_tokens" or not request.speaks_to_claude:
        return
    conversations = argument.value.alternatives()

    def is_prefilled(_: ModelFacts, conversation: Value) -> bool:
        return prefill_of(request, conversation) is not None

    found = request.clash(
        conversations, lambda model, one: model.supports_prefill is False and is_prefilled(model, one)
    )
    verb = "ends" if len(conversations) == 1 else "may end"
    if found is not None:
        last = prefill_of(request, found[1])
        assert last is not None
        yield _report(request, last, verb, f", which `{found[0].id}` does not take")
        return
    for one in conversations:
        last = prefill_of(request, one)
        reason = None if last is None else _conflict(request, last)
        if last is not None and reason is not None:
            yield _report(request, last, verb, reason)
            return


def _conflict(request: Request, last: Mapping) -> str | None:
    """What does not go with a beginning of the answer on any model."""
    if request.thinking_type in _THINKING:
        return f", which does not go with thinking of type `{request.thinking_type}`"
    if request.has_output_format:
        return ", which does not go with a format of the answer"
    text = last_text(last.get("content"))
    if text and text != text.rstrip():
        return " that ends in white space"
    return None


def _report(request: Request, last: Mapping, verb: str, reason: str) -> Report:
    span = request.arguments["messages"].span
    related = (Related(last.place, "this message comes last"),) if not span.contains(last.place) else ()
    return Report(
        span,
        f"the conversation {verb} with a message of the assistant's{reason}:"
        " the request is answered with 400",
        Fix(_advice(last, reason), Safety.SHOWN, guards=(request.span,)),
        related,
    )


def _advice(last: Mapping, reason: str) -> str:
    if reason.endswith("white space"):
        return "let it end in a character that is seen"
    if (last_text(last.get("content")) or "").lstrip().startswith(("{", "[")):
        return "ask for JSON by `messages.parse` or `output_config.format`"
    return "say in the system prompt how the answer begins"
