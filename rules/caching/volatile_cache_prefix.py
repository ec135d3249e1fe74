r"""Something that changes with every request stands before what is to be cached.

## What it does
Reports a time, a random value, the item of a loop or what a person typed in the tools or the system prompt of a
request that is marked for the cache, at or before the marker, when every request works it out anew. Without a
marker it is reported where the rest of the prompt is long enough for the cache and is sent again. It is followed
through variables, helpers and modules. What is worked out once, before a loop or when an object is made, is not
reported; a date without a time, and a value that a server reads when it is imported, are advice.

## Why is this bad?
The cache compares the prompt from its first character on. What changes at the beginning makes everything behind it
new: each request pays for writing the cache, which costs more than plain input, and nothing is ever read.

## Example
```python
from datetime import datetime

import anthropic

client = anthropic.Anthropic()
HANDBOOK = "Answer from the handbook of the harbour office. " * 300


def answer_all(questions):
    for question in questions:
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=16000,
            system=[
                {
                    "type": "text",
                    "text": f"It is {datetime.now()}.\n{HANDBOOK}",
                    "cache_control": {"type": "ephemeral"},
                }
            ],
            messages=[{"role": "user", "content": question}],
        )
        print(message.usage)
```

## Use instead
```python
from datetime import datetime

import anthropic

client = anthropic.Anthropic()
HANDBOOK = "Answer from the handbook of the harbour office. " * 300


def answer_all(questions):
    for question in questions:
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=16000,
            system=[
                {"type": "text", "text": HANDBOOK, "cache_control": {"type": "ephemeral"}},
                {"type": "text", "text": f"It is {datetime.now()}."},
            ],
            messages=[{"role": "user", "content": question}],
        )
        print(message.usage)
```

## Fix safety
Unsafe: the text is divided into two blocks, what stays the same first, so that the model reads it in another order.
Where the prompt is put together elsewhere, or the changing part stands in a block of its own before the others, the
fix is only shown.

## References
- [Prompt caching](https://platform.claude.com/docs/en/build-with-claude/prompt-caching)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.prices import uncached_words, unread_words
from claudelint.editing import stable_first
from claudelint.findings import Edit, Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Beginning, Request, VaryingPart
from claudelint.rule import Fixable, rule

_WORDS = {
    "clock": "the time is read",
    "random": "it differs each time",
    "user": "a person types it",
    "loop": "it is another one in every turn",
}


@rule(
    code="CL204",
    name="volatile-cache-prefix",
    on=Request,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def volatile_cache_prefix(request: Request) -> Iterator[Report]:
    if request.kind in ("count_tokens", "batch", "batch item") or not request.speaks_to_claude:
        return
    if request.is_in_test or not request.is_for_cache:
        return
    last = request.prefix.last_marked
    found = [one for one in request.renewed if one.part.level != "messages" and one.varying.origin in _WORDS]
    if last is not None:
        early = [one for one in found if one.index <= last]
        if early:
            yield _report(request, early, _costs(request, last))
            return
        yield from _made_at_import(request, last)
        return
    if found:
        beginning = _cacheable_without(request, found)
        if beginning is not None:
            yield _report(request, found, _misses(beginning))


def _cacheable_without(request: Request, found: list[VaryingPart]) -> Beginning | None:
    """The prompt but for what varies in it, where that alone keeps it from the cache."""
    if request.cacheable_beginning is not None:
        return None
    parts = tuple(part for part in request.prefix.parts if part.level != "messages")
    changing = {one.index for one in found}
    if any(not part.is_stable and index not in changing for index, part in enumerate(parts)):
        return None
    return request.cacheable(parts)


def _report(request: Request, found: list[VaryingPart], consequence: str) -> Report:
    first = found[0]
    daily = all(one.varying.changes_daily for one in found)
    argument = request.arguments[first.part.level]
    place = first.varying.place
    what = first.varying.words(request.module)
    when = "every day" if daily else "with every request"
    others = f" and {len(found) - 1} more" if len(found) > 1 else ""
    where = "tools" if first.part.level == "tools" else "system prompt"
    edits: tuple[Edit, ...] = ()
    if len({one.index for one in found}) == 1:
        may_be_empty = any(one.varying.origin not in ("clock", "random") for one in found)
        edits = stable_first(request, argument, first.part, may_be_empty=may_be_empty)
    title = "put what stays the same first, in a block of its own with the marker"
    fix = Fix(title, Safety.UNSAFE if edits else Safety.SHOWN, edits, guards=(request.span,))
    return Report(
        argument.span,
        f"{what}{others} changes the {where} {when}, {consequence}",
        fix,
        (Related(place, _WORDS[first.varying.origin]),),
        severity=Severity.ADVICE if daily else None,
    )


def _costs(request: Request, last: int) -> str:
    """What the marker costs when nothing is ever read."""
    words = "at or before the cache marker: what is cached is never read"
    marked = request.cacheable(request.prefix.parts[: last + 1])
    if marked is None:
        return words
    costs = unread_words(marked.size, marked.model)
    if costs is None:
        return words
    least = "" if all(part.exact for part in marked.parts) else "at least "
    return f"{words}; {least}{marked.size.words} are written to it each time, {costs}"


def _misses(beginning: Beginning) -> str:
    words = f"so that the {beginning.size.words} behind it cannot be cached"
    costs = uncached_words(beginning.size, beginning.model)
    return words if costs is None else f"{words}: {costs}"


def _made_at_import(request: Request, last: int) -> Iterator[Report]:
    """A value that each process of a server reads when it starts: each has a cache of its own."""
    if request.reuse is None or request.reuse.kind != "handler":
        return
    for one in request.varying_parts:
        varying = one.varying
        if one.index > last or one.part.level == "messages" or varying.origin not in ("clock", "random"):
            continue
        if varying.function is None and not varying.changes_daily:
            yield Report(
                request.arguments[one.part.level].span,
                f"{varying.words(request.module)} is read when the module is imported and stands before the cache marker: "
                "each process, and each restart, writes a cache of its own",
                None,
                (Related(varying.place, _WORDS[varying.origin]),),
                severity=Severity.ADVICE,
            )
            return
