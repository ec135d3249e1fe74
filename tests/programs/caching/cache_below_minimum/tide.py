"""Asks for the tide, briefly."""

import anthropic

client = anthropic.Anthropic()

message = client.messages.create(
    model="claude-haiku-4-5",
    max_tokens=1024,
    system=[
        {
            "type": "text",
            "text": "Answer in one sentence.",
            "cache_control": {"type": "ephemeral"},
        }
    ],
    messages=[{"role": "user", "content": "When is high water?"}],
)
print("".join(block.text for block in message.content if block.type == "text"))
