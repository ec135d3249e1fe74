"""Answers questions about the tides; each request says which one it is."""

import uuid

import anthropic

HANDBOOK = "High water is told for the northern pier, in the time of the port, and without the wind. " * 120
client = anthropic.Anthropic()

for question in ("When is high water?", "How deep is the channel then?", "May I enter at night?"):
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        system=[
            {
                "type": "text",
                "text": f"Request {uuid.uuid4()}.\n{HANDBOOK}",
                "cache_control": {"type": "ephemeral"},
            }
        ],
        messages=[{"role": "user", "content": question}],
    )
    print("".join(block.text for block in message.content if block.type == "text"))
