"""Logs the headers and the length of an answer."""

import json

import anthropic

client = anthropic.Anthropic()
response = client.messages.with_raw_response.create(
    model="claude-haiku-4-5",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Where does the Loire rise?"}],
)
print(response.status_code, json.loads(response.text)["content"][0]["text"])
