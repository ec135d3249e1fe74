"""More tokens are allowed for than the model can write.

## What it does
Reports a `max_tokens` above the output limit of the model. In a batch with the beta header for long outputs, the
limit of batches counts.

## Why is this bad?
The API answers 400 and names the limit. Nothing is generated.

## Example
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-haiku-4-5",
    max_tokens=100_000,
    timeout=1800.0,
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-haiku-4-5",
    max_tokens=64_000,
    timeout=1800.0,
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
Unsafe: the ceiling becomes the limit of the model. Answers that are longer do not fit, and a model with a higher
limit may have been meant.

## References
- [Errors](https://platform.claude.com/docs/en/build-with-claude/thinking)
- [Batch processing](https://platform.claude.com/docs/en/build-with-claude/batch-processing)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.catalog import ModelFacts
from claudelint.editing import length_accepted, mend
from claudelint.findings import Report, Severity
from claudelint.linking.project import Known, Request, Value
from claudelint.rule import Fixable, rule


@rule(
    code="CL004",
    name="max-tokens-over-limit",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def max_tokens_over_limit(request: Request) -> Iterator[Report]:
    argument = request.arguments.get("max_tokens")
    if argument is None or request.kind == "count_tokens":
        return

    def is_over(model: ModelFacts, value: Value) -> bool:
        most = request.most_output_tokens(model)
        return most is not None and isinstance(value, Known) and _number(value) > most

    found = request.clash(argument.options, is_over)
    if found is None:
        return
    model, value = found
    assert isinstance(value, Known)
    verb = "is" if len(argument.options) == 1 else "may be"
    yield Report(
        argument.span,
        f"`max_tokens` {verb} {_number(value):,}, and `{model.id}` writes at most"
        f" {request.most_output_tokens(model):,} tokens: the request is answered with 400",
        mend(request, "lower it", length_accepted),
    )


def _number(value: Known) -> int:
    return value.value if isinstance(value.value, int) and not isinstance(value.value, bool) else 0
