"""A request goes to a model whose retirement has been announced.

## What it does
Reports requests whose model is deprecated and has a date of retirement in the catalogue, wherever the id is
decided. It is a warning, and an error once the date is at most `fail-within` days away. Requests that go to
Amazon Bedrock or Google Cloud, by the client's class or the spelling of the id, are advice: these platforms
set their own dates. Tests are passed over unless `check-tests` says otherwise.

## Why is this bad?
From its date of retirement on, the API answers every request for the model with an error. The move is better
made, and tried out, before that day.

## Example
```python
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-sonnet-4-5",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
Unsafe: another model gives other answers at another price, and models with the newer tokenizer count about
30 % more tokens for the same text. The fix is that of [retired-model](retired_model.py): the replacement and
every change that it needs, together, or none of it with the reason.

## References
- [Model deprecations](https://platform.claude.com/docs/en/about-claude/model-deprecations)
- [Migration guide](https://platform.claude.com/docs/en/about-claude/models/migration-guide)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from claudelint.catalog.catalog import ModelFacts
from claudelint.editing import plan_replacements
from claudelint.findings import Related, Report, Severity
from claudelint.linking.project import Known, Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL402",
    name="retiring-model",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def retiring_model(request: Request, *, fail_within: int = 0, check_tests: bool = False) -> Iterator[Report]:
    if request.is_in_test and not check_tests:
        return
    for written, model in request.models:
        if model is None or not model.is_deprecated or model.retires_on is None:
            continue
        argument = request.arguments["model"]
        elsewhere = not argument.span.contains(written.place)
        swap = plan_replacements(request, lambda one: one.is_deprecated and one.retires_on is not None)
        severity = None
        if request.goes_to_partner(str(written.value)):
            severity = Severity.ADVICE
        elif (model.retires_on - request.catalog.today).days <= fail_within:
            severity = Severity.ERROR
        yield Report(
            argument.span,
            _message(request, written, model, model.retires_on),
            None if swap is None else swap.fix,
            related=(Related(written.place, "the model is decided here"),) if elsewhere else (),
            severity=severity,
        )


def _message(request: Request, written: Known, model: ModelFacts, retires_on: date) -> str:
    days = (retires_on - request.catalog.today).days
    when = f"on {retires_on}, in {days} {'day' if days == 1 else 'days'}"
    if request.goes_to_partner(str(written.value)):
        when += ", on Anthropic's own platforms; Amazon Bedrock and Google Cloud set their own dates"
    else:
        when += "; every request with it fails from then on"
    role = ", the default of an environment variable," if written.origin == "environment" else ""
    replacement = request.catalog.replacement_of(model)
    advice = "" if replacement is None else f"; `{replacement.id}` is its replacement"
    return f"model `{written.value}`{role} will be retired {when}{advice}"
