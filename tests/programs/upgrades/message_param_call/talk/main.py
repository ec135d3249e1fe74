"""Talks in turns that are made in another module."""

import anthropic
from turns import turn

client = anthropic.Anthropic()
messages = [turn("Name a river in France.")]
message = client.messages.create(model="claude-haiku-4-5", max_tokens=1024, messages=messages)
print(message.content[0].text)
