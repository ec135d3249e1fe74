"""A marker for the cache says something, or stands somewhere, that the API does not take.

## What it does
Reports a `cache_control` of another type than `ephemeral`, with a lifetime that there is not, on an empty text or
on thinking, and one of an hour that comes after one of five minutes. As an argument of the request it is reported
where the last block has a marker of another lifetime, and where it is sent by `AnthropicBedrock`, which never
takes it.

## Why is this bad?
The API answers 400. Nothing is cached, and nothing is answered.

## Example
```python
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    system=[
        {"type": "text", "text": "All about boats.", "cache_control": {"type": "ephemeral"}},
        {"type": "text", "text": "All about tides.", "cache_control": {"type": "ephemeral", "ttl": "1h"}},
    ],
    messages=[{"role": "user", "content": "How do I moor a boat at low tide?"}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    system=[
        {"type": "text", "text": "All about boats.", "cache_control": {"type": "ephemeral", "ttl": "1h"}},
        {"type": "text", "text": "All about tides.", "cache_control": {"type": "ephemeral"}},
    ],
    messages=[{"role": "user", "content": "How do I moor a boat at low tide?"}],
)
```

## Fix safety
Unsafe, and offered for the order of lifetimes only: what comes after a marker of five minutes is kept for five
minutes as well, which costs less to write and is written more often. It may be that everything was to be kept for
an hour.

## References
- [Prompt caching](https://platform.claude.com/docs/en/build-with-claude/prompt-caching)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import Change, Parameters, mend
from claudelint.findings import Fix, Report, Safety, Severity
from claudelint.linking.project import Known, Mapping, Marker, Prompt, Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL013",
    name="cache-marker-invalid",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def cache_marker_invalid(request: Request) -> Iterator[Report]:
    for prompt in request.prompts:
        for marker in prompt.markers:
            fault = _fault(request, marker) or _contradiction(request, prompt, marker)
            if fault is not None:
                yield _report(request, marker, *fault)
        for marker in _too_long(request, prompt):
            words = "keeps for an hour what comes after a marker of five minutes, and has to come before it"
            yield _report(request, marker, words, mend(request, "keep it for five minutes", _shortened))


def _report(request: Request, marker: Marker, words: str, fix: Fix) -> Report:
    span, related = request.told_at(marker.argument, marker.place, "the marker")
    return Report(span, f"`cache_control` {words}: the request is answered with 400", fix, related)


def _fault(request: Request, marker: Marker) -> tuple[str, Fix] | None:
    """What is wrong with a marker by itself."""
    facts = request.catalog.api.cache_markers
    whole = next((one for one in marker.options if isinstance(one, Known)), None)
    if whole is not None:
        return f"is `{whole.value}`, and not a dict", _shown(request, 'write `{"type": "ephemeral"}`')
    for key, taken in (("type", facts.types), ("ttl", facts.ttls)):
        for entry in marker.said(key):
            named = None if entry is None else entry.value.some(lambda one: isinstance(one, Known))
            known = " or ".join(f"`{one}`" for one in taken)
            if entry is None and key == "type":
                return f"has no `type`, which is always {known}", _shown(request, f"add the type {known}")
            if isinstance(named, Known) and named.value is not None and named.value not in taken:
                return f"has the {key} `{named.value}`, and takes {known}", _shown(request, f"say {known}")
    kind, text = (None if marker.block is None else marker.block.get(key) for key in ("type", "text"))
    if isinstance(kind, Known) and kind.value in facts.refused_blocks:
        return f"stands on a block of type `{kind.value}`", _shown(
            request, "mark the block before or after it"
        )
    if isinstance(text, Known) and text.value == "":
        return "stands on an empty text", _shown(request, "leave the block out")
    return None


def _contradiction(request: Request, prompt: Prompt, marker: Marker) -> tuple[str, Fix] | None:
    """What is wrong with the marker of a whole request."""
    if marker.block is not None:
        return None
    platform = request.catalog.api.platforms.get(request.client.kind.platform)
    if platform is not None and platform.automatic_caching is False and marker.certain:
        return f"as an argument is refused by `{request.client.kind.name}`", _shown(
            request, "mark a block instead"
        )
    default = request.catalog.api.cache_markers.default_ttl
    own = marker.known_ttl(default)
    for other in prompt.markers:
        ttl = other.known_ttl(default)
        if other.block is prompt.last and other.certain and own is not None and ttl not in (None, own):
            words = f"asks for `{own}`, and the last block of the request for `{ttl}`"
            return words, _shown(request, "keep one of the two")
    return None


def _too_long(request: Request, prompt: Prompt) -> Iterator[Marker]:
    """The markers of blocks that outlive one before them."""
    facts = request.catalog.api.cache_markers
    shortest = len(facts.ttls)
    for marker in prompt.markers:
        ttl = marker.known_ttl(facts.default_ttl)
        if marker.block is None or not marker.certain or ttl not in facts.ttls:
            continue
        if facts.ttls.index(ttl) > shortest:
            yield marker
        shortest = min(shortest, facts.ttls.index(ttl))


def _shortened(parameters: Parameters) -> Iterator[Change]:
    request = parameters.request
    for prompt in request.prompts:
        for marker in _too_long(request, prompt):
            for one in marker.options:
                if isinstance(one, Mapping) and "ttl" in one.entries:
                    default = request.catalog.api.cache_markers.default_ttl
                    yield parameters.quoted_within(marker.argument, one.entries["ttl"], "ttl", default)


def _shown(request: Request, title: str) -> Fix:
    return Fix(title, Safety.SHOWN, guards=(request.span,))
