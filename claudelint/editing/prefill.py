"""Whether a request puts the beginning of the answer into the answer's mouth."""

from __future__ import annotations

from claudelint.linking.conversation import ends_with_known
from claudelint.linking.project import Known, Mapping, Request, Sequence, TextValue, Value
from claudelint.reading import module as plain


def ends_in_prefill(request: Request) -> bool:
    """Whether the last message is certainly the assistant's, and no answer of Claude's that is sent back."""
    messages = request.arguments.get("messages")
    if messages is None:
        return False
    return any(prefill_of(request, one) is not None for one in messages.value.alternatives())


def prefill_of(request: Request, messages: Value) -> Mapping | None:
    """The message of the assistant that certainly ends one value of `messages`, unless it is an answer of Claude's."""
    if not isinstance(messages, Sequence) or not messages.items or not ends_with_known(messages):
        return None
    last = messages.items[-1]
    if not isinstance(last, Mapping):
        return None
    role, content = last.get("role"), last.get("content")
    if not isinstance(role, Known) or role.value != "assistant":
        return None
    if isinstance(content, (Known, TextValue)) or (isinstance(content, Sequence) and not content.open):
        return last
    return None if _is_answer(request, last) else last


def _is_answer(request: Request, message: Mapping) -> bool:
    """Whether a message holds what a response held, as a turn that is taken up again does."""
    written = message.entries["content"].written if "content" in message.entries else None
    if written is None or message.term is None:
        return False
    for origin in request.project.names.origins(message.term.at(written[0].value)):
        expr = origin.expr
        if isinstance(expr, plain.Attr) and expr.name == "content":
            return True
        if isinstance(expr, plain.CallOf):
            function = origin.module.calls[expr.call].function
            if isinstance(function, plain.Attr) and function.name == "to_param":
                return True
    return False
