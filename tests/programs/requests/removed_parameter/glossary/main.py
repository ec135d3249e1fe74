"""Explains words in one batch; says which of them could not be explained."""

import time

import anthropic

client = anthropic.Anthropic()
WORDS = ["ebb", "fathom", "leeward"]


def explain(words):
    batch = client.messages.batches.create(
        requests=[
            {
                "custom_id": word,
                "params": {
                    "model": "claude-haiku-4-5",
                    "max_tokens": 1024,
                    "temperature": 0.0,
                    "messages": [{"role": "user", "content": f"What does {word} mean?"}],
                },
            }
            for word in words
        ]
    )
    while batch.processing_status != "ended":
        time.sleep(30)
        batch = client.messages.batches.retrieve(batch.id)
    return {entry.custom_id: entry.result for entry in client.messages.batches.results(batch.id)}


results = explain(WORDS)
for word in WORDS:
    if results[word].type != "succeeded":
        raise SystemExit(f"{word}: {results[word].error.error.message}")
    print(word, [block.text for block in results[word].message.content if block.type == "text"])
