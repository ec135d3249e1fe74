"""Describes stars, one after the other, by a function that builds its client."""

import anthropic


def described(star):
    message = anthropic.Anthropic().messages.create(
        model="claude-opus-4-8",
        max_tokens=1024,
        messages=[{"role": "user", "content": f"Describe {star}."}],
    )
    return "".join(block.text for block in message.content if block.type == "text")


for star in ("Vega", "Deneb", "Altair"):
    print(described(star))
