from anthropic.types import MessageParam


def turn(text: str) -> MessageParam:
    return MessageParam(
        role="user",
        # as it was typed
        content=text,
    )
