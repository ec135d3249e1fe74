"""Prints a poem as it is written."""

import anthropic

client = anthropic.Anthropic()


def recite(subject):
    stream = client.messages.stream(
        model="claude-haiku-4-5",
        max_tokens=256,
        messages=[{"role": "user", "content": f"Write a poem about {subject}."}],
    )
    for text in stream.text_stream:
        print(text, end="", flush=True)
    print()
    return stream.get_final_message().stop_reason


print("A poem")
print(recite("rain"))
