"""Tokens are counted with a tokenizer that is not Claude's.

## What it does
Reports counts by `tiktoken`, by a GPT-2 tokenizer, or of four characters a token, that decide a limit or a budget of a
request: they are compared before it is sent, they cut what it says, or they set its `max_tokens`. Counts that only go
into a log, or to another vendor's requests, are none of them.

## Why is this bad?
Claude has tokenizers of its own. Such a count is 15 to 20 % too low for the older one, worse for code, and the newer
one gives about 30 % more tokens still. A limit that is kept by that count is passed in truth: requests that are too
long for the context window, answers that are cut, budgets that are overspent.

## Example
```python
import anthropic
import tiktoken

client = anthropic.Anthropic()
encoding = tiktoken.get_encoding("cl100k_base")


def summarize(report: str) -> str:
    if len(encoding.encode(report)) > 150_000:
        raise ValueError("the report is too long")
    response = client.messages.create(
        model="claude-haiku-4-5",
        max_tokens=1024,
        messages=[{"role": "user", "content": f"Summarize this report:\\n{report}"}],
    )
    return next(block.text for block in response.content if block.type == "text")
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()


def summarize(report: str) -> str:
    messages = [{"role": "user", "content": f"Summarize this report:\\n{report}"}]
    counted = client.messages.count_tokens(model="claude-haiku-4-5", messages=messages)
    if counted.input_tokens > 150_000:
        raise ValueError("the report is too long")
    response = client.messages.create(model="claude-haiku-4-5", max_tokens=1024, messages=messages)
    return next(block.text for block in response.content if block.type == "text")
```

## Fix safety
There is no fix that can be applied. What counts right is shown: `messages.count_tokens` costs nothing, has a rate
limit of its own, and wants the same model that is called then. A rough count with room for the error will do, too.

## References
- [Token counting](https://platform.claude.com/docs/en/build-with-claude/token-counting)
- [Pricing](https://platform.claude.com/docs/en/about-claude/pricing)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.tokens import MISSED_PERCENT, NEW_TOKENIZER_MORE_PERCENT, counted_elsewhere
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Budget, Request
from claudelint.rule import Fixable, rule

_GENERATING = ("create", "stream", "parse", "tool_runner", "batch item")
# an example of a count, where no limit is known
_SOME = 1_000
_DECIDES = {"compared": "is compared with a limit of the request", "cut": "is where its text is cut"}


@rule(
    code="CL103",
    name="wrong-tokenizer",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def wrong_tokenizer(request: Request) -> Iterator[Report]:
    if request.kind not in _GENERATING or not request.speaks_to_claude or request.is_in_test:
        return
    for budget in request.token_budgets:
        yield Report(
            budget.count.place,
            _message(request, budget),
            _fix(request),
            tuple(_places(request, budget)),
        )


def _places(request: Request, budget: Budget) -> Iterator[Related]:
    if not budget.place.contains(budget.count.place):
        yield Related(budget.place, "this is decided by it")
    yield Related(request.method_span, "the request is sent here")


def _message(request: Request, budget: Budget) -> str:
    models = [model for _, model in request.models if model is not None]
    model = next((one for one in models if one.tokenizer == "new"), models[0] if models else None)
    named = "a Claude model" if model is None else f"`{model.id}`"
    decides = _DECIDES.get(budget.how, f"sets `{budget.how}`")
    said = f"a count {budget.count.counter} {decides}"
    if not budget.count.misses_are_known:
        return f"{said}, but {named} has a tokenizer of its own that makes other tokens of the same text"
    tokenizer = None if model is None else model.tokenizer
    counted = budget.against or _SOME
    low, high = counted_elsewhere(counted, tokenizer)
    reason = f"it misses {MISSED_PERCENT[0]} to {MISSED_PERCENT[1]} % of Claude's tokens, more in code"
    if tokenizer != "old":
        which = "its newer tokenizer" if tokenizer == "new" else "the newer tokenizer of many models"
        reason += f", and {which} makes about {NEW_TOKENIZER_MORE_PERCENT} % more"
    return f"{said}: {counted:,} of these tokens are about {low:,} to {high:,} for {named}, since {reason}"


def _fix(request: Request) -> Fix | None:
    platform = request.catalog.api.platforms.get(request.client.kind.platform)
    if platform is not None and platform.count_tokens is False:
        return None
    return Fix(
        "count with `client.messages.count_tokens(model=..., messages=...)`, for the same model",
        Safety.SHOWN,
        guards=(request.span,),
    )
