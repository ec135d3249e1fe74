"""Fast mode is asked for where there is none.

## What it does
Reports `speed="fast"` on a model or a platform without fast mode, and on a model that needs a beta header for it which
is not sent. On a model that takes the parameter and runs at standard speed all the same, it is a warning.

## Why is this bad?
The API answers 400, or the answer is no faster than without.

## Example
```python
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=16000,
    speed="fast",
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    speed="fast",
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
Unsafe: the parameter is removed, and the answer comes at standard speed and at the standard price. A model with fast
mode, or the header, may be what was meant.

## References
- [Fast mode](https://platform.claude.com/docs/en/build-with-claude/fast-mode)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.catalog import ModelFacts
from claudelint.editing import Change, Parameters, mend
from claudelint.findings import Report, Severity
from claudelint.linking.project import Known, Request, Value
from claudelint.rule import Fixable, rule


@rule(
    code="CL020",
    name="fast-mode-rejected",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def fast_mode_rejected(request: Request) -> Iterator[Report]:
    argument = request.arguments.get("speed")
    if argument is None or request.is_batch_item or not request.speaks_to_claude:
        return
    speeds = argument.options
    reason = _of_platform(request) if any(_is_fast(one) for one in speeds) else None
    severity = Severity.ERROR
    if reason is None:
        found = request.clash(
            speeds, lambda model, value: _is_fast(value) and _of_model(request, model) is not None
        )
        if found is None:
            return
        reason = _of_model(request, found[0])
        severity = Severity.WARNING if found[0].ignores_fast_mode else Severity.ERROR
    yield Report(
        argument.span,
        f"`speed` {'is' if len(speeds) == 1 else 'may be'} `fast`, and {reason}",
        mend(request, "remove `speed`", _slowed),
        severity=severity,
    )


def _is_fast(value: Value) -> bool:
    return isinstance(value, Known) and value.value == "fast"


def _of_platform(request: Request) -> str | None:
    kind = request.client.kind
    platform = request.catalog.api.platforms.get(kind.platform)
    if platform is None or platform.fast_mode is not False:
        return None
    return f"the platform of `{kind.name}` has no fast mode: the request fails"


def _of_model(request: Request, model: ModelFacts) -> str | None:
    """Why a model does not run fast."""
    if model.ignores_fast_mode:
        return f"`{model.id}` runs at standard speed all the same"
    if model.has_fast_mode(request.catalog.today) is False:
        ended = model.fast_mode_removed_on
        since = "" if ended is None else f" any more since {ended}"
        return f"`{model.id}` has no fast mode{since}: the request is answered with 400"
    header = next(
        (one.headers[0] for one in request.catalog.api.beta_features if one.parameter == "speed"), None
    )
    if model.fast_mode_beta_header and header is not None and not request.may_send_beta(header):
        return f"`{model.id}` needs the beta header `{header}` for it: the request is answered with 400"
    return None


def _slowed(parameters: Parameters) -> Iterator[Change]:
    given = parameters.request.arguments.get("speed")
    if given is not None and any(_is_fast(one) for one in given.options):
        yield parameters.removed("speed")
