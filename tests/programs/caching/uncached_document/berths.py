"""Asks three things about one long paper, with the paper in a block of its own."""

import anthropic

PAPER = "Boats of less than ten metres may berth at the inner pier from May to the end of September. " * 120
client = anthropic.Anthropic()

for question in ("Where may I berth?", "Until when?", "How long may my boat be?"):
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": PAPER},
                    {"type": "text", "text": question},
                ],
            }
        ],
    )
    print("".join(block.text for block in message.content if block.type == "text"))
