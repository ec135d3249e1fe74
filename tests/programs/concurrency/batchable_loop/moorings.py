"""Finds a mooring for each ship of a day; all are asked about together."""

import asyncio

import anthropic

client = anthropic.AsyncAnthropic()


async def mooring(ship: str) -> str:
    message = await client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=4096,
        messages=[{"role": "user", "content": f"Where may {ship} moor?"}],
    )
    return message.content[-1].text


async def moorings(ships: list[str]) -> list[str]:
    # one for each ship
    tasks = [asyncio.create_task(mooring(ship)) for ship in ships]

    found = await asyncio.gather(*tasks)  # in the order of the ships
    return [one.strip() for one in found]


for place in asyncio.run(moorings([f"ship {number}" for number in range(1, 27)])):
    print(place)
