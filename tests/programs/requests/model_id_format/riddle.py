"""Makes up a riddle."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="us.anthropic.claude-haiku-4-5-20251001-v1:0",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Make up a riddle about rivers."}],
)
print(message.content[0].text)
