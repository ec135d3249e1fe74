"""Has the lengths of rivers stored, several at once."""

import asyncio

from anthropic import AsyncAnthropic
from tools import STORE


class Survey:
    def __init__(self):
        self.client = AsyncAnthropic()

    async def measure(self, river):
        message = await self.client.messages.create(
            model="claude-sonnet-4-6",
            max_tokens=1000,
            tools=[STORE],
            tool_choice={"type": "tool", "name": "store"},
            messages=[{"role": "user", "content": f"How long is the {river}?"}],
        )
        return next(block.input for block in message.content if block.type == "tool_use")


async def main():
    survey = Survey()
    for found in await asyncio.gather(survey.measure("Loire"), survey.measure("Rhine")):
        print(found)


asyncio.run(main())
