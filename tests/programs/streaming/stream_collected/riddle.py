"""Asks for a riddle and puts its events together."""

import anthropic

client = anthropic.Anthropic()


def riddle():
    text = ""
    stream = client.messages.create(
        model="claude-haiku-4-5",
        max_tokens=128,
        messages=[{"role": "user", "content": "Ask me a riddle."}],
        stream=True,
    )
    for event in stream:
        if event.type == "content_block_delta" and event.delta.type == "text_delta":
            text += event.delta.text
    return text


print(riddle())
