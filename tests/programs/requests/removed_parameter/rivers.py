"""Names rivers, always in the same way."""

import anthropic

client = anthropic.Anthropic()


def longest_river(country):
    message = client.messages.create(
        model="claude-opus-4-6",
        max_tokens=1024,
        temperature=0.0,  # the same every time
        messages=[{"role": "user", "content": f"Which river is the longest in {country}?"}],
    )
    return "".join(block.text for block in message.content if block.type == "text")


for country in ("France", "Spain", "Italy"):
    print(country, longest_river(country))
