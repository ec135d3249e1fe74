"""A model thinks about a simple task with as much effort as about any other.

## What it does
Reports requests in which a model thinks, at its default effort or above, when at least two independent signs say that
the task is a simple one: the signs of CL404. Where CL404 speaks of a model of a top line, this rule is silent.

## Why is this bad?
Thinking is paid as output, and the answer waits for it. For classification, look-ups and the like a low effort is
advised; whether it is enough for this task only a test on real inputs shows.

## Example
```python
import anthropic

client = anthropic.Anthropic()


def is_spam(mail: str) -> bool:
    response = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=4096,
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
        model="claude-sonnet-5-5",
        max_tokens=4096,
        output_config={"effort": "low"},
        system="Classify the mail. Answer only yes or no.",
        messages=[{"role": "user", "content": mail}],
    )
    answer = next(block.text for block in response.content if block.type == "text")
    return answer.strip().lower() == "yes"
```

## Fix safety
Unsafe: with less thought the answers may be others.

## References
- [Effort](https://platform.claude.com/docs/en/build-with-claude/effort)
- [Choosing a model](https://platform.claude.com/docs/en/about-claude/models/choosing-a-model)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.catalog import ModelFacts
from claudelint.editing import EFFORTS, Change, Parameters, Refused, mend
from claudelint.findings import Related, Report, Severity
from claudelint.linking.project import Known, Request, Value
from claudelint.rule import Fixable, rule

_LOW = "low"


@rule(
    code="CL405",
    name="effort-for-simple-task",
    on=Request,
    severity=Severity.ADVICE,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def effort_for_simple_task(request: Request) -> Iterator[Report]:
    if request.kind not in ("create", "stream", "parse", "batch item") or request.thinks is not True:
        return
    model, signs = request.model, request.simple_task_evidence
    if model is None or model.is_retired or not signs or request.has_open_tools:
        return
    if request.is_simple_task_of_top_model or not _is_ample(request, model):
        return
    words = "; ".join(one.words for one in signs)
    yield Report(
        request.arguments["model"].span,
        f"`{model.id}` thinks about a simple task ({words}) {_at(request, model)}: thinking is paid as output, and low"
        " effort is meant for such tasks",
        mend(request, "ask for less", _lowered),
        tuple(Related(one.place, one.words) for one in signs),
    )


def _is_ample(request: Request, model: ModelFacts) -> bool:
    """Whether the effort is certainly the default of the model, or above it."""
    levels, default = model.effort_levels or (), model.effort_default
    if default not in EFFORTS or _LOW not in levels:
        return False
    if request.is_absent("output_config"):
        return True
    config, efforts = request.value("output_config"), request.under("output_config", "effort")
    if config is None or not efforts:
        return False
    return all(_reaches(one, default) for one in efforts)


def _reaches(effort: Value, default: str) -> bool:
    if not isinstance(effort, Known) or effort.value not in EFFORTS:
        return False
    return EFFORTS.index(str(effort.value)) >= EFFORTS.index(default)


def _at(request: Request, model: ModelFacts) -> str:
    efforts = request.under("output_config", "effort")
    if len(efforts) == 1 and isinstance(efforts[0], Known):
        return f"at effort `{efforts[0].value}`"
    return (
        f"at its default effort `{model.effort_default}`" if not efforts else "at its default effort or above"
    )


def _lowered(parameters: Parameters) -> Iterator[Change]:
    request = parameters.request
    since = request.catalog.output_config_since
    if not request.is_batch_item and not request.sdk.assumed and not request.sdk.at_least(since):
        raise Refused(f"`output_config` needs SDK {since} or newer ({request.sdk.told})")
    if request.under("output_config", "effort"):
        yield parameters.at_effort(_LOW)
    else:
        yield parameters.entry_added("output_config", "effort", f'"{_LOW}"')
