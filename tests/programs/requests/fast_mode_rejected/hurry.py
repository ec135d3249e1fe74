"""Names a river in a hurry."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-haiku-4-5",
    max_tokens=1000,
    speed="fast",
    messages=[{"role": "user", "content": "Name a river."}],
)
print(message.content[0].text)
