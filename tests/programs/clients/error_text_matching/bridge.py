"""Asks at the bridge, where nobody has time at first."""

import asyncio

from anthropic import AsyncAnthropic


class Bridge:
    def __init__(self):
        self.client = AsyncAnthropic(max_retries=0)

    async def ask(self):
        try:
            message = await self.client.messages.create(
                model="claude-opus-4-8",
                max_tokens=1024,
                messages=[{"role": "user", "content": "Who passes?"}],
            )
        except Exception as problem:
            if "529" not in str(problem):
                raise
            return "not now"
        return "".join(block.text for block in message.content if block.type == "text")


async def main():
    bridge = Bridge()
    print(await bridge.ask())
    print(await bridge.ask())


asyncio.run(main())
