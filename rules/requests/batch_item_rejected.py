"""A batch is refused, or an item of it fails, for what it is known by or for a parameter.

## What it does
Reports a `custom_id` with other characters than letters, digits, `_` and `-` or with more than 64, one that two items
have, parameters that a batch does not take (such as `stream` and `speed`), and batches sent by a client of a platform
that has none.

## Why is this bad?
The API answers 400 for a `custom_id`. Parameters are looked at only while the batch runs: the item ends in an error,
perhaps hours later. A client without batches fails before anything is sent.

## Example
```python
import anthropic

client = anthropic.Anthropic()
client.messages.batches.create(
    requests=[
        {
            "custom_id": f"river {number}",
            "params": {
                "model": "claude-haiku-4-5",
                "max_tokens": 1024,
                "messages": [{"role": "user", "content": f"How long is the {river}?"}],
            },
        }
        for number, river in enumerate(["Loire", "Rhine"])
    ],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
client.messages.batches.create(
    requests=[
        {
            "custom_id": f"river-{number}",
            "params": {
                "model": "claude-haiku-4-5",
                "max_tokens": 1024,
                "messages": [{"role": "user", "content": f"How long is the {river}?"}],
            },
        }
        for number, river in enumerate(["Loire", "Rhine"])
    ],
)
```

## Fix safety
Safe where `stream` or `speed` is removed: the item could only fail, and a batch is neither streamed nor in a hurry.
Unsafe where it is refused on some ways only. The rest is only shown, since results are found by their ids.

## References
- [Batch processing](https://platform.claude.com/docs/en/build-with-claude/batch-processing)
- [Fast mode](https://platform.claude.com/docs/en/build-with-claude/fast-mode)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from claudelint.editing import Change, Parameters, mend
from claudelint.findings import Fix, Report, Safety, Severity
from claudelint.linking.project import Argument, CustomId, Known, Mapping, Request, Sequence, TextValue, Value
from claudelint.rule import Fixable, rule

_FAILS = "the batch is answered with 400"
# what an item can do without
_IDLE = ("stream", "speed")


@rule(
    code="CL019",
    name="batch-item-rejected",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def batch_item_rejected(request: Request) -> Iterator[Report]:
    if request.kind == "batch":
        yield from _without_batches(request)
        if request.speaks_to_claude:
            yield from _ids(request)
    elif request.is_batch_item and request.speaks_to_claude:
        for name in request.catalog.batch_refused_parameters:
            argument = request.arguments.get(name)
            if argument is not None and any(_is_given(one) for one in argument.value.alternatives()):
                yield _refused(request, argument)


def _without_batches(request: Request) -> Iterator[Report]:
    kind = request.client.kind
    if kind.batches is False and not request.client.patched:
        words = f"`{kind.name}` has no message batches: the call fails before anything is sent"
        title = "send the requests one by one, or use a client of a platform that has batches"
        yield Report(request.method_span, words, _shown(request, title))


def _ids(request: Request) -> Iterator[Report]:
    for ids in request.batches:
        seen: set[str] = set()
        for one in ids:
            words = _misspelt(request, one)
            if words is None and one.known is not None and one.known in seen:
                words = f"two items of the batch have the `custom_id` `{one.known}`"
            if one.known is not None:
                seen.add(one.known)
            if words is not None:
                span, related = request.told_at("requests", one.entry.place, "the item")
                yield Report(
                    span, f"{words}: {_FAILS}", _shown(request, "give each item an id of its own"), related
                )


def _misspelt(request: Request, custom_id: CustomId) -> str | None:
    pattern = re.compile(request.catalog.api.batches.custom_id_pattern)
    for one in custom_id.options:
        if isinstance(one, Known) and isinstance(one.value, str) and not pattern.fullmatch(one.value):
            shown = f"the `custom_id` `{one.value}`" if one.value else "an empty `custom_id`"
            return f"{shown} does not match `{pattern.pattern}`"
        if isinstance(one, TextValue) and one.known and not pattern.fullmatch(one.known):
            shown = "".join(part if isinstance(part, str) else "…" for part in one.parts)
            return f"the `custom_id` `{shown}` does not match `{pattern.pattern}`"
    return None


def _is_given(value: Value) -> bool:
    """Whether a parameter says anything: `stream=False` stands in the SDK's own types of items."""
    if isinstance(value, Known):
        return value.value not in (None, False)
    return isinstance(value, (Mapping, Sequence))


def _refused(request: Request, argument: Argument) -> Report:
    def needs(parameters: Parameters) -> Iterator[Change]:
        given = parameters.request.arguments.get(argument.name)
        if given is not None and any(_is_given(one) for one in given.value.alternatives()):
            yield parameters.removed(argument.name)

    options = argument.value.alternatives()
    is_certain = argument.certain and all(_is_given(one) for one in options)
    fix = _shown(request, f"leave `{argument.name}` out, or send the request on its own")
    if argument.name in _IDLE:
        fix = mend(request, f"remove `{argument.name}`", needs, Safety.SAFE if is_certain else Safety.UNSAFE)
    may = "" if is_certain else "perhaps "
    return Report(argument.span, f"a batch takes no `{argument.name}`: the item {may}ends in an error", fix)


def _shown(request: Request, title: str) -> Fix:
    return Fix(title, Safety.SHOWN, guards=(request.span,))
