"""A beta is asked for that has no effect any more.

## What it does
Reports values of the beta header, in `betas`, `extra_headers` and the `default_headers` of a client, of features
that have left beta or have ended, and the one for interleaved thinking where the model thinks adaptively.

## Why is this bad?
The values do nothing, and say of a request what is not so. The SDK's changelog asks to delete them.

## Example
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=4096,
    extra_headers={"anthropic-beta": "prompt-caching-2024-07-31"},
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
Safe: the API does the same with and without the value. Only what stands in the call itself is taken out.
The value for long outputs is left to the reader: that it has no effect is not said anywhere in so many words.

## References
- [Changelog of the SDK](https://github.com/anthropics/anthropic-sdk-python/blob/main/CHANGELOG.md)
- [Release notes](https://platform.claude.com/docs/en/release-notes/overview)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.api import ObsoleteBetas
from claudelint.editing import without_betas
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Known, Request, SentBetas
from claudelint.rule import Fixable, rule


@rule(
    code="CL804",
    name="obsolete-beta-header",
    on=Request,
    severity=Severity.ADVICE,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def obsolete_beta_header(request: Request) -> Iterator[Report]:
    if not all(_goes_to_claude(one) for one in request.siblings):
        return
    for sent in request.betas:
        found = [
            (name, facts)
            for name in dict.fromkeys(sent.names)
            for facts in request.catalog.api.obsolete_betas
            if name in facts.names and _has_no_effect(request, sent, facts)
        ]
        if found:
            yield Report(
                sent.span,
                _message(request, found),
                _fix(request, sent, [name for name, facts in found if facts.confidence == "official"]),
                _elsewhere(sent),
            )


def _elsewhere(sent: SentBetas) -> tuple[Related, ...]:
    decided = sent.argument.decided
    return () if sent.span.contains(decided) else (Related(decided, "they are written here"),)


def _goes_to_claude(request: Request) -> bool:
    """Whether Anthropic itself answers it; what other platforms make of the header is not known."""
    return request.speaks_to_claude and request.client.kind.platform == "api"


def _has_no_effect(request: Request, sent: SentBetas, facts: ObsoleteBetas) -> bool:
    if facts.when == "always":
        return True
    # a client sends its headers for other models as well
    return (
        facts.when == "adaptive_thinking"
        and not sent.is_default
        and all(_thinks_adaptively(one) for one in request.siblings)
    )


def _thinks_adaptively(request: Request) -> bool:
    """Whether every model it may go to thinks adaptively, if at all."""
    kinds = request.under("thinking", "type")
    is_adaptive = bool(kinds) and all(isinstance(kind, Known) and kind.value == "adaptive" for kind in kinds)
    if not request.models or len(request.models) != len(request.arguments["model"].value.alternatives()):
        return False
    for _, model in request.models:
        types = None if model is None else model.thinking_types
        if types is None or "adaptive" not in types or ("enabled" in types and not is_adaptive):
            return False
    return True


def _message(request: Request, found: list[tuple[str, ObsoleteBetas]]) -> str:
    named = " and ".join(f"`{name}`" for name, _ in found)
    where = "any more"
    if all(facts.when == "adaptive_thinking" for _, facts in found):
        where = f"on {' and '.join(f'`{known.value}`' for known, _ in request.models)}"
    if len(found) == 1:
        return f"the beta {named} has no effect {where}: it can be deleted"
    return f"the betas {named} have no effect {where}: they can be deleted"


def _fix(request: Request, sent: SentBetas, names: list[str]) -> Fix:
    edits = without_betas(request.project, sent, names) if names else ()
    if not edits:
        return Fix("delete it where it is written", Safety.SHOWN)
    title = f"delete {' and '.join(f'`{name}`' for name in names)}"
    return Fix(title, Safety.SAFE, edits, guards=(sent.guard,))
