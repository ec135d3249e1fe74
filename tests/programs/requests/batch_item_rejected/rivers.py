"""Asks for the length of two rivers in a batch."""

import time

import anthropic

client = anthropic.Anthropic()
batch = client.messages.batches.create(
    requests=[
        {
            "custom_id": river,
            "params": {
                "model": "claude-haiku-4-5",
                "max_tokens": 1000,
                "stream": True,
                "messages": [{"role": "user", "content": f"How long is the {river}?"}],
            },
        }
        for river in ("Loire", "Rhine")
    ]
)
while client.messages.batches.retrieve(batch.id).processing_status != "ended":
    time.sleep(60)
for line in sorted(client.messages.batches.results(batch.id), key=lambda line: line.custom_id):
    if line.result.type != "succeeded":
        raise SystemExit(f"{line.custom_id} {line.result.type}: {line.result.error.error.message}")
    print(line.custom_id, line.result.message.content[0].text)
