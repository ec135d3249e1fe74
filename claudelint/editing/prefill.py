"""Whether a request puts the beginning of the answer into the answer's mouth."""

from __future__ import annotations

from claudelint.linking.project import Known, Mapping, Request, Sequence, TextValue, Value
from claudelint.reading import module as plain


def ends_in_prefill(request: Request) -> bool:
    """Whether the last message is certainly the assistant's, and no answer of Claude's that is sent back."""
    messages = request.arguments.get("messages")
    if messages is None:
        return False
    return any(_is_prefill(request, one) for one in messages.value.alternatives())


def _is_prefill(request: Request, messages: Value) -> bool:
    if not isinstance(messages, Sequence) or not messages.items:
        return False
    last = messages.items[-1]
    if messages.open and not _ends_with_known(messages):
        return False
    if not isinstance(last, Mapping):
        return False
    role, content = last.get("role"), last.get("content")
    if not isinstance(role, Known) or role.value != "assistant":
        return False
    if isinstance(content, (Known, TextValue)):
        return True
    if isinstance(content, Sequence) and not content.open:
        return True
    return not _is_answer(request, last)


def _ends_with_known(messages: Sequence) -> bool:
    """Whether the last item of an open list is the one that is known."""
    term = messages.term
    if term is None:
        return False
    expr = term.expr
    if isinstance(expr, plain.Mutated):
        return expr.method == "append"
    if isinstance(expr, plain.Binary) and expr.operator == "+":
        expr = expr.right
    return isinstance(expr, plain.Seq) and bool(expr.items) and not isinstance(expr.items[-1], plain.Star)


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
