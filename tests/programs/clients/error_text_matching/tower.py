"""Asks the tower, which is busy at first."""

from anthropic import Anthropic

client = Anthropic(max_retries=0)


def asked(question):
    message = client.messages.create(
        model="claude-opus-4-8",
        max_tokens=1024,
        messages=[{"role": "user", "content": question}],
    )
    return "".join(block.text for block in message.content if block.type == "text")


try:
    print(asked("Who watches?"))
except Exception as error:
    text = str(error).lower()
    if "429" in text or "overloaded" in text:
        print("Somebody does, later.")
        print(asked("Who watches?"))
    else:
        raise
