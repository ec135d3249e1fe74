"""A model of a top line does a simple task.

## What it does
Reports requests to a model of the Opus, Fable or Mythos line when at least two independent signs say that the
task is a simple one: the prompt names a task such as classification, extraction, routing or sentiment; it asks
for a label, a yes or no, or a number; the answer is compared with short texts or converted to a number; a
schema or a forced tool holds only closed values.

## Why is this bad?
The small models are made for high-volume, simple tasks such as classification, extraction and routing, at a
fraction of the price and with less waiting. Whether they are good enough for this task only a test on real
inputs shows. Lowering `effort` on the same model is the smaller step, and worth trying first.

## Example
```python
import anthropic

client = anthropic.Anthropic()


def is_spam(mail: str) -> bool:
    response = client.messages.create(
        model="claude-opus-4-8",
        max_tokens=64,
        system="Classify the mail. Answer only yes or no.",
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
        model="claude-haiku-5-5",
        max_tokens=64,
        thinking={"type": "disabled"},
        system="Classify the mail. Answer only yes or no.",
        messages=[{"role": "user", "content": mail}],
    )
    answer = next(block.text for block in response.content if block.type == "text")
    return answer.strip().lower() == "yes"
```

## Fix safety
Unsafe: another model gives other answers. The fix moves to the newest model of the Haiku line together with
everything that the change needs; where the old call ran without thinking, the new one switches it off. It is
refused when a part cannot be done.

## References
- [Choosing a model](https://platform.claude.com/docs/en/about-claude/models/choosing-a-model)
- [Effort](https://platform.claude.com/docs/en/build-with-claude/effort)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.catalog import ModelFacts
from claudelint.editing import plan_swap
from claudelint.findings import Related, Report, Severity
from claudelint.linking.project import Known, Request
from claudelint.rule import Fixable, rule

_SMALL_LINE = "haiku"


@rule(
    code="CL404",
    name="top-model-for-simple-task",
    on=Request,
    severity=Severity.ADVICE,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def top_model_for_simple_task(request: Request) -> Iterator[Report]:
    if request.kind not in ("create", "stream", "parse", "batch item"):
        return
    model, signs = request.model, request.simple_task_evidence
    small = request.catalog.newest_of_line(_SMALL_LINE)
    if model is None or small is None or not request.is_simple_task_of_top_model:
        return
    argument = request.arguments["model"]
    literal = argument.value
    words = "; ".join(one.words for one in signs)
    yield Report(
        argument.span,
        f"`{model.id}` does a simple task ({words}){_prices(request, model, small)}; "
        "a lower `effort` on the same model is the smaller step",
        plan_swap(request, small, literal).fix if isinstance(literal, Known) else None,
        tuple(Related(one.place, one.words) for one in signs),
    )


def _prices(request: Request, model: ModelFacts, small: ModelFacts) -> str:
    size, small_size = (request.size_of(request.prefix.parts, one) for one in (model, small))
    need = request.answer_need or 16
    here, there = model.price_at(size.tokens), small.price_at(small_size.tokens)
    if here is None or there is None:
        return ""
    now = (size.tokens * here.input + need * here.output) / 1e6
    then = (small_size.tokens * there.input + need * there.output) / 1e6
    return (
        f": the part of the prompt known here, {size.words}, and a short answer cost about ${now:.5f} a call, "
        f"${then:.5f} on `{small.id}`"
    )
