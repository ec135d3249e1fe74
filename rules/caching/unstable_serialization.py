"""A prompt that is to be cached is put together in an order that is not fixed.

## What it does
Reports the items of a set, and files in the order in which the file system lists them, in the tools or the system
prompt of a request that is marked for the cache, at or before the marker. Without a marker it is reported where the
known text is long enough for the cache and is sent again. What goes through `sorted` is in order.

## Why is this bad?
The order of a set of texts differs from one process to the next, and that of a listing from one machine to the next.
The cache compares the prompt letter by letter: every worker, every restart and every machine then writes a cache of
its own, and finds nothing that another has written.

## Example
```python
import anthropic

client = anthropic.Anthropic()
HANDBOOK = "Answer from the handbook of the harbour office. " * 300
TOPICS = {"tides", "berths", "dues"}


def answer(question):
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        system=[
            {
                "type": "text",
                "text": HANDBOOK + ", ".join(TOPICS),
                "cache_control": {"type": "ephemeral"},
            }
        ],
        messages=[{"role": "user", "content": question}],
    )
    return message.usage
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
HANDBOOK = "Answer from the handbook of the harbour office. " * 300
TOPICS = {"tides", "berths", "dues"}


def answer(question):
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        system=[
            {
                "type": "text",
                "text": HANDBOOK + ", ".join(sorted(TOPICS)),
                "cache_control": {"type": "ephemeral"},
            }
        ],
        messages=[{"role": "user", "content": question}],
    )
    return message.usage
```

## Fix safety
Unsafe: the items come in another order than before, and what cannot be compared cannot be sorted. Only shown for
what other code may use as a set, and for walks through folders.

## References
- [Prompt caching](https://platform.claude.com/docs/en/build-with-claude/prompt-caching)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import in_order
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Request, VaryingPart
from claudelint.rule import Fixable, rule


@rule(
    code="CL207",
    name="unstable-serialization",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def unstable_serialization(request: Request) -> Iterator[Report]:
    if request.kind in ("count_tokens", "batch", "batch item") or not request.speaks_to_claude:
        return
    if request.is_in_test or not request.is_for_cache:
        return
    found = [
        one
        for one in request.varying_parts
        if one.varying.origin == "unordered" and one.part.level != "messages" and _is_cached(request, one)
    ]
    if not found:
        return
    first = found[0]
    edits = in_order(request, first.varying)
    fix = Fix("sort it", Safety.UNSAFE if edits else Safety.SHOWN, edits, guards=(request.span,))
    within_one_run = request.reuse is not None and request.reuse.within_one_run
    where = "tools" if first.part.level == "tools" else "system prompt"
    yield Report(
        request.arguments[first.part.level].span,
        f"{first.varying.words(request.module)} has no fixed order and stands in the {where}, which is to be cached: "
        "every process and every machine writes a cache of its own",
        fix,
        (Related(first.varying.place, "its order differs"),),
        severity=Severity.ADVICE if within_one_run else None,
    )


def _is_cached(request: Request, found: VaryingPart) -> bool:
    """Whether nothing before the part ends what is to be cached."""
    last = request.prefix.last_marked
    return last is None or found.index <= last
