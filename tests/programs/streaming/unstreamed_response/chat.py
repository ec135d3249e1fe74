"""A chat in the terminal."""

import anthropic

client = anthropic.Anthropic()
messages = []
while True:
    question = input("> ")
    if question == "bye":
        break
    messages.append({"role": "user", "content": question})
    message = client.messages.create(
        model="claude-opus-4-8",
        max_tokens=4096,
        messages=messages,
    )
    messages.append({"role": "assistant", "content": message.content})
    print(message.content[0].text)
