"""`max_tokens` allows many times what the answer needs.

## What it does
Reports a `max_tokens` of at least eight times the need of a request whose purpose is a short, closed answer.
The purpose is known only from at least two independent signs in the code: the prompt asks for a label, a yes or
no, a number or one of a list; the answer is compared with short texts or converted to a number; a schema or
a forced tool holds only closed values; the function is named for it.

## Why is this bad?
`max_tokens` is only a ceiling: it costs nothing by itself and the model does not see it. It limits the damage
of an answer that runs away or ignores the format. For a one-word answer a high ceiling means that such an
answer is paid, and waited for, in full.

Thinking counts inside `max_tokens`. Where the model thinks, the need includes it, and nothing below 8,000 is
called oversized.

## Example
```python
import anthropic

client = anthropic.Anthropic()


def is_spam(mail: str) -> bool:
    response = client.messages.create(
        model="claude-haiku-4-5",
        max_tokens=4096,
        system="Is this mail spam? Answer only yes or no.",
        messages=[{"role": "user", "content": mail}],
    )
    answer = next(block.text for block in response.content if block.type == "text")
    return answer.strip().lower() == "yes"
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()


def is_spam(mail: str) -> bool:
    response = client.messages.create(
        model="claude-haiku-4-5",
        max_tokens=64,
        system="Is this mail spam? Answer only yes or no.",
        messages=[{"role": "user", "content": mail}],
    )
    answer = next(block.text for block in response.content if block.type == "text")
    return answer.strip().lower() == "yes"
```

## Fix safety
Unsafe: an answer that is longer than expected is cut. The new value is the smallest of 64, 256, 1,024 and
4,096 that leaves four times the need; there is no fix when that is more than half of today's value.

## References
- [Cost and intelligence](https://platform.claude.com/docs/en/about-claude/models/optimizing-for-cost-and-intelligence)
- [Rate limits](https://platform.claude.com/docs/en/api/rate-limits)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import replace
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Known, Request
from claudelint.rule import Fixable, rule

_STEPS = (64, 256, 1_024, 4_096)
_TIMES_OVERSIZED = 8
_TIMES_LEFT = 4
# with thinking on, a ceiling below 8,000 tokens is not called oversized
_THINKING_NEED = 1_000


@rule(
    code="CL101",
    name="max-tokens-oversized",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def max_tokens_oversized(request: Request) -> Iterator[Report]:
    if request.kind not in ("create", "stream", "parse", "batch item"):
        return
    limit = request.number("max_tokens")
    answer_need = request.answer_need
    if limit is None or answer_need is None or limit == 0:
        return
    need = answer_need if request.thinks is False else max(answer_need, _THINKING_NEED)
    if limit < need * _TIMES_OVERSIZED:
        return
    argument = request.arguments["max_tokens"]
    signs = "; ".join(one.words for one in request.evidence)
    thinking = "" if need == answer_need else ", thinking included"
    yield Report(
        argument.span,
        f"`max_tokens={limit}` for an answer of about {need:,} tokens{thinking} ({signs}): the ceiling costs nothing by "
        f"itself, but one runaway answer {_exposure(request, limit, need)}",
        _fix(request, limit, need),
        tuple(Related(one.place, one.words) for one in request.evidence),
    )


def _exposure(request: Request, limit: int, need: int) -> str:
    price = request.model.price if request.model is not None else None
    if price is None:
        return f"can run to {limit:,} tokens"
    worst, expected = limit * price.output / 1e6, need * price.output / 1e6
    return f"can run to {limit:,} tokens and ${worst:.4f} instead of about ${expected:.5f}"


def _fix(request: Request, limit: int, need: int) -> Fix | None:
    step = next((step for step in _STEPS if step >= need * _TIMES_LEFT), None)
    value = request.arguments["max_tokens"].value
    if step is None or step > limit / 2 or not isinstance(value, Known):
        return None
    decided = value.place
    title = f"lower `max_tokens` to {step}"
    if not request.is_own_literal("max_tokens"):
        return Fix(f"{title}, where it is decided", Safety.SHOWN)
    return Fix(title, Safety.UNSAFE, (replace(decided, str(step)),), guards=(request.span, decided))
