"""A thinking budget is too small, does not fit into `max_tokens`, or goes with no budget at all.

## What it does
Reports a `budget_tokens` below 1,024, one that is not below `max_tokens`, and one beside a type of thinking that
takes none.

## Why is this bad?
The API answers 400. Beside `adaptive` a budget is a leftover of an older model: it sets nothing.

## Example
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-haiku-4-5",
    max_tokens=4096,
    thinking={"type": "enabled", "budget_tokens": 4096},
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-haiku-4-5",
    max_tokens=4096,
    thinking={"type": "enabled", "budget_tokens": 2048},
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
Unsafe: the model thinks less, or more, than was asked for. A budget that is too small becomes 1,024, one that is
too large half of `max_tokens`.

## References
- [Extended thinking](https://platform.claude.com/docs/en/build-with-claude/extended-thinking)
- [Sonnet 5.5: migration](https://platform.claude.com/docs/en/about-claude/models/sonnet-5-5/migration-guide)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import Change, Parameters, Refused, mend
from claudelint.findings import Report, Severity
from claudelint.linking.project import Known, Mapping, Request
from claudelint.rule import Fixable, rule

_WITHOUT_BUDGET = ("adaptive", "between_tools", "disabled")


@rule(
    code="CL007",
    name="thinking-budget-invalid",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def thinking_budget_invalid(request: Request) -> Iterator[Report]:
    argument = request.arguments.get("thinking")
    if argument is None or not isinstance(argument.value, Mapping) or not request.speaks_to_claude:
        return
    kind, budget = argument.value.get("type"), argument.value.get("budget_tokens")
    if not isinstance(kind, Known) or not isinstance(budget, Known) or not isinstance(budget.value, int):
        return
    if kind.value in _WITHOUT_BUDGET:
        if kind.value != "disabled":
            yield _leftover(request, str(kind.value))
        return
    limit, smallest = request.number("max_tokens"), request.catalog.api.thinking.budget_tokens_minimum
    if budget.value < smallest:
        wrong = f"`budget_tokens` is {budget.value:,}, and the smallest budget is {smallest:,}"
    elif limit is not None and budget.value >= limit and not _thinks_in_turns(request):
        wrong = f"`budget_tokens` is {budget.value:,}, and has to be below `max_tokens`, which is {limit:,}"
    else:
        return
    yield Report(
        argument.span,
        f"{wrong}: the request is answered with 400",
        mend(request, "change the budget", _fitting),
    )


def _thinks_in_turns(request: Request) -> bool:
    """Whether the budget may span several turns with tools, where it may be larger than `max_tokens`."""
    return (
        "tools" in request.arguments or request.open_ended or request.may_send_beta("interleaved-thinking-")
    )


def _leftover(request: Request, kind: str) -> Report:
    def needs(parameters: Parameters) -> Iterator[Change]:
        yield parameters.entry_removed("thinking", "budget_tokens")

    outcome = "it sets nothing" if kind == "adaptive" else "the request is answered with 400"
    return Report(
        request.arguments["thinking"].span,
        f"`budget_tokens` does not go with thinking of type `{kind}`: {outcome}",
        mend(request, "remove `budget_tokens`", needs),
        severity=Severity.WARNING if kind == "adaptive" else None,
    )


def _fitting(parameters: Parameters) -> Iterator[Change]:
    limit = parameters.request.number("max_tokens")
    smallest = parameters.request.catalog.api.thinking.budget_tokens_minimum
    if limit is None or limit <= smallest:
        raise Refused(f"`max_tokens` leaves no room for a budget of {smallest:,}")
    budget = parameters.entries("thinking")["budget_tokens"].value
    if not isinstance(budget, Known) or not isinstance(budget.value, int):
        return
    if budget.value < smallest or budget.value >= limit:
        fitting = smallest if budget.value < smallest else max(limit // 2, smallest)
        yield parameters.entry_valued("thinking", "budget_tokens", str(fitting), f"{fitting:,}")
