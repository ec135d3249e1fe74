"""Counts buoys, at the same time in two places."""

import asyncio

from anthropic import AsyncAnthropic

client = AsyncAnthropic()


async def count(place):
    message = await client.messages.create(
        model="claude-opus-4-8",
        max_tokens=1024,
        messages=[{"role": "user", "content": f"How many buoys are there in {place}?"}],
    )
    # claudelint: ignore[CL501, CL601] one block only
    return message.content[0].text


print(asyncio.run(count("the bay")))
