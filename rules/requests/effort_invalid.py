"""An effort is asked for that the model does not know, or in a place where it is not looked for.

## What it does
Reports an `output_config.effort` that the model does not have, `effort` as an argument of its own, and an effort
that does not go with thinking that is turned off.

## Why is this bad?
The API answers 400. As an argument of its own, `effort` raises TypeError before anything is sent.

## Example
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-4-6",
    max_tokens=16000,
    output_config={"effort": "xhigh"},
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-4-6",
    max_tokens=16000,
    output_config={"effort": "high"},
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
Safe where `effort` is moved into `output_config`, in a version of the SDK that is known and takes it, and the
model knows the effort: the old code could only fail. Else unsafe: the next lower effort that the model has costs
less and thinks less.

## References
- [Effort](https://platform.claude.com/docs/en/build-with-claude/effort)
- [Thinking: troubleshooting](https://platform.claude.com/docs/en/build-with-claude/thinking-troubleshooting)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.catalog import ModelFacts
from claudelint.editing import EFFORTS, Change, Parameters, effort_accepted, mend
from claudelint.findings import Report, Safety, Severity
from claudelint.linking.project import Argument, Known, Request, Value
from claudelint.rule import Fixable, rule

_SENT_BY_KEYWORD = ("create", "stream", "parse", "count_tokens", "tool_runner")
# anthropic 0.77.0 is the first with output_config
_SINCE = "0.77"


@rule(
    code="CL008",
    name="effort-invalid",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def effort_invalid(request: Request) -> Iterator[Report]:
    own = request.arguments.get("effort")
    if own is not None and request.kind in _SENT_BY_KEYWORD and not request.client.patched:
        yield _misplaced(request, own)
    efforts = request.under("output_config", "effort")
    found = request.clash(efforts, _lacks)
    if found is not None:
        yield _unknown(request, *found, is_one=len(efforts) == 1)
        return
    kinds = request.under("thinking", "type")
    if len(kinds) == 1 and isinstance(kinds[0], Known) and kinds[0].value in ("disabled", "between_tools"):
        found = request.clash(efforts, _too_high_without_thinking)
        if found is not None:
            yield _too_high(request, *found, str(kinds[0].value))


def _lacks(model: ModelFacts, effort: Value) -> bool:
    if not isinstance(effort, Known) or effort.value is None or model.effort_levels is None:
        return False
    return effort.value not in model.effort_levels


def _too_high_without_thinking(model: ModelFacts, effort: Value) -> bool:
    most = model.thinking_disabled_max_effort
    if most is None or not isinstance(effort, Known) or effort.value not in EFFORTS:
        return False
    return EFFORTS.index(str(effort.value)) > EFFORTS.index(most)


def _unknown(request: Request, model: ModelFacts, effort: Value, *, is_one: bool) -> Report:
    assert isinstance(effort, Known)
    known = ", ".join(f"`{one}`" for one in model.effort_levels or ())
    has = f"it has {known}" if known else "it has none"
    return Report(
        request.arguments["output_config"].span,
        f"the effort {'is' if is_one else 'may be'} `{effort.value}`, which `{model.id}` does not know:"
        f" the request is answered with 400; {has}",
        mend(request, "change it", effort_accepted),
    )


def _too_high(request: Request, model: ModelFacts, effort: Value, kind: str) -> Report:
    assert isinstance(effort, Known)
    return Report(
        request.arguments["output_config"].span,
        f"effort `{effort.value}` does not go with thinking of type `{kind}` on `{model.id}`, which then takes"
        f" at most `{model.thinking_disabled_max_effort}`: the request is answered with 400",
        mend(request, "change it", effort_accepted),
    )


def _misplaced(request: Request, own: Argument) -> Report:
    def needs(parameters: Parameters) -> Iterator[Change]:
        argument = parameters.request.arguments["effort"]
        written = argument.written
        if written is None:
            yield parameters.removed("effort")
            return
        text = parameters.request.text[written.value.start : written.value.end]
        yield parameters.removed("effort")
        yield parameters.entry_added("output_config", "effort", text)

    is_safe = (
        isinstance(own.value, Known)
        and request.model is not None
        and not _lacks(request.model, own.value)
        and not request.sdk.assumed
        and request.sdk.at_least(_SINCE)
        and not request.surroundings.catches(request.project.names, "TypeError")
    )
    return Report(
        own.span,
        f"`messages.{request.kind}` takes no argument `effort`: the call raises TypeError;"
        " it belongs in `output_config`",
        mend(request, "move it to `output_config`", needs, Safety.SAFE if is_safe else Safety.UNSAFE)
        if own.written is not None
        else None,
    )
