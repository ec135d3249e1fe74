"""A request goes to a model that has been retired.

## What it does
Reports requests whose model is retired by the catalogue, wherever the id is decided: in the call, in a
constant or a setting, as a default that callers use, or by one of several ways to the call. Requests that go
to Amazon Bedrock or Google Cloud, by the client's class or the spelling of the id, are advice: these
platforms set their own dates. Tests are passed over unless `check-tests` says otherwise.

## Why is this bad?
The API answers a request for a retired model with an error (404), always. The SDK warns of some retired ids
and not of others, and a batch gives no warning at all.

## Example
```python
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-3-opus-20240229",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-opus-4-8",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
Unsafe: another model gives other answers at another price, and models with the newer tokenizer count about
30 % more tokens for the same text. The fix puts the replacement in the place where the id is decided, and makes every change that
the replacement needs at each request that this place decides: sampling parameters go, thinking is spelled as
the new model takes it and stays off where it was off and can be, `max_tokens` and `effort` keep to the limits,
and text is no longer read from a fixed place in the content where the new model thinks. It is only shown where
a part of this cannot be done, such as a prefilled answer, or cannot be seen, such as parameters behind a `**`.
Whether a conversation that comes from elsewhere ends in a prefilled answer is not seen.

## References
- [Model deprecations](https://platform.claude.com/docs/en/about-claude/model-deprecations)
- [Migration guide](https://platform.claude.com/docs/en/about-claude/models/migration-guide)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.catalog import ModelFacts
from claudelint.editing import plan_replacements
from claudelint.findings import Related, Report, Severity
from claudelint.linking.project import Known, Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL401",
    name="retired-model",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def retired_model(request: Request, *, check_tests: bool = False) -> Iterator[Report]:
    if request.is_in_test and not check_tests:
        return
    for written, model in request.models:
        if model is None or not model.is_retired:
            continue
        argument = request.arguments["model"]
        elsewhere = not argument.span.contains(written.place)
        swap = plan_replacements(request, lambda one: one.is_retired)
        yield Report(
            argument.span,
            _message(request, written, model),
            None if swap is None else swap.fix,
            related=(Related(written.place, "the model is decided here"),) if elsewhere else (),
            severity=Severity.ADVICE if request.goes_to_partner(str(written.value)) else None,
        )


def _message(request: Request, written: Known, model: ModelFacts) -> str:
    retired = "was retired" if model.retires_on is None else f"was retired on {model.retires_on}"
    if request.goes_to_partner(str(written.value)):
        consequence = " on Anthropic's own platforms; Amazon Bedrock and Google Cloud set their own dates"
    elif _is_only_one(request, written):
        consequence = ": every request fails"
    else:
        consequence = ": every request with it fails"
    role = ", the default of an environment variable," if written.origin == "environment" else ""
    replacement = request.catalog.replacement_of(model)
    advice = "" if replacement is None else f"; `{replacement.id}` is its replacement"
    return f"model `{written.value}`{role} {retired}{consequence}{advice}"


def _is_only_one(request: Request, written: Known) -> bool:
    alternatives = request.arguments["model"].value.alternatives()
    return len(alternatives) == 1 and written.origin != "environment" and request.context is None
