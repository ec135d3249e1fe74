"""Answers questions from a handbook; the marker is on the whole request."""

import anthropic

HANDBOOK = "Ships of more than forty metres keep to the northern channel and report to the master. " * 130
client = anthropic.Anthropic()

for question in ("Where may I anchor?", "How deep is the channel?", "Who do I call?"):
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        cache_control={"type": "ephemeral"},
        system=HANDBOOK,
        messages=[{"role": "user", "content": question}],
    )
    print("".join(block.text for block in message.content if block.type == "text"))
