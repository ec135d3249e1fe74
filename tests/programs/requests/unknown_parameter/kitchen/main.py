"""Plans several meals at once."""

import asyncio

from anthropic import AsyncAnthropic
from settings import OPTIONS


class Kitchen:
    def __init__(self):
        self.client = AsyncAnthropic()

    async def plan(self, meal):
        message = await self.client.messages.create(
            model="claude-haiku-4-5", messages=[{"role": "user", "content": f"Plan {meal}."}], **OPTIONS
        )
        return "".join(block.text for block in message.content if block.type == "text")


async def main():
    kitchen = Kitchen()
    print("\n".join(await asyncio.gather(kitchen.plan("supper"), kitchen.plan("breakfast"))))


asyncio.run(main())
