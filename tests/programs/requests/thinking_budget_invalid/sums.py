"""Adds up, and thinks as long as it may."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-haiku-4-5",
    max_tokens=4096,
    thinking={"type": "enabled", "budget_tokens": 4096},
    messages=[{"role": "user", "content": "What do the ships carry together?"}],
)
print("".join(block.text for block in message.content if block.type == "text"))
