"""Asks for a river as data, with the API in beta as it once was."""

import json

import anthropic

client = anthropic.Anthropic()
message = client.beta.messages.create(
    model="claude-haiku-4-5",
    max_tokens=4096,
    output_format={
        "type": "json_schema",
        "schema": {
            "type": "object",
            "properties": {"answer": {"type": "string"}},
            "required": ["answer"],
            "additionalProperties": False,
        },
    },
    messages=[{"role": "user", "content": "Name a river in France."}],
)
print(json.loads(message.content[0].text)["answer"])
