"""Whether a body has the fields and the types without which nothing can be said about it."""

from __future__ import annotations

from collections.abc import Callable

from api.reading import integer, items, mapping
from api.refusals.asked import COUNT, Asked

_ROLES = ("user", "assistant", "system")


def missing_field(asked: Asked) -> str | None:
    """`model`, `messages` and, except for counting, `max_tokens` are required (anthropic 2.12.0, types)."""
    required = ("messages", "model") if asked.kind == COUNT else ("max_tokens", "messages", "model")
    missing = next((name for name in required if name not in asked.body), None)
    return None if missing is None else f"{missing}: Field required"


def wrong_type(asked: Asked) -> str | None:
    """Fields have the types of the SDK's own request types, as far as an answer depends on them."""
    body = asked.body
    for name, (fits, wanted) in _TYPES.items():
        if body.get(name) is not None and not fits(body[name]):
            return f"{name}: Input should be {wanted}"
    for place, message in enumerate(asked.messages):
        if message.get("role") not in _ROLES:
            return f"messages.{place}.role: Input should be 'user', 'assistant' or 'system'"
        if not _is_content(message.get("content")):
            return f"messages.{place}.content: Input should be a valid list"
    return None


def unknown_model(asked: Asked) -> str | None:
    """Misspelt and retired ids fail (platform.claude.com/docs, about-claude/model-deprecations)."""
    model = asked.body["model"]
    return None if asked.models.find(str(model)) else f"model: {model}"


def _is_content(value: object) -> bool:
    return isinstance(value, str) or _is_list_of_objects(value)


def _is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _is_list_of_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in items(value))


def _is_object(value: object) -> bool:
    return value is mapping(value)


_TYPES: dict[str, tuple[Callable[[object], bool], str]] = {
    "model": (lambda value: isinstance(value, str), "a valid string"),
    "max_tokens": (lambda value: integer(value) is not None, "a valid integer"),
    "messages": (_is_list_of_objects, "a valid list"),
    "system": (_is_content, "a valid list"),
    "tools": (_is_list_of_objects, "a valid list"),
    "stop_sequences": (_is_list_of_strings, "a valid list"),
    "stream": (lambda value: isinstance(value, bool), "a valid boolean"),
    "thinking": (_is_object, "a valid dictionary"),
    "tool_choice": (_is_object, "a valid dictionary"),
    "output_config": (_is_object, "a valid dictionary"),
}
