"""The messages: their roles and places, their blocks, a prefill, the stop sequences."""

from __future__ import annotations

from api.reading import Json, content_blocks, is_text, items, mapping, of_type, string, text_of
from api.refusals.asked import Asked
from api.thinking import is_prefilled, output_format, thinking_type


def no_messages(asked: Asked) -> str | None:
    """There is something to answer."""
    return None if asked.messages else "messages: at least one message is required"


def empty_text(asked: Asked) -> str | None:
    """Text blocks hold text."""
    blocks = [block for _, block in asked.blocks] + content_blocks(asked.body.get("system"))
    # an empty string as the system prompt is the same as none
    if asked.body.get("system") == "":
        blocks.pop()
    empty = any(is_text(block) and not string(block.get("text")) for block in blocks)
    return "messages: text content blocks must be non-empty" if empty else None


def system_role_unsupported(asked: Asked) -> str | None:
    """Only newer models know it (docs, build-with-claude/mid-conversation-system-messages)."""
    used = any(message.get("role") == "system" for message in asked.messages)
    if not used or asked.model.takes_system_role is not False:
        return None
    return "role 'system' is not supported on this model"


def system_role_misplaced(asked: Asked) -> str | None:
    """After a user turn, before an assistant turn or at the end, text only (same page)."""
    messages = asked.messages
    for place, message in enumerate(messages):
        if message.get("role") != "system":
            continue
        before = messages[place - 1] if place else None
        after = messages[place + 1] if place + 1 < len(messages) else None
        if before is None or not _may_precede_system(before):
            return f"messages.{place}: role 'system' must directly follow a user message"
        if after is not None and after.get("role") != "assistant":
            return f"messages.{place}: role 'system' must be last or be followed by an assistant message"
        if not all(map(is_text, content_blocks(message.get("content")))):
            return f"messages.{place}: role 'system' takes text only"
    return None


def _may_precede_system(message: Json) -> bool:
    if message.get("role") == "user":
        return True
    kinds = [string(block.get("type")) for block in content_blocks(message.get("content"))]
    last = kinds[-1] if kinds else ""
    # the results of server tools stand in the assistant's turn
    return message.get("role") == "assistant" and last.endswith("_tool_result")


def unanswered_tool_use(asked: Asked) -> str | None:
    """Every call has its result at the start of the next message (docs, tool-use/handle-tool-calls)."""
    messages = asked.messages
    for place, message in enumerate(messages):
        calls = [string(block.get("id")) for block in _blocks(message, "tool_use")]
        following = messages[place + 1] if place + 1 < len(messages) else {}
        answered = _answered(following) if following.get("role") == "user" else set()
        missing = [call for call in calls if call not in answered]
        if missing:
            return (
                f"messages.{place + 1}: `tool_use` ids were found without `tool_result` blocks immediately "
                f"after: {', '.join(missing)}"
            )
    return None


def stray_tool_result(asked: Asked) -> str | None:
    """Every result answers a call of the message before, once, and stands first (same page)."""
    before: list[str] = []
    for place, message in enumerate(asked.messages):
        results = [string(block.get("tool_use_id")) for block in _blocks(message, "tool_result")]
        stray = [one for one in results if one not in before or one not in _answered(message)]
        if stray or len(set(results)) < len(results):
            found = stray[0] if stray else results[0]
            return f"messages.{place}: unexpected `tool_use_id` found in `tool_result` blocks: {found}"
        before = [string(block.get("id")) for block in _blocks(message, "tool_use")]
    return None


def _answered(message: Json) -> set[str]:
    """The calls whose results a message begins with."""
    found: set[str] = set()
    for block in content_blocks(message.get("content")):
        if block.get("type") != "tool_result":
            break
        found.add(string(block.get("tool_use_id")))
    return found


def _blocks(message: Json, kind: str) -> list[Json]:
    return of_type(content_blocks(message.get("content")), kind)


def document_from_assistant(asked: Asked) -> str | None:
    """Since API version 2026-10-21 (docs, api/migration-2026-10-21)."""
    if not asked.is_newest_version:
        return None
    found = any(role == "assistant" and block.get("type") == "document" for role, block in asked.blocks)
    return "document blocks are not permitted in assistant messages" if found else None


def citations_from_user(asked: Asked) -> str | None:
    """Since API version 2026-10-21 (same page)."""
    if not asked.is_newest_version:
        return None
    found = any(
        role == "user" and is_text(block) and items(block.get("citations")) for role, block in asked.blocks
    )
    return "citations: not permitted on text of a user message" if found else None


def prefill_unsupported(asked: Asked) -> str | None:
    """Models from 4.6 on begin their answers themselves (docs, api/errors#prefill-not-supported)."""
    if not is_prefilled(asked.body) or asked.model.facts.supports_prefill is not False:
        return None
    return "This model does not support assistant message prefill. The conversation must end with a user message."


def prefill_with_thinking_or_format(asked: Asked) -> str | None:
    """No beginning of an answer before a thought or a format (docs, structured-outputs)."""
    if not is_prefilled(asked.body):
        return None
    if thinking_type(asked.body, asked.model) == "enabled":
        return "assistant message prefill is not supported while thinking is enabled"
    if output_format(asked.body):
        return "assistant message prefill is not supported with output_config.format"
    return None


def prefill_ends_in_space(asked: Asked) -> str | None:
    """The beginning of an answer ends in a character that is seen."""
    if not is_prefilled(asked.body):
        return None
    beginning = text_of(mapping(asked.messages[-1]).get("content"))
    if beginning == beginning.rstrip():
        return None
    return "messages: final assistant content cannot end with trailing whitespace"


def blank_stop_sequence(asked: Asked) -> str | None:
    """White space alone stops nothing."""
    blank = any(not string(one).strip() for one in items(asked.body.get("stop_sequences")))
    return "stop_sequences: each stop sequence must contain non-whitespace" if blank else None
