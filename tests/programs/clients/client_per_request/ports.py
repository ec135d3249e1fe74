"""Describes ports in the loop of a script."""

from anthropic import Anthropic

# each of them in one sentence
for port in ("Genoa", "Bergen"):
    client = Anthropic(max_retries=3)
    message = client.messages.create(
        model="claude-opus-4-8",
        max_tokens=1024,
        messages=[{"role": "user", "content": f"Describe {port}."}],
    )
    print("".join(block.text for block in message.content if block.type == "text"))
