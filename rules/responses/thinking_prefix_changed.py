"""Thinking goes back behind a prompt that has changed, or redacted thinking does not go back at all.

## What it does
Reports conversations that send answers back whole while something before them changes from request to request: the
system prompt or the tools are worked out anew, built up or chosen by the turn, or messages are cut off, inserted or
written anew at the beginning. That is reported for models that bind their thinking to what stood before it, where
they think and the request does not say `block_binding`. Also reported, for every model that thinks, is a turn that is
put together from the blocks of an answer and takes `thinking` along but not `redacted_thinking`. What is built once
before the conversation is not reported, and neither is a turn that is only text.

## Why is this bad?
Such a model checks each thinking block that comes back against the prompt before it. After a change the whole
conversation is refused with a 400, and every further turn of it too: on Fable 5.2 and Mythos 5.2 on every account, on
the others on accounts made since 2026-08-31. A thinking block that is left out of the last turn of the assistant is
refused as well; which answers hold redacted thinking shows only when the program runs.

## Example
```python
from datetime import datetime

import anthropic

client = anthropic.Anthropic()
messages = []
for question in ("Which river runs through Lyon?", "And through Paris?"):
    messages.append({"role": "user", "content": question})
    response = client.messages.create(
        model="claude-fable-5-2",
        max_tokens=16000,
        system=f"You are a guide. It is {datetime.now()}.",
        messages=messages,
    )
    messages.append({"role": "assistant", "content": response.content})
```

## Use instead
```python
from datetime import datetime

import anthropic

client = anthropic.Anthropic()
messages = []
for question in ("Which river runs through Lyon?", "And through Paris?"):
    messages.append({"role": "user", "content": f"{question} (It is {datetime.now()}.)"})
    response = client.messages.create(
        model="claude-fable-5-2",
        max_tokens=16000,
        system="You are a guide.",
        messages=messages,
    )
    messages.append({"role": "assistant", "content": response.content})
```

## Fix safety
Only shown: where what changes is to be said instead, or what is to be left out of a long conversation, is for the
author to decide. `thinking.block_binding` lets the request through without the blocks that do not fit.

## References
- [Prefix checks](https://platform.claude.com/docs/en/build-with-claude/preserved-thinking/prefix-checks)
- [Thinking](https://platform.claude.com/docs/en/build-with-claude/thinking)
- [Errors](https://platform.claude.com/docs/en/api/errors)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.catalog import ModelFacts
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import DroppedThinking, PrefixChange, Request
from claudelint.rule import Fixable, rule

_PARTS = {"system": "the system prompt", "tools": "`tools`", "messages": "the messages"}
_EDITS = {
    "cut": "messages are cut off the beginning of the conversation",
    "inserted": "a message is put in front of the conversation with every turn",
    "written": "an earlier message is written anew",
}
_WAYS = {"built up": "holds what is added to", "chosen": "becomes another one"}


@rule(
    code="CL609",
    name="thinking-prefix-changed",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def thinking_prefix_changed(request: Request) -> Iterator[Report]:
    if request.client.patched or request.is_in_test or not request.speaks_to_claude:
        return
    if request.thinks is True and not request.may_set_block_binding:
        for turn in request.dropped_thinking:
            yield _dropped(request, turn)
    model = request.binding_model
    if model is not None:
        yield from (_changed(request, model, change) for change in request.prefix_changes)


def _changed(request: Request, model: ModelFacts, change: PrefixChange) -> Report:
    everywhere = model.binds_thinking_on_every_account is True
    since = request.catalog.api.thinking.binding_accounts_since
    accounts = "on every account" if everywhere else f"on accounts made since {since}"
    severity = Severity.ERROR if everywhere else Severity.WARNING
    return Report(
        request.arguments[change.argument].span,
        f"{_words(request, change)}, and `{model.id}` binds the thinking that goes back to what stood before it: "
        f"the request after such a change gets a 400 {accounts}",
        Fix(_way_out(request, change), Safety.SHOWN),
        (Related(change.place, "here it changes"),),
        severity=Severity.ADVICE if change.changes_daily else severity,
    )


def _words(request: Request, change: PrefixChange) -> str:
    where = request.project.place_words(change.place, request.module)
    part = _PARTS[change.argument]
    if change.kind in _EDITS:
        return f"{_EDITS[change.kind]} {where}"
    if change.varying is None:
        return f"{part} {_WAYS[change.kind]} {where}"
    when = "every day" if change.changes_daily else "with every request"
    return f"{change.varying.words(request.module)} changes {part} {when}"


def _way_out(request: Request, change: PrefixChange) -> str:
    api = request.catalog.api
    header = next(one.headers[0] for one in api.beta_features if one.parameter == "thinking.block_binding")
    keep = (
        "keep what was sent and only add to it"
        if change.argument == "messages"
        else f"keep {_PARTS[change.argument]} as at the first request, and say what changes in the newest message"
    )
    return (
        f'{keep}, or set `"block_binding": {{"prefix_mismatch_behavior": "{api.thinking.binding_way_out}"}}` in '
        f"`thinking` (`client.beta`, header `{header}`)"
    )


def _dropped(request: Request, turn: DroppedThinking) -> Report:
    kept, dropped = request.catalog.api.thinking.block_types
    where = request.project.place_words(turn.test, turn.module)
    return Report(
        turn.turn,
        f"this turn takes the `{kept}` blocks of the answer along and not those of the type `{dropped}`, which are left "
        f"out {where}: an answer that holds one gets a 400 when it goes back",
        Fix("send `response.content` back as it came", Safety.SHOWN),
        (Related(turn.test, "here blocks are picked"),),
        severity=Severity.WARNING,
    )
