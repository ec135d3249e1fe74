"""Answers quickly."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    effort="low",
    messages=[{"role": "user", "content": "Which way to the harbour?"}],
)
print("".join(block.text for block in message.content if block.type == "text"))
