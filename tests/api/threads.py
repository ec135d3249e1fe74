"""Conversations that the server holds: `thread` of beta requests.

The SDK's tool runner uses them by default: each turn after the first sends only what is new. Source of the
fields, of what a `continue` may not repeat and of the errors: anthropic 2.12.0, lib/threads and types.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.errors import Refused
from api.prompt import without_markers
from api.reading import Json, items, mapping, string

# what a thread keeps from the request that created it
_CREATE_ONLY = ("system", "tools")


@dataclass
class _Held:
    fields: dict[str, object]
    messages: list[object]
    continued: bool = False


class Threads:
    """The held conversations, by the id of their last message."""

    def __init__(self) -> None:
        self._by_id: dict[str, _Held] = {}

    def whole(self, body: Json) -> Json:
        """The request with everything that the server holds of it; raises Refused."""
        thread = mapping(body.get("thread"))
        if thread.get("type") != "continue":
            return body
        repeated = next((name for name in _CREATE_ONLY if name in body), None)
        if repeated is not None:
            raise Refused(f"{repeated}: a thread keeps what it was created with")
        held = self._held(string(thread.get("previous_message_id")))
        return {**body, **held.fields, "messages": [*held.messages, *items(body.get("messages"))]}

    def hold(self, body: Json, message: Json) -> None:
        """Hold a conversation, if the whole request asks for that, under the id of its new message."""
        thread = mapping(body.get("thread"))
        if not thread:
            return
        if thread.get("type") == "continue":
            self._held(string(thread.get("previous_message_id"))).continued = True
        reply = {"role": "assistant", "content": message["content"]}
        # a marker is for the turn that sent it
        earlier = [without_markers(one) for one in items(body.get("messages"))]
        fields = {name: body[name] for name in _CREATE_ONLY if name in body}
        self._by_id[string(message["id"])] = _Held(fields, [*earlier, reply])

    def _held(self, message_id: str) -> _Held:
        held = self._by_id.get(message_id)
        if held is None:
            raise Refused(f"thread {message_id} not found", "not_found_error", "thread_not_found")
        if held.continued:
            raise Refused(
                f"thread {message_id} was continued already",
                "invalid_request_error",
                "thread_already_continued",
            )
        return held
