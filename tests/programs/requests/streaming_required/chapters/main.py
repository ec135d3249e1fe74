"""Writes the chapters of a book, one after the other."""

import anthropic

client = anthropic.Anthropic()


def chapter(topic):
    written = client.messages.create(
        model="claude-opus-5-5",
        max_tokens=64_000,
        messages=[{"role": "user", "content": f"Write a chapter about {topic}."}],
    )
    print(topic, written.usage.output_tokens)
    return written


for topic in ("lighthouses", "tides"):
    written = chapter(topic)
    print([block.text for block in written.content if block.type == "text"], written.stop_reason)
