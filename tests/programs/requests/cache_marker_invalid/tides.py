"""Answers two questions from the same two texts."""

import anthropic

client = anthropic.Anthropic()
TEXTS = [
    {"type": "text", "text": "A boat rises with the tide. " * 400, "cache_control": {"type": "ephemeral"}},
    {
        "type": "text",
        "text": "A rope is made fast to a ring. " * 400,
        "cache_control": {"type": "ephemeral", "ttl": "1h"},
    },
]

for question in ("When does a boat rise?", "What is a rope made fast to?"):
    message = client.messages.create(
        model="claude-opus-4-8",
        max_tokens=1000,
        system=TEXTS,
        messages=[{"role": "user", "content": question}],
    )
    print(message.content[0].text)
