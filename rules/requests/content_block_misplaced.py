"""A message holds what the newer version of the API does not take there.

## What it does
Reports a `document` block directly in a message of the assistant's, and `citations` that are not empty on a text of
a message of the user's, when the project uses version 2 or later of the SDK.

## Why is this bad?
Version 2 of the SDK speaks an API version that answers 400 to both. Such messages come from conversations that were
kept by an older version, or put together by hand.

## Example
```python
import anthropic

client = anthropic.Anthropic()
report = {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "Rivers rise in spring."}}
response = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    messages=[
        {"role": "user", "content": "Write a report on rivers."},
        {"role": "assistant", "content": [report]},
        {"role": "user", "content": "When do they rise?"},
    ],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
report = {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "Rivers rise in spring."}}
response = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    messages=[{"role": "user", "content": [report, {"type": "text", "text": "When do rivers rise?"}]}],
)
```

## Fix safety
Only shown: whose words they are is for the author to say.

## References
- [Migration to the API version 2026-10-21](https://platform.claude.com/docs/en/api/migration-2026-10-21)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Known, Mapping, Message, Request, Sequence
from claudelint.rule import Fixable, rule


@rule(
    code="CL022",
    name="content-block-misplaced",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def content_block_misplaced(request: Request) -> Iterator[Report]:
    version = request.api_version
    if version is None or version < request.catalog.history.api_versions[-1].version:
        return
    if not request.speaks_to_claude:
        return
    for conversation in request.conversations:
        for message in conversation.messages:
            for block in message.blocks:
                fault = _fault(request, message, block)
                if fault is not None:
                    yield _report(request, block, *fault)
                    return


def _fault(request: Request, message: Message, block: Mapping) -> tuple[str, str] | None:
    """What a block is or has that may not stand where it does, and what to do about it."""
    facts = request.catalog.api.content
    kind = block.get("type")
    if not isinstance(kind, Known):
        return None
    if message.role == "assistant" and kind.value in facts.assistant_refuses_blocks:
        return (
            f"a block `{kind.value}` stands in a message of the assistant's",
            "move it to a message of the user's",
        )
    if message.role == "user" and kind.value == "text":
        for key in facts.user_text_refuses:
            if _is_filled(block, key):
                return f"a text of a message of the user's has `{key}`", f"leave out `{key}`"
    return None


def _is_filled(block: Mapping, key: str) -> bool:
    entry = block.entries.get(key)
    value = None if entry is None or not entry.certain else entry.value
    return isinstance(value, Sequence) and bool(value.items)


def _report(request: Request, block: Mapping, words: str, advice: str) -> Report:
    span = request.arguments["messages"].span
    related = () if span.contains(block.place) else (Related(block.place, "it is written here"),)
    by_sdk = not request.may_choose_api_version
    told = f" ({request.sdk.told})" if by_sdk else ""
    return Report(
        span,
        f"{words}: on API version {request.api_version} the request is answered with 400{told}",
        Fix(advice, Safety.SHOWN, guards=(request.span,)),
        related,
        Severity.WARNING if by_sdk and request.sdk.assumed else None,
    )
