"""More tokens are allowed for than the SDK waits for without a stream.

## What it does
Reports `messages.create` and `messages.parse` without streaming whose `max_tokens` is above what the SDK accepts
for an answer that is not streamed, when no timeout is set on the call or on the client.

## Why is this bad?
The SDK works out how long such an answer may take and raises a ValueError when it is more than ten minutes: above
21,333 tokens, and above 8,192 for some older models. That happens before anything is sent, on every call. Setting
any timeout switches the check off; it does not keep an idle connection from being dropped, a stream does.

## Example
```python
import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=64000,
    messages=[{"role": "user", "content": "Write a history of the lighthouse."}],
)
print(message.usage.output_tokens)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
with client.messages.stream(
    model="claude-opus-5-5",
    max_tokens=64000,
    messages=[{"role": "user", "content": "Write a history of the lighthouse."}],
) as stream:
    message = stream.get_final_message()
print(message.usage.output_tokens)
```

## Fix safety
Safe: the old call could only fail, and the stream ends with the same message. Unsafe where no file says which
version of the SDK is used, since old versions have no such check. Only shown for `messages.parse`, where the
answer is not assigned, returned or dropped by a statement of its own, and where the request asks for so little
that a smaller `max_tokens` is the better repair.

## References
- [Long requests](https://platform.claude.com/docs/en/api/errors#long-requests)
- [Streaming messages](https://platform.claude.com/docs/en/build-with-claude/streaming)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.findings import Fix, Plan, Related, Report, Safety, Severity
from claudelint.linking.project import Argument, Known, Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL003",
    name="streaming-required",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def streaming_required(request: Request) -> Iterator[Report]:
    if request.kind not in ("create", "parse") or request.streams is not False:
        return
    if not request.is_absent("timeout") or request.client.patched or request.client.may_have_timeout:
        return
    if not request.sdk.assumed and not request.sdk.at_least(request.catalog.nonstreaming_since):
        return
    argument = request.arguments.get("max_tokens")
    excess = None if argument is None else _excess(request, argument)
    if argument is None or excess is None:
        return
    related: tuple[Related, ...] = ()
    if not argument.span.contains(excess.decided.place):
        related = (Related(excess.decided.place, f"`max_tokens` is {excess.decided.value:,} here"),)
    yield Report(
        argument.span,
        _message(request, excess),
        _fix(request),
        related,
        severity=Severity.WARNING if request.sdk.assumed else None,
    )


@dataclass(frozen=True)
class _Excess:
    """A value of `max_tokens` above a limit; `model` when the limit is that of one model."""

    decided: Known
    limit: int
    model: str | None
    certain: bool


def _excess(request: Request, argument: Argument) -> _Excess | None:
    catalog = request.catalog
    alternatives = argument.value.alternatives()
    limits: list[tuple[int, str | None]] = [
        (catalog.nonstreaming_models[model], model)
        for model in request.model_ids
        if model in catalog.nonstreaming_models
    ]
    for limit, model in (*limits, (catalog.nonstreaming_max_tokens, None)):
        for one in alternatives:
            if isinstance(one, Known) and isinstance(one.value, int) and one.value > limit:
                certain = argument.certain and len(alternatives) == 1
                return _Excess(one, limit, model, certain and (model is None or len(request.model_ids) == 1))
    return None


def _message(request: Request, excess: _Excess) -> str:
    of_model = f" of `{excess.model}`" if excess.model else ""
    is_or_may_be = "is" if excess.certain else "may be"
    since = request.catalog.nonstreaming_since
    assumed = f" (since SDK {since}; no file says which one is used)" if request.sdk.assumed else ""
    return (
        f"`max_tokens` {is_or_may_be} {excess.decided.value:,} without streaming: the SDK raises ValueError "
        f"before anything is sent when more than {excess.limit:,} tokens{of_model} are not streamed{assumed}"
    )


def _fix(request: Request) -> Fix:
    if request.kind == "parse":
        title = (
            "use `messages.stream` with the same `output_format`, then `get_final_message().parsed_output`"
        )
        return Fix(title, Safety.SHOWN, guards=(request.span,))
    if request.answer_need is not None:
        title = "allow for fewer tokens: the answer asked for is short"
        return Fix(title, Safety.SHOWN, guards=(request.span,))
    return Fix(
        "stream the answer and take the whole message at its end",
        Safety.UNSAFE if request.sdk.assumed else Safety.SAFE,
        plan=Plan(
            "stream-final-message",
            request.span,
            (("asynchronous", request.client.kind.is_async), ("keywords_known", not request.open_ended)),
        ),
        guards=(request.span,),
    )
