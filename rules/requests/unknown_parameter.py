"""A parameter is passed that the method, the model or the API does not take.

## What it does
Reports:

- an argument that the method does not take in the version of the SDK that the project uses;
- `inference_geo` for a model that cannot be placed, and a `task_budget` that is too small or for a model without;
- what is in beta, without its beta header.

Sampling parameters, `effort` and what a newer SDK removed have rules of their own.

## Why is this bad?
An argument that the method does not know raises TypeError before anything is sent. To the rest the API answers 400.

## Example
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    stop="END",
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    stop_sequences=["END"],
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
Unsafe: what is meant by a name of another API is a guess, if a good one. `betas` is sent through `.beta`, whose
answers have types of their own.

## References
- [Messages](https://platform.claude.com/docs/en/api/messages)
- [Beta headers](https://platform.claude.com/docs/en/api/beta-headers)
- [Pricing: data residency](https://platform.claude.com/docs/en/about-claude/pricing)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.api import BetaFeature
from claudelint.editing import Change, Parameters, Refused, mend, through_beta
from claudelint.findings import Fix, Report, Safety, Severity, Span
from claudelint.linking.project import Known, Mapping, NotGiven, Request, Sequence, Unknown, Value
from claudelint.rule import Fixable, rule

# other rules speak of these, the last two of what the SDK once took
_TOLD_ELSEWHERE = frozenset({"effort", "disable_parallel_tool_use", "output_format", "compaction_control"})
# how other APIs name things
_MEANT = {
    "prompt": "say it in `messages`",
    "functions": "describe them in `tools`",
    "function_call": "choose by `tool_choice`",
    "response_format": "ask for a format by `output_config`",
}


@rule(
    code="CL010",
    name="unknown-parameter",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def unknown_parameter(request: Request) -> Iterator[Report]:
    refused: dict[Span, list[str]] = {}
    for name, argument in request.arguments.items():
        if argument.certain and not _is_told_elsewhere(request, name) and request.is_refused_by_sdk(name):
            # a `**` may bring several
            refused.setdefault(argument.span, []).append(name)
    for span, names in refused.items():
        yield _unknown(request, span, names)
    if not request.speaks_to_claude:
        return
    yield from _misplaced(request)
    yield from _small_budget(request)
    for feature in request.catalog.api.beta_features:
        yield from _without_header(request, feature)


def _is_told_elsewhere(request: Request, name: str) -> bool:
    if name in _TOLD_ELSEWHERE or name in request.catalog.removed_parameters:
        return True
    return name == "stream" and request.kind == "parse"


def _unknown(request: Request, span: Span, names: list[str]) -> Report:
    method = request.method
    assert method is not None
    told = " and no argument ".join(f"`{name}`" for name in names)
    return Report(
        span,
        f"`{method.path}` takes no argument {told}: the call raises TypeError ({request.sdk.told})",
        _fix(request, names),
        severity=Severity.WARNING if request.sdk.assumed else None,
    )


def _fix(request: Request, names: list[str]) -> Fix | None:
    if set(names) <= {"stop", "max_completion_tokens"}:
        return mend(request, "name it as this API does", _renamed)
    twin = request.beta_method
    if not request.is_beta and twin is not None and twin.parameters.issuperset(names):
        edits = through_beta(request) if "betas" in names and not _would_lack_header(request) else ()
        safety = Safety.UNSAFE if edits else Safety.SHOWN
        return Fix("send it through `.beta`", safety, edits, guards=(request.span,))
    meant = [_MEANT[name] for name in names if name in _MEANT]
    return Fix(", ".join(meant), Safety.SHOWN, guards=(request.span,)) if meant else None


def _renamed(parameters: Parameters) -> Iterator[Change]:
    arguments = parameters.request.arguments
    for name, other in (("max_completion_tokens", "max_tokens"), ("stop", "stop_sequences")):
        if name not in arguments:
            continue
        if other in arguments or parameters.request.open_ended:
            raise Refused(f"`{other}` is, or may be, given as well")
        text = _as_list(parameters, arguments[name].value) if name == "stop" else None
        yield from parameters.renamed(name, other, text, f"`{other}`")


def _as_list(parameters: Parameters, value: Value) -> str | None:
    """The code of a list for one text to stop at; None where it is a list already."""
    if isinstance(value, Sequence):
        return None
    if isinstance(value, Known) and isinstance(value.value, str):
        return f"[{parameters.source_of('stop')}]"
    raise Refused("whether it is one text or a list is not known")


def _misplaced(request: Request) -> Iterator[Report]:
    place = request.arguments.get("inference_geo")
    if place is None:
        return
    found = request.clash(
        place.value.alternatives(),
        lambda model, value: (
            model.supports_inference_geo is False
            and isinstance(value, Known)
            and isinstance(value.value, str)
        ),
    )
    if found is not None:
        yield Report(
            place.span,
            f"`inference_geo` is set, which `{found[0].id}` does not take: the request is answered with 400",
        )


def _small_budget(request: Request) -> Iterator[Report]:
    facts = request.catalog.api.task_budget
    for budget in request.under("output_config", "task_budget"):
        if not isinstance(budget, Mapping):
            continue
        span = request.arguments["output_config"].span
        total = budget.get("total")
        if isinstance(total, Known) and isinstance(total.value, int) and total.value < facts.minimum_tokens:
            yield Report(
                span,
                f"`task_budget` is {total.value:,} tokens, and the smallest is {facts.minimum_tokens:,}:"
                " the request is answered with 400",
            )
        elif request.model is not None and request.model.id in facts.refused_models:
            yield Report(
                span,
                f"`task_budget` is set, which `{request.model.id}` does not take:"
                " the request is answered with 400",
            )


def _without_header(request: Request, feature: BetaFeature) -> Iterator[Report]:
    if not _lacks_header(request, feature) or request.is_refused_by_sdk(feature.parameter):
        return
    yield Report(
        request.arguments[feature.parameter].span,
        f"`{feature.parameter}` is in beta, and no beta header is sent along: the request is answered with 400",
        Fix(f'add "{feature.headers[0]}" to `betas`', Safety.SHOWN, guards=(request.span,)),
    )


def _lacks_header(request: Request, feature: BetaFeature) -> bool:
    """Whether something in beta is certainly asked for, and none of its headers sent."""
    argument = request.value(feature.parameter)
    if argument is None or not feature.refused_without or not argument.every(_is_set):
        return False
    # a header of another date may well do
    families = {header.rstrip("0123456789-") for header in feature.headers}
    return not any(request.may_send_beta(family) for family in families)


def _would_lack_header(request: Request) -> bool:
    """Whether the request would be refused for want of a header once it is sent through `.beta`."""
    return any(_lacks_header(request, feature) for feature in request.catalog.api.beta_features)


def _is_set(value: Value) -> bool:
    return not isinstance(value, (NotGiven, Unknown)) and not (
        isinstance(value, Known) and value.value is None
    )
