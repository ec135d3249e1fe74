"""Tells two stories at once."""

import asyncio

from anthropic import AsyncAnthropic


class Teller:
    def __init__(self):
        self.client = AsyncAnthropic(timeout=1800.0)

    async def tell(self, of):
        message = await self.client.messages.create(
            model="claude-opus-5-5",
            max_tokens=256_000,
            messages=[{"role": "user", "content": f"Tell the story of {of}."}],
        )
        return "".join(block.text for block in message.content if block.type == "text")

    async def tell_all(self):
        return await asyncio.gather(self.tell("a river"), self.tell("a lake"))


print("\n".join(asyncio.run(Teller().tell_all())))
