"""Measures a river, and prints what it is given as JSON."""

import json

import anthropic

client = anthropic.Anthropic()
SCHEMA = {
    "type": "object",
    "properties": {
        "length": {"type": "integer"},
        "mouth": {"type": "object", "properties": {"sea": {"type": "string"}}, "required": ["sea"]},
    },
    "required": ["length", "mouth"],
}
message = client.messages.create(
    model="claude-opus-4-8",
    max_tokens=1000,
    output_config={"format": {"type": "json_schema", "schema": SCHEMA}},
    messages=[{"role": "user", "content": "How long is the Loire, and which sea does it reach?"}],
)
for key, value in json.loads(message.content[0].text).items():
    print(key, value)
