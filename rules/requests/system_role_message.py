"""A message has the role `system` where none may stand.

## What it does
Reports a message of the role `system`:

- at the beginning of the conversation;
- for a model that does not take such messages;
- in the middle, where it does not follow a user's message, where something else than the assistant's message
  follows, or where it holds more than text.

## Why is this bad?
The API answers 400. What a conversation begins with is said by the parameter `system`. Sonnet 5 answers, and passes
over the message: what it says is lost.

## Example
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    messages=[
        {"role": "system", "content": "Answer in one sentence."},
        {"role": "user", "content": "Name three rivers in France."},
    ],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    system="Answer in one sentence.",
    messages=[{"role": "user", "content": "Name three rivers in France."}],
)
```

## Fix safety
Unsafe: a first message that is written out becomes the parameter `system`, which the model then follows.

## References
- [System messages in a conversation](https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.catalog import ModelFacts
from claudelint.editing import Change, Parameters, mend
from claudelint.findings import Related, Report, Severity
from claudelint.linking.project import Conversation, Message, Request, Value
from claudelint.rule import Fixable, rule

_REFUSED = "the request is answered with 400"


@rule(
    code="CL015",
    name="system-role-message",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def system_role_message(request: Request) -> Iterator[Report]:
    argument = request.arguments.get("messages")
    conversations: dict[Value, Conversation] = {
        one.value: one for one in request.conversations if one.system_messages
    }
    if argument is None or not conversations or not request.speaks_to_claude:
        return
    alternatives = argument.value.alternatives()
    has = "has" if len(alternatives) == 1 else "may have"

    def is_untaken(model: ModelFacts, value: Value) -> bool:
        return model.supports_mid_conversation_system is False and value in conversations

    found = request.clash(alternatives, is_untaken)
    if found is not None:
        message = conversations[found[1]].system_messages[0]
        model = found[0]
        outcome = (
            "which passes over it" if model.ignores_system_role else f"which does not take it: {_REFUSED}"
        )
        severity = Severity.WARNING if model.ignores_system_role else None
        yield _report(request, message, f"{has} the role `system` on `{model.id}`, {outcome}", severity)
        return
    for conversation in conversations.values():
        first = conversation.system_messages[0]
        if first.is_first and not first.changes_settings:
            yield _report(
                request, first, f"{has} the role `system`, and no conversation begins so: {_REFUSED}"
            )
            return

    def is_faulty(model: ModelFacts, value: Value) -> bool:
        return model.supports_mid_conversation_system is True and bool(_fault(conversations.get(value)))

    found = request.clash(alternatives, is_faulty)
    if found is not None:
        fault = _fault(conversations[found[1]])
        assert fault is not None
        yield _report(request, fault[0], f"{has} the role `system`, and {fault[1]}: {_REFUSED}")


def _fault(conversation: Conversation | None) -> tuple[Message, str] | None:
    for message in conversation.system_messages if conversation is not None else ():
        assert conversation is not None
        fault = conversation.fault_of(message)
        if fault is not None:
            return message, fault
    return None


def _report(request: Request, message: Message, words: str, severity: Severity | None = None) -> Report:
    span = request.arguments["messages"].span
    place = message.value.place
    related = () if span.contains(place) else (Related(place, "it is written here"),)
    fix = mend(request, "say it by `system`", _hoisted) if message.is_first else None
    return Report(span, f"a message {words}", fix, related, severity)


def _hoisted(parameters: Parameters) -> Iterator[Change]:
    for conversation in parameters.request.conversations:
        first = conversation.messages[0] if conversation.messages else None
        if first is None or first.role != "system" or not first.is_first:
            continue
        yield parameters.added("system", parameters.code_under(first.value, "content"))
        yield parameters.message_removed(first.value)
