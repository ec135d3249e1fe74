"""Reads the flag signals of a day; those that nobody can read are left open."""

import asyncio

import anthropic

client = anthropic.AsyncAnthropic()


async def read(signals):
    readings = await asyncio.gather(
        *[
            client.messages.create(
                model="claude-sonnet-5-5",
                max_tokens=4096,
                messages=[{"role": "user", "content": signal}],
            )
            for signal in signals
        ],
        return_exceptions=True,
    )
    return ["?" if isinstance(one, Exception) else one.content[-1].text for one in readings]


for reading in asyncio.run(read([f"flags {number}" if number != 7 else "" for number in range(1, 25)])):
    print(reading)
