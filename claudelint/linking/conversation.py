"""The messages of a request one by one: their roles, their blocks, and which of them is first and last."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from claudelint.linking.value_kinds import Known, Mapping, Sequence, TextValue, Value
from claudelint.reading import module as plain

# blocks of a message of the role `system` that change the tools, in beta; anthropic 2.12.0
# types/beta/beta_system_message_param.py
_TOOL_CHANGES = frozenset({"tool_addition", "tool_removal"})


class Message(msgspec.Struct, frozen=True):
    """A message that is certainly sent, if its conversation is.

    `role` is None when it is not known. `is_first` and `is_last` are true when nothing can stand before or behind it.
    """

    value: Mapping
    role: str | None
    is_first: bool
    is_last: bool

    @property
    def content(self) -> Value | None:
        """What it says."""
        return self.value.get("content")

    @property
    def blocks(self) -> tuple[Mapping, ...]:
        """The blocks of its content that are in sight; none where it is a text."""
        return blocks_of(self.content)

    @property
    def asks_for_citations(self) -> bool:
        """Whether a block of it certainly asks for citations."""
        return any(_cites(block) for block in self.blocks)

    @property
    def changes_settings(self) -> bool:
        """Whether it changes tools or the configuration, which a message of the role `system` may do in beta."""
        return "output_config" in self.value.entries or any(
            _kind(one) in _TOOL_CHANGES for one in self.blocks
        )

    @property
    def says_only_text(self) -> bool | None:
        """Whether its content is text; None when that cannot be told."""
        content = self.content
        if isinstance(content, Sequence):
            kinds = [_kind(one) for one in content.items]
            if any(kind not in (None, "text") for kind in kinds):
                return False
            return None if content.open or None in kinds else True
        return True if isinstance(content, Known) and isinstance(content.value, str) else None


class Conversation(msgspec.Struct, frozen=True):
    """One of the values that `messages` may have, as far as it is known.

    `is_whole` when every message is in sight.
    """

    value: Sequence
    messages: tuple[Message, ...]
    is_whole: bool

    @property
    def system_messages(self) -> tuple[Message, ...]:
        """Those of the role `system`."""
        return tuple(one for one in self.messages if one.role == "system")

    def fault_of(self, message: Message) -> str | None:
        """What is wrong with the place or the content of a message of the role `system`; None where nothing is.

        It stands directly behind a user's message, or behind what a server's tool gave back, and before an
        assistant's or at the end, and says text only (platform.claude.com/docs,
        build-with-claude/mid-conversation-system-messages). Where one that changes settings may stand is not known.
        """
        if message.changes_settings:
            return None
        if message.says_only_text is False:
            return "holds more than text"
        if not self.is_whole:
            return None
        place = self.messages.index(message)
        before = self.messages[place - 1] if place else None
        after = self.messages[place + 1] if place + 1 < len(self.messages) else None
        if before is not None and _may_not_precede(before):
            return "does not stand directly behind a user's message"
        if after is not None and after.role in ("user", "system") and not after.changes_settings:
            return "stands before a message that is not the assistant's"
        return None


def _may_not_precede(message: Message) -> bool:
    """Whether no message of the role `system` may stand behind this one."""
    if message.role == "system":
        return not message.changes_settings
    if message.role != "assistant":
        return False
    content = message.content
    if isinstance(content, (Known, TextValue)):
        return True
    last = content.items[-1] if isinstance(content, Sequence) and content.items and not content.open else None
    kind = None if last is None else _kind(last)
    return kind is not None and not kind.endswith("_tool_result")


def conversations_of(messages: Value | None) -> Iterator[Conversation]:
    """The lists that may be sent as `messages`."""
    for value in () if messages is None else messages.alternatives():
        if isinstance(value, Sequence):
            yield _conversation(value)


def blocks_of(content: Value | None) -> tuple[Mapping, ...]:
    """The blocks of a content or a system prompt that are in sight."""
    items = content.items if isinstance(content, Sequence) else ()
    return tuple(item for item in items if isinstance(item, Mapping))


def last_text(content: Value | None) -> str | None:
    """The text that a content certainly ends with, up to the last part that is not known."""
    if isinstance(content, Sequence):
        last = content.items[-1] if content.items and not content.open else None
        content = last.get("text") if isinstance(last, Mapping) and _kind(last) == "text" else None
    if isinstance(content, Known) and isinstance(content.value, str):
        return content.value
    if isinstance(content, TextValue) and isinstance(content.parts[-1], str):
        return content.parts[-1]
    return None


def _conversation(value: Sequence) -> Conversation:
    last = len(value.items) - 1
    messages = tuple(
        Message(
            item,
            _role(item),
            is_first=place == 0 and _begins_with_known(value),
            is_last=place == last and ends_with_known(value),
        )
        for place, item in enumerate(value.items)
        if isinstance(item, Mapping)
    )
    return Conversation(value, messages, not value.open and len(messages) == len(value.items))


def _role(message: Mapping) -> str | None:
    role = message.get("role")
    return role.value if isinstance(role, Known) and isinstance(role.value, str) else None


def _kind(block: Value) -> str | None:
    kind = block.get("type") if isinstance(block, Mapping) else None
    return kind.value if isinstance(kind, Known) and isinstance(kind.value, str) else None


def _cites(block: Mapping) -> bool:
    citations = block.get("citations")
    enabled = citations.get("enabled") if isinstance(citations, Mapping) else None
    return isinstance(enabled, Known) and enabled.value is True


def ends_with_known(messages: Sequence) -> bool:
    """Whether nothing can stand behind the last item in sight."""
    if not messages.open:
        return True
    if messages.term is None:
        return False
    expr = messages.term.expr
    if isinstance(expr, plain.Mutated):
        return expr.method == "append"
    if isinstance(expr, plain.Binary) and expr.operator == "+":
        expr = expr.right
    return isinstance(expr, plain.Seq) and bool(expr.items) and not isinstance(expr.items[-1], plain.Star)


def _begins_with_known(messages: Sequence) -> bool:
    """Whether nothing can stand before the first item in sight."""
    if not messages.open:
        return True
    if messages.term is None:
        return False
    expr = messages.term.expr
    while isinstance(expr, plain.Binary) and expr.operator == "+":
        expr = expr.left
    return isinstance(expr, plain.Seq) and bool(expr.items) and not isinstance(expr.items[0], plain.Star)
