"""Two sampling parameters are sent to a model that takes one.

## What it does
Reports `temperature` and `top_p` together for a model that takes only one of them: as arguments with version 0 of
the SDK, and in the `params` of a batch and in `extra_body` wherever the API version 2023-06-01 is spoken, by a version
of the SDK below 2 or by a header.

## Why is this bad?
The API answers 400. Later API versions refuse both, of which [removed-parameter](removed_parameter.py) speaks.

## Example
```python
import anthropic

client = anthropic.Anthropic(default_headers={"anthropic-version": "2023-06-01"})
response = client.messages.create(
    model="claude-sonnet-4-5",
    max_tokens=4096,
    extra_body={"temperature": 0.2, "top_p": 0.9},
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic(default_headers={"anthropic-version": "2023-06-01"})
response = client.messages.create(
    model="claude-sonnet-4-5",
    max_tokens=4096,
    extra_body={"temperature": 0.2},
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
Unsafe: `top_p` is dropped, and `temperature` may not be the one that was meant to stay.

## References
- [Release notes](https://platform.claude.com/docs/en/release-notes/overview)
- [Migrating to Claude 4](https://platform.claude.com/docs/en/about-claude/models/migrating-to-claude-4)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import Change, Parameters, mend
from claudelint.findings import Report, Severity, Span
from claudelint.linking.project import Known, Mapping, Request, Value
from claudelint.rule import Fixable, rule

_DROPPED = "top_p"
_BOTH = ("temperature", _DROPPED)
_SENT_BY_KEYWORD = ("create", "stream", "parse", "tool_runner")


@rule(
    code="CL002",
    name="sampling-conflict",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.ALWAYS,
    since="0.1.0",
)
def sampling_conflict(request: Request) -> Iterator[Report]:
    version = request.api_version
    if version is None or version >= request.catalog.history.api_versions[-1].version:
        # that version refuses both
        return
    places = [_sent(request, name) for name in _BOTH]
    if any(place is None for place in places):
        return
    span, value = places[1] or places[0] or (request.span, None)
    assert value is not None
    found = request.clash((value,), lambda model, _: model.accepts_sampling_params == "restricted")
    if found is None:
        return
    yield Report(
        span,
        f"`temperature` and `top_p` are both sent, and `{found[0].id}` takes one of them:"
        " the request is answered with 400",
        mend(request, f"leave out `{_DROPPED}`", _without),
    )


def _sent(request: Request, name: str) -> tuple[Span, Value] | None:
    """Where a parameter is certainly sent, and its value; None where it is not, or not known."""
    argument = request.arguments.get(name)
    is_keyword = request.kind in _SENT_BY_KEYWORD
    facts = request.catalog.removed_parameters[name]
    if argument is not None and argument.certain and _is_number(argument.value):
        if request.is_batch_item or (is_keyword and request.sdk.major < facts.since_major):
            return argument.span, argument.value
        return None
    body = request.arguments.get("extra_body")
    entry = body.value.entries.get(name) if body is not None and isinstance(body.value, Mapping) else None
    if body is None or entry is None or not entry.certain or not is_keyword or not _is_number(entry.value):
        return None
    return body.span, entry.value


def _is_number(value: Value) -> bool:
    return value.every(lambda one: isinstance(one, Known) and isinstance(one.value, (int, float)))


def _without(parameters: Parameters) -> Iterator[Change]:
    if all(_sent(parameters.request, name) is not None for name in _BOTH):
        if _DROPPED in parameters.request.arguments:
            yield parameters.removed(_DROPPED)
        else:
            yield parameters.entry_removed("extra_body", _DROPPED)
