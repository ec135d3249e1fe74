"""A sampling parameter is sent that the SDK or the API no longer takes.

## What it does
Reports `temperature`, `top_p` and `top_k`:

- as keyword arguments of `create`, `stream`, `parse` and `tool_runner`, also through dicts, when the project
  uses version 1 or later of the SDK;
- in the `params` of a batch and in `extra_body`, when the project uses version 2 or later, or when the model
  rejects them;
- with version 0 of the SDK, when the model rejects the value.

## Why is this bad?
Version 1 of the SDK removed the three parameters: the call raises TypeError before anything is sent, also for
`NOT_GIVEN`. Version 2 speaks an API version that answers 400 to them on every model. Models since Opus 4.7
reject other than default values everywhere.

## Example
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=4096,
    temperature=0.2,
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=4096,
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
Safe for an argument that is written in the call, when it raises TypeError for certain, computing its value
has no effects and no `except TypeError` stands around: the old code could only fail. Unsafe when the version of
the SDK is assumed, when the API refuses the parameter, and when the entry stands in a dict that other code may
read. With version 1 and a model that takes the parameter it is moved to `extra_body`, which is unsafe.

## References
- [Migration guide of the SDK, 0.x to 1](https://github.com/anthropics/anthropic-sdk-python/blob/main/MIGRATION.md)
- [Model deprecations and parameters](https://platform.claude.com/docs/en/about-claude/model-deprecations)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.catalog import RemovedParameter
from claudelint.editing import change_arguments, remove_argument, remove_entries
from claudelint.findings import Fix, Related, Report, Safety, Severity, Span
from claudelint.linking.project import Argument, Known, Mapping, Request
from claudelint.rule import Fixable, rule

_SENT_BY_KEYWORD = ("create", "stream", "parse", "tool_runner")


@rule(
    code="CL001",
    name="removed-parameter",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def removed_parameter(request: Request) -> Iterator[Report]:
    for name, facts in request.catalog.removed_parameters.items():
        argument = request.arguments.get(name)
        if argument is not None:
            yield from _as_argument(request, argument, facts)
        yield from _in_extra_body(request, facts)


def _as_argument(request: Request, argument: Argument, facts: RemovedParameter) -> Iterator[Report]:
    if request.kind in _SENT_BY_KEYWORD and request.sdk.major >= facts.since_major:
        method = f"messages.{request.kind}"
        message = (
            f"`{argument.name}` was removed from `{method}` in SDK {facts.since_major}: "
            f"the call raises TypeError ({request.sdk.told})"
        )
        yield _report(request, argument, message, _keyword_fix(request, argument))
        return
    reason = _refusal(request, argument, facts)
    if reason is not None and (request.is_batch_item or request.kind in _SENT_BY_KEYWORD):
        yield _report(request, argument, f"`{argument.name}` {reason}", _entry_fix(argument, request))


def _in_extra_body(request: Request, facts: RemovedParameter) -> Iterator[Report]:
    body = request.arguments.get("extra_body")
    if body is None or not isinstance(body.value, Mapping) or facts.name not in body.value.entries:
        return
    entry = body.value.entries[facts.name]
    argument = Argument(facts.name, entry.value, body.span, entry.certain, None, entry.place, entry.written)
    reason = _refusal(request, argument, facts)
    if reason is not None:
        message = f"`{facts.name}` in `extra_body` {reason}"
        yield _report(request, argument, message, _entry_fix(argument, request))


def _refusal(request: Request, argument: Argument, facts: RemovedParameter) -> str | None:
    """Why the API answers 400, or None."""
    if not request.speaks_to_claude or _asks_for_old_version(request):
        return None
    if request.sdk.major >= facts.rejected_by_api_since_major:
        return f"is refused by the API on every model: the request is answered with 400 ({request.sdk.told})"
    model = request.model
    if model is None or model.accepts_sampling_params != "rejected":
        return None
    refused = argument.value.some(lambda one: isinstance(one, Known) and not facts.tolerates(one.value))
    if not isinstance(refused, Known):
        return None
    return f"is refused by `{model.id}`: the request is answered with 400"


def _asks_for_old_version(request: Request) -> bool:
    """Whether a header may choose the API version that still takes the parameters."""
    headers = [request.value("extra_headers"), request.client.option("default_headers")]
    for value in headers:
        if value is None:
            continue
        if not isinstance(value, Mapping) or value.open:
            return True
        if any(name.lower() == "anthropic-version" for name in value.entries):
            return True
    return request.client.open_ended


def _report(request: Request, argument: Argument, message: str, fix: Fix | None) -> Report:
    related: tuple[Related, ...] = ()
    if argument.entry is not None and argument.entry != argument.span:
        related = (Related(argument.entry, f"`{argument.name}` is set here"),)
    severity = Severity.WARNING if request.sdk.assumed else Severity.ERROR
    return Report(argument.span, message, fix, related, severity)


def _keyword_fix(request: Request, argument: Argument) -> Fix | None:
    if argument.written is None:
        return _entry_fix(argument, request)
    if _can_go_on(request):
        return _move(request, argument)
    is_safe = (
        not request.sdk.assumed
        and request.has_no_effects(argument.written.value)
        and not request.surroundings.catches(request.project.names, "TypeError")
    )
    edit = remove_argument(request.text, request.module.path, request.call, argument.written)
    safety = Safety.SAFE if is_safe else Safety.UNSAFE
    return Fix(f"remove `{argument.name}`", safety, (edit,), guards=(request.span,))


def _can_go_on(request: Request) -> bool:
    """Whether the model still takes the parameter by the API version that SDK 1 speaks."""
    model = request.model
    return (
        request.sdk.major == 1
        and model is not None
        and model.accepts_sampling_params in ("accepted", "restricted")
    )


def _move(request: Request, argument: Argument) -> Fix | None:
    if argument.written is None or "extra_body" in request.arguments or request.open_ended:
        return None
    value = argument.written.value
    text = request.text[value.start : value.end]
    edits = change_arguments(
        request.text,
        request.module.path,
        request.call,
        remove=[argument.written],
        add=[f'extra_body={{"{argument.name}": {text}}}'],
    )
    return Fix(f"send `{argument.name}` in `extra_body`", Safety.UNSAFE, edits, guards=(request.span,))


def _entry_fix(argument: Argument, request: Request) -> Fix | None:
    if argument.display is None or argument.entry is None:
        return None
    entry, display = argument.display
    file = argument.entry.file
    text = request.project.text_of(file)
    if text is None:
        return None
    edits = remove_entries(text, file, display, [entry])
    guard = Span(file, display.start, display.end)
    return Fix(f"remove `{argument.name}` from the dict", Safety.UNSAFE, edits, guards=(request.span, guard))
