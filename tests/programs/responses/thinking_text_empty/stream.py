"""Prints the thinking of a model that thinks by default while it streams."""

import asyncio

from anthropic import AsyncAnthropic

client = AsyncAnthropic()


async def think(question):
    async with client.messages.stream(
        model="claude-sonnet-5-5", max_tokens=16000, messages=[{"role": "user", "content": question}]
    ) as stream:
        print("[", end="")
        async for event in stream:
            if event.type == "thinking":
                print(event.thinking, end="")
        print("]")


asyncio.run(think("What has a mouth and never speaks?"))
