"""A request that is to fill the cache and to answer nothing asks for something that only an answer has.

## What it does
Reports `max_tokens=0` together with streaming, thinking of type `enabled`, an output format, a forced tool, or in a
batch.

## Why is this bad?
The API answers 400, and the cache is not filled: the requests that count on it pay for the whole prompt.

## Example
```python
import anthropic

client = anthropic.Anthropic()
HANDBOOK = "Answer from the handbook of the harbour office. " * 400
client.messages.create(
    model="claude-opus-4-8",
    max_tokens=0,
    stream=True,
    system=[{"type": "text", "text": HANDBOOK, "cache_control": {"type": "ephemeral"}}],
    messages=[{"role": "user", "content": "Hello"}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
HANDBOOK = "Answer from the handbook of the harbour office. " * 400
client.messages.create(
    model="claude-opus-4-8",
    max_tokens=0,
    system=[{"type": "text", "text": HANDBOOK, "cache_control": {"type": "ephemeral"}}],
    messages=[{"role": "user", "content": "Hello"}],
)
```

## Fix safety
Only shown: the request that fills the cache has to be like those that read it, so that what is left out here may have
to be left out there.

## References
- [Prompt caching](https://platform.claude.com/docs/en/build-with-claude/prompt-caching#pre-warming)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Fix, Report, Safety, Severity
from claudelint.linking.project import Known, Mapping, Request, Value, clash_of
from claudelint.rule import Fixable, rule


@rule(
    code="CL018",
    name="prewarm-conflict",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def prewarm_conflict(request: Request) -> Iterator[Report]:
    argument = request.arguments.get("max_tokens")
    if argument is None or request.kind == "count_tokens" or not request.speaks_to_claude:
        return
    lengths = [_is_zero(one) for one in argument.options]
    beside = [words for words, refused in _companions(request) if clash_of(lengths, refused, bool.__and__)]
    if not beside:
        return
    listed = " and ".join(beside)
    yield Report(
        argument.span,
        f"`max_tokens` {'is' if len(lengths) == 1 else 'may be'} 0, which fills the cache and answers nothing, and does"
        f" not go with {listed}: the request is answered with 400",
        Fix(f"do without {listed} here", Safety.SHOWN, guards=(request.span,)),
    )


def _is_zero(value: Value) -> bool:
    return isinstance(value, Known) and value.value == 0 and not isinstance(value.value, bool)


def _companions(request: Request) -> Iterator[tuple[str, list[bool]]]:
    """What the request has beside, and for each of its alternatives whether it is refused."""
    facts = request.catalog.api.prewarming
    stream = request.arguments.get("stream")
    if request.kind == "stream":
        yield "streaming", [facts.refuses_stream]
    elif stream is not None and not request.is_batch_item:
        yield "streaming", [isinstance(one, Known) and one.value is True for one in stream.options]
    for name, refused in (("thinking", facts.refused_thinking), ("tool_choice", facts.refused_tool_choice)):
        kinds = request.under(name, "type")
        named = next((one.value for one in kinds if isinstance(one, Known) and one.value in refused), None)
        taken = [isinstance(one, Known) and one.value in refused for one in kinds]
        yield f"`{name}` of type `{named}`", taken
    yield "an output format", [isinstance(one, Mapping) for one in request.under("output_config", "format")]
    yield "a batch", [request.is_batch_item and facts.refuses_batch]
