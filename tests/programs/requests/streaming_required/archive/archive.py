import asyncio

from anthropic import AsyncAnthropic

LIMIT = 32_000


class Archive:
    def __init__(self):
        self.client = AsyncAnthropic(max_retries=1)

    async def condense(self, volume):
        message = await self.client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=LIMIT,
            messages=[{"role": "user", "content": f"Condense the {volume}."}],
        )
        return "".join(block.text for block in message.content if block.type == "text")

    async def all_of(self, volumes):
        return await asyncio.gather(*(self.condense(volume) for volume in volumes))
