"""`max_tokens` leaves no room for the answer.

## What it does
Reports a `max_tokens` of at most 1,024 for a model that thinks before it answers, because it was told to or does so by
default, and one below the length that the prompt asks for ("write 2,000 words").

## Why is this bad?
Thinking counts inside `max_tokens`. A small limit may be used up by it: the answer ends with the stop reason
`max_tokens`, perhaps without any text, and is paid all the same. A text that is longer than the limit is cut.

## Example
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=256,
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
print("".join(block.text for block in response.content if block.type == "text"))
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
print("".join(block.text for block in response.content if block.type == "text"))
```

## Fix safety
Unsafe: answers may become longer and cost more. The limit becomes 4,096, or 16,000 where the prompt asks for a longer
text, and never more than the model can write. For a short answer, thinking that is switched off is the other way,
where the model allows it.

## References
- [Thinking](https://platform.claude.com/docs/en/build-with-claude/thinking)
- [Effort](https://platform.claude.com/docs/en/build-with-claude/effort)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.tokens import estimate_tokens
from claudelint.editing import Change, Parameters, Refused, mend, thinking_off
from claudelint.findings import Related, Report, Severity
from claudelint.linking.project import Known, Request, Value
from claudelint.rule import Fixable, rule

_GENERATING = ("create", "stream", "parse", "tool_runner", "batch item")
# a judgement: up to here, thinking alone may use a limit up
_SMALL = 1_024
# room for a short answer and the thinking before it, and for a long one
_STEPS = (4_096, 16_000)


@rule(
    code="CL102",
    name="max-tokens-starved",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def max_tokens_starved(request: Request) -> Iterator[Report]:
    argument = request.arguments.get("max_tokens")
    if argument is None or request.kind not in _GENERATING or not request.speaks_to_claude:
        return
    if not request.reads_answer:
        return
    asked, thinks = request.words_asked, _thinks_freely(request)
    need = None if asked is None else _tokens(request, asked[0])
    options = argument.value.alternatives()
    tight = next((one for one in options if _is_tight(one, need, thinks)), None)
    if tight is None:
        return
    assert isinstance(tight, Known)
    verb = "is" if len(options) == 1 and argument.certain else "may be"
    if need is not None and asked is not None and _is_tight(tight, need, thinks=False):
        reason = f"the prompt asks for {asked[0]:,} words, about {need:,} tokens: the answer is cut"
        related: tuple[Related, ...] = (Related(asked[1], f"{asked[0]:,} words are asked for here"),)
    else:
        reason, related = _used_up(request), ()
    yield Report(
        argument.span,
        f"`max_tokens` {verb} {tight.value:,}, and {reason}",
        mend(request, "raise it", _raised),
        related,
    )


def _used_up(request: Request) -> str:
    models = [model for _, model in request.models if model is not None]
    named = f"`{models[0].id}`" if len(models) == 1 else "the model"
    instead = ""
    if request.answer_need is not None and models and all(thinking_off(model) for model in models):
        instead = "; for an answer as short as this, thinking can be switched off"
    return f"{named} thinks within it: there may be no text left{instead}"


def _is_tight(value: Value, need: int | None, thinks: bool) -> bool:
    if not isinstance(value, Known) or not isinstance(value.value, int) or isinstance(value.value, bool):
        return False
    most = max(_SMALL if thinks else 0, 0 if need is None else need - 1)
    return 0 < value.value <= most


def _thinks_freely(request: Request) -> bool:
    """Whether it thinks, and no budget bounds that: a budget that does not fit is another rule's."""
    kinds = request.under("thinking", "type")
    return request.thinks is True and not any(
        isinstance(one, Known) and one.value == "enabled" for one in kinds
    )


def _tokens(request: Request, words: int) -> int:
    """About how many tokens so many words have at least."""
    known = [model.tokenizer for _, model in request.models if model is not None]
    return min(estimate_tokens("words " * words, one) for one in known or [None])


def _raised(parameters: Parameters) -> Iterator[Change]:
    request = parameters.request
    asked = request.words_asked
    need = 0 if asked is None else _tokens(request, asked[0])
    room = need + (_STEPS[0] if need and request.thinks is not False else 0)
    step = next((step for step in _STEPS if step >= room), None)
    most = [request.most_output_tokens(model) for _, model in request.models if model is not None]
    if step is None or any(limit is not None and limit < step for limit in most):
        raise Refused("so long an answer is better streamed, or asked for in parts")
    yield parameters.valued("max_tokens", f"{step}", f"to {step:,}")
