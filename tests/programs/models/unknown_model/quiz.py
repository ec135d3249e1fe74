"""Makes up a question for a quiz."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-sonnet-4-6-20260217",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Make up a question about rivers."}],
)
print(message.content[0].text)
