"""Explains terms of the sea in one batch."""

import asyncio

from anthropic import AsyncAnthropic
from settings import SAMPLING

client = AsyncAnthropic(default_headers={"anthropic-version": "2023-06-01"})


async def explain(terms):
    batch = await client.messages.batches.create(
        requests=[
            {
                "custom_id": term,
                "params": {
                    "model": "claude-haiku-4-5",
                    "max_tokens": 1000,
                    "messages": [{"role": "user", "content": f"What is {term}?"}],
                    **SAMPLING,
                },
            }
            for term in terms
        ]
    )
    while batch.processing_status != "ended":
        await asyncio.sleep(0.1)
        batch = await client.messages.batches.retrieve(batch.id)
    items = [item async for item in await client.messages.batches.results(batch.id)]
    for item in items:
        if item.result.type != "succeeded":
            raise SystemExit(f"{item.custom_id}: {item.result.error.error.message}")
        print(item.custom_id, item.result.message.stop_reason)


asyncio.run(explain(["ebb", "flood", "keel"]))
