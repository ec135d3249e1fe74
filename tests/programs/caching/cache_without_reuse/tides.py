"""Asks a single question about a long text."""

import anthropic

TIDES = "The tide turns twice a day and is highest two days after the moon is full. " * 120

if __name__ == "__main__":
    client = anthropic.Anthropic()
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        system=[{"type": "text", "text": TIDES, "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": "When is high water?"}],
    )
    print("".join(block.text for block in message.content if block.type == "text"))
