"""Tells when the ferry leaves."""

import anthropic

client = anthropic.Anthropic()
TIMES = "Ferries leave at noon and at six."
message = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    messages=[
        {"role": "system", "content": TIMES},
        {"role": "user", "content": "When does the next ferry leave?"},
    ],
)
print(message.stop_reason, "".join(block.text for block in message.content if block.type == "text"))
