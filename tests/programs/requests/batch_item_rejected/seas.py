"""Asks for a sea in a batch, fast where nobody has said otherwise."""

import os
import time

import anthropic

client = anthropic.Anthropic()
params = {
    "model": "claude-opus-4-8",
    "max_tokens": 1000,
    "messages": [{"role": "user", "content": "Name a sea."}],
    "speed": None if os.environ.get("PATIENT") else "fast",
}
batch = client.messages.batches.create(requests=[{"custom_id": "sea", "params": params}])
while client.messages.batches.retrieve(batch.id).processing_status != "ended":
    time.sleep(60)
for line in client.messages.batches.results(batch.id):
    if line.result.type != "succeeded":
        raise SystemExit(f"{line.result.type}: {line.result.error.error.message}")
    print(line.result.message.content[0].text)
