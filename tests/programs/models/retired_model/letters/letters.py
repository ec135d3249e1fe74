import asyncio

from anthropic import AsyncAnthropic
from settings import MODEL


class Letters:
    def __init__(self):
        self.client = AsyncAnthropic()

    async def write(self, to):
        message = await self.client.messages.create(
            model=MODEL,
            max_tokens=8000,
            thinking={"type": "enabled", "budget_tokens": 2000},
            messages=[{"role": "user", "content": f"Write a letter to {to}."}],
        )
        return "".join(block.text for block in message.content if block.type == "text")

    async def to_all(self, names):
        return await asyncio.gather(*(self.write(name) for name in names))
