"""Whether a model thinks before it answers a request, and whether it shows that."""

from __future__ import annotations

from api.models import ServedModel
from api.reading import Json, content_blocks, items, mapping, mappings, of_type, string


def thinking_type(body: Json, model: ServedModel) -> str:
    """The `thinking.type` that holds: the one asked for, or what the model does when it is left out.

    Source: platform.claude.com/docs, build-with-claude/thinking.
    """
    asked = string(mapping(body.get("thinking")).get("type"))
    return asked or ("adaptive" if model.facts.thinks_by_default else "disabled")


def thinks_first(body: Json, model: ServedModel) -> bool:
    """Whether the answer begins with a thinking block; here a model that may think always does."""
    kind = thinking_type(body, model)
    if kind == "between_tools":
        return answers_tool_results(body)
    return kind in ("adaptive", "enabled")


def shows_thinking(body: Json, model: ServedModel) -> bool:
    """Whether thinking blocks hold their text; otherwise they are empty and only signed."""
    display = string(mapping(body.get("thinking")).get("display"))
    return display == "summarized" if display else model.shows_thinking


def answers_tool_results(body: Json) -> bool:
    """Whether the last message hands results of tools back."""
    messages = mappings(body.get("messages"))
    return bool(messages) and bool(of_type(content_blocks(messages[-1].get("content")), "tool_result"))


def forces_a_tool(body: Json) -> bool:
    """Whether `tool_choice` leaves the model no way around a tool."""
    return mapping(body.get("tool_choice")).get("type") in ("any", "tool")


def effort_of(body: Json) -> object:
    """The effort asked for; None when it is left out."""
    return mapping(body.get("output_config")).get("effort")


def output_format(body: Json) -> Json:
    """The format that the answer must have; empty when it is free."""
    return mapping(mapping(body.get("output_config")).get("format"))


def is_prefilled(body: Json) -> bool:
    """Whether the last message is the beginning of the answer."""
    messages = items(body.get("messages"))
    return bool(messages) and mapping(messages[-1]).get("role") == "assistant"
