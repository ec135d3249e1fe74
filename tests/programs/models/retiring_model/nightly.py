"""A long answer as a stream, and two short ones in a batch."""

import time

import anthropic

client = anthropic.Anthropic()
QUESTION = [{"role": "user", "content": "Name three rivers."}]
options = {"model": "claude-sonnet-4-5", "max_tokens": 64000}
options["messages"] = QUESTION
with client.messages.stream(**options) as stream:
    print("".join(stream.text_stream))

BATCH_MODEL = "claude-sonnet-4-5"
batch = client.messages.batches.create(
    requests=[
        {"custom_id": "france", "params": {"model": BATCH_MODEL, "max_tokens": 1024, "messages": QUESTION}},
        {
            "custom_id": "spain",
            "params": {
                "model": BATCH_MODEL,
                "max_tokens": 8192,
                "thinking": {"type": "enabled", "budget_tokens": 1024},
                "messages": QUESTION,
            },
        },
    ]
)
while batch.processing_status != "ended":
    time.sleep(60)
    batch = client.messages.batches.retrieve(batch.id)
results = {entry.custom_id: entry.result for entry in client.messages.batches.results(batch.id)}
for name in ("france", "spain"):
    print(name, [block.text for block in results[name].message.content if block.type == "text"])
