"""Says when the tide turns."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-opus-4-8",  # claudelint: ignore[CL401] it was an older one once
    max_tokens=1024,
    messages=[{"role": "user", "content": "When does the tide turn?"}],
)
print("".join(block.text for block in message.content if block.type == "text"))
