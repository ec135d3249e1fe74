"""A prompt is so long that the whole request costs a multiple.

## What it does
Reports requests whose known prompt passes the length from which on a model has higher prices, by a margin of 15 % for
the estimate.

## Why is this bad?
The higher prices hold for the whole request, not for what is beyond the line: one token more can make input and
output of a call several times as expensive. Without knowing, nobody notices before the bill.

## Example
```python
import anthropic

client = anthropic.Anthropic()
RULES = "Every mail is answered within two days, in the language that it was written in. " * 6_000
response = client.messages.create(
    model="claude-haiku-5-5",
    max_tokens=4096,
    system=RULES,
    messages=[{"role": "user", "content": "When is a mail answered?"}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
RULES = "Every mail is answered within two days, in the language that it was written in. " * 2_000
response = client.messages.create(
    model="claude-haiku-5-5",
    max_tokens=4096,
    system=RULES,
    messages=[{"role": "user", "content": "When is a mail answered?"}],
)
```

## Fix safety
There is no fix: send less, or compare with the price of another model.

## References
- [Pricing](https://platform.claude.com/docs/en/about-claude/pricing)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.catalog import ModelFacts
from claudelint.catalog.models import Price
from claudelint.catalog.prices import cost, dollars
from claudelint.findings import Report, Severity
from claudelint.linking.project import Request
from claudelint.rule import Fixable, rule

_GENERATING = ("create", "stream", "parse", "tool_runner", "batch item")
# sizes are estimates: a prompt counts as long enough with this much to spare
_MARGIN = 1.15


@rule(
    code="CL105",
    name="price-cliff",
    on=Request,
    severity=Severity.ADVICE,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def price_cliff(request: Request) -> Iterator[Report]:
    argument = request.arguments.get("model")
    if argument is None or request.kind not in _GENERATING or not request.models:
        return
    if len(request.models) != len(argument.value.alternatives()):
        return
    models = [model for _, model in request.models if model is not None and _is_beyond(request, model)]
    if len(models) != len(request.models):
        return
    yield Report(argument.span, _message(request, models[0]))


def _is_beyond(request: Request, model: ModelFacts) -> bool:
    tier = model.price_tier
    return tier is not None and request.prefix.tokens(model.tokenizer) > tier.above_prompt_tokens * _MARGIN


def _message(request: Request, model: ModelFacts) -> str:
    tier, below, tokens = model.price_tier, model.price, request.prefix.tokens(model.tokenizer)
    assert tier is not None
    prices = ""
    if below is not None:
        (there, there_out), (here, here_out) = _prices(request, tier), _prices(request, below)
        prices = (
            f", ${there:g} and ${there_out:g} a million tokens instead of ${here:g} and ${here_out:g}; this prompt"
            f" costs {dollars(cost(tokens, there))} instead of {dollars(cost(tokens, here))}"
        )
    return (
        f"the known prompt has about {tokens:,} tokens, and above {tier.above_prompt_tokens:,} `{model.id}` costs more"
        f" for the whole request{prices}"
    )


def _prices(request: Request, price: Price) -> tuple[float, float]:
    """What a million tokens of input and output cost, in USD."""
    if request.is_batch_item and price.batch_input is not None and price.batch_output is not None:
        return price.batch_input, price.batch_output
    return price.input, price.output
