"""Tells a long story, as it comes."""

import anthropic

client = anthropic.Anthropic()
with client.messages.stream(
    model="claude-haiku-4-5",
    max_tokens=100_000,
    messages=[{"role": "user", "content": "Tell the story of a river."}],
) as stream:
    for text in stream.text_stream:
        print(text, end="", flush=True)
print()
