"""A script marks a prompt for the cache that one run of it sends too seldom for the cache to pay.

## What it does
Reports a `cache_control` marker in a script when one run sends what is marked a single time, or a marker with a
lifetime of an hour when one run sends it no more than twice. Nothing is said where a loop, a handler, or code out of
sight may send it again, where another request may share what is marked, and of requests that only write the cache.

## Why is this bad?
Writing to the cache costs a quarter more than plain input, and twice as much as that for an hour's lifetime. A
marker of five minutes pays with the second request, one of an hour with the third. What is sent once is only made
dearer.

## Example
```python
import anthropic

HANDBOOK = "Answer from the handbook of the harbour office. " * 300

if __name__ == "__main__":
    client = anthropic.Anthropic()
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        system=[{"type": "text", "text": HANDBOOK, "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": "Where may I anchor?"}],
    )
    print(message.usage)
```

## Use instead
```python
import anthropic

HANDBOOK = "Answer from the handbook of the harbour office. " * 300

if __name__ == "__main__":
    client = anthropic.Anthropic()
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        system=[{"type": "text", "text": HANDBOOK}],
        messages=[{"role": "user", "content": "Where may I anchor?"}],
    )
    print(message.usage)
```

## Fix safety
Unsafe: whoever runs the script again within the lifetime of the cache has read from it until now. Only shown where a
marker is written outside the call.

## References
- [Prompt caching](https://platform.claude.com/docs/en/build-with-claude/prompt-caching)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.prices import written_words
from claudelint.editing import without_markers
from claudelint.findings import Fix, Report, Safety, Severity
from claudelint.linking.project import Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL210",
    name="cache-without-reuse",
    on=Request,
    severity=Severity.ADVICE,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
    preview=True,
)
def cache_without_reuse(request: Request) -> Iterator[Report]:
    last, lifetimes = request.prefix.last_marked, request.marker_lifetimes
    if (
        last is None
        or lifetimes is None
        or request.number("max_tokens") == 0
        or request.may_offer_server_tools
    ):
        return
    marked = request.prefix.parts[: last + 1]
    if request.too_short_for_cache(marked) is not None or request.varying_at_only_marker is not None:
        # one finding for one place: CL205 and CL206 speak of these
        return
    uses = request.marked_uses_per_run
    lasts = request.catalog.api.cache_markers.default_ttl not in lifetimes
    if uses is None or uses > (2 if lasts else 1):
        return
    edits = without_markers(request)
    whole = request.arguments.get("cache_control")
    argument = whole or request.arguments[request.prefix.parts[last].level]
    yield Report(
        argument.span,
        f"a run of the script sends what is marked {'once' if uses == 1 else 'twice'}: writing it to the cache "
        f"costs more than is ever read from it{_costs(request, lasts)}",
        Fix("remove the marker", Safety.UNSAFE if edits else Safety.SHOWN, edits, guards=(request.span,)),
    )


def _costs(request: Request, lasts: bool) -> str:
    size = request.marked_start
    costs = None if size is None else written_words(size.size, size.model, lasts=lasts)
    return "" if costs is None else f", {costs}"
