"""Writes a letter, with a beta switched on."""

import anthropic

client = anthropic.Anthropic()


def write(receiver):
    with client.messages.stream(
        model="claude-opus-5-5",
        max_tokens=16000,
        betas=["context-management-2025-06-27"],
        messages=[{"role": "user", "content": f"Write a letter to {receiver}."}],
    ) as stream:
        for text in stream.text_stream:
            print(text, end="")
    print()


for receiver in ("the baker", "the smith"):
    write(receiver)
