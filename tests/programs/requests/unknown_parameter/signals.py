"""Reads signals, up to the last one."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-opus-5-5",
    max_completion_tokens=16000,
    stop="OVER",
    messages=[{"role": "user", "content": "Which signals mean danger?"}],
)
print("".join(block.text for block in message.content if block.type == "text"))
