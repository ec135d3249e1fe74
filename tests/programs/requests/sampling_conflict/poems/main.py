"""Writes a poem, by the API version that still takes both parameters."""

import anthropic

client = anthropic.Anthropic(default_headers={"anthropic-version": "2023-06-01"})
message = client.messages.create(
    model="claude-sonnet-4-6",
    max_tokens=4096,
    extra_body={"temperature": 0.9, "top_p": 0.95},
    messages=[{"role": "user", "content": "Write a poem about the harbour."}],
)
print("".join(block.text for block in message.content if block.type == "text"))
