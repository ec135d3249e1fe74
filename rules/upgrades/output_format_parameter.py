"""An output format is given in a parameter that no longer takes it.

## What it does
Reports `output_format` with a dict, and on methods that do not take the parameter at all, when the project uses
version 1 or later of the SDK.

## Why is this bad?
Version 1 of the SDK takes a schema in `output_config`. `output_format` is left for types, on `parse`, `stream`,
`tool_runner` and `count_tokens`: a dict there, and anything on `create`, raises TypeError before a request is sent.

## Example
```python
import anthropic

client = anthropic.Anthropic()
response = client.beta.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=16000,
    messages=[{"role": "user", "content": "Name a river in France."}],
    output_format={
        "type": "json_schema",
        "schema": {
            "type": "object",
            "properties": {"name": {"type": "string"}},
            "required": ["name"],
            "additionalProperties": False,
        },
    },
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
response = client.beta.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=16000,
    messages=[{"role": "user", "content": "Name a river in France."}],
    output_config={
        "format": {
            "type": "json_schema",
            "schema": {
                "type": "object",
                "properties": {"name": {"type": "string"}},
                "required": ["name"],
                "additionalProperties": False,
            },
        }
    },
)
```

## Fix safety
Safe for a dict that is written in the call, where the version of the SDK is known and no `except TypeError` stands
around: the old code could only fail. Unsafe where the version is assumed, and where the argument comes out of a
dict that other code may read. There is none where the model has no structured outputs.

## References
- [Migration guide of the SDK, 0.x to 1](https://github.com/anthropics/anthropic-sdk-python/blob/main/MIGRATION.md)
- [Structured outputs](https://platform.claude.com/docs/en/build-with-claude/structured-outputs)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import Change, Parameters, Refused, mend
from claudelint.findings import Fix, Report, Safety, Severity
from claudelint.linking.project import Argument, Mapping, Request
from claudelint.rule import Fixable, rule

_NAME = "output_format"
_GENERATING = ("create", "stream", "parse", "tool_runner", "count_tokens")


@rule(
    code="CL803",
    name="output-format-parameter",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def output_format_parameter(request: Request) -> Iterator[Report]:
    argument = request.arguments.get(_NAME)
    since = request.catalog.output_format_needs_type_since
    if argument is None or request.kind not in _GENERATING or request.client.patched:
        return
    if not request.sdk.at_least(since):
        return
    has_dict = any(isinstance(one, Mapping) for one in argument.value.alternatives())
    method = request.method
    if method is not None and method.takes(_NAME, request.sdk.version) is False:
        what = f"`{method.path}` takes no `{_NAME}`"
    elif has_dict:
        is_or_may_be = "is" if len(argument.value.alternatives()) == 1 else "may be"
        what = f"`{_NAME}` {is_or_may_be} a dict, and takes types only since SDK {since}"
    else:
        return
    yield Report(
        argument.span,
        f"{what}: the call raises TypeError ({request.sdk.told}); a schema belongs in `output_config`",
        _fix(request, argument) if has_dict else _for_type(),
        severity=Severity.WARNING if request.sdk.assumed else None,
    )


def _for_type() -> Fix:
    return Fix("call `messages.parse`, which takes a type", Safety.SHOWN)


def _fix(request: Request, argument: Argument) -> Fix:
    is_safe = (
        argument.written is not None
        and isinstance(argument.value, Mapping)
        and not request.sdk.assumed
        and not request.surroundings.catches(request.project.names, "TypeError")
    )
    return mend(request, "put it into `output_config`", _moved, Safety.SAFE if is_safe else Safety.UNSAFE)


def _moved(parameters: Parameters) -> Iterator[Change]:
    request = parameters.request
    argument = request.arguments.get(_NAME)
    if argument is None:
        return
    if not all(isinstance(one, Mapping) for one in argument.value.alternatives()):
        raise Refused("it may be a type")
    platform = request.catalog.api.platforms.get(request.client.kind.platform)
    for written, model in request.models:
        if model is None:
            continue
        refused = platform is not None and platform.takes_structured_outputs(model.id) is False
        if refused or model.supports_structured_outputs is False:
            raise Refused(f"`{written.value}` has no structured outputs there")
    yield from parameters.put_under(_NAME, "output_config", "format")
