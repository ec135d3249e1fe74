"""Rings a bell. The key was made up for it."""

import anthropic

client = anthropic.Anthropic(
    api_key="sk-ant-api03-R7kQ2mWx9LpT4vNc8YbJ5hGd3FsA6eZu1XoKiVrBnMwPqEtHyCjDlSgUfRaOzIxQvNb7Tm4Kc2Wp9Lr5Yd8Hj3Gs6Fk1Z0-AA"
)
message = client.messages.create(
    model="claude-opus-4-8",
    max_tokens=1024,
    messages=[{"role": "user", "content": "What does a bell sound like?"}],
)
print("".join(block.text for block in message.content if block.type == "text"))
