"""Asks twice for a lake in a batch."""

import asyncio

from anthropic import AsyncAnthropic
from params import PARAMS


class Lakes:
    def __init__(self):
        self.client = AsyncAnthropic()

    async def start(self):
        items = [{"custom_id": "first", "params": PARAMS}, {"custom_id": "second", "params": PARAMS}]
        return await self.client.messages.batches.create(requests=items)

    async def show(self, batch):
        while (await self.client.messages.batches.retrieve(batch.id)).processing_status != "ended":
            await asyncio.sleep(60)
        lines = [line async for line in await self.client.messages.batches.results(batch.id)]
        for line in lines:
            if line.result.type != "succeeded":
                raise SystemExit(f"{line.result.type}: {line.result.error.error.message}")
            texts = [block.text for block in line.result.message.content if block.type == "text"]
            print(line.custom_id, *texts)


async def main():
    lakes = Lakes()
    await lakes.show(await lakes.start())


asyncio.run(main())
