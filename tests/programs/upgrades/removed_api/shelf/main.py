"""Asks about a shelf of books with a prompt that is cached."""

import anthropic

client = anthropic.Anthropic()
message = client.beta.prompt_caching.messages.create(
    model="claude-haiku-4-5",
    max_tokens=1024,
    system=[{"type": "text", "text": "You know every book.", "cache_control": {"type": "ephemeral"}}],
    messages=[{"role": "user", "content": "Who wrote Germinal?"}],
)
print(message.content[0].text)
