"""Explains the tides of a month to visitors, each in its own words."""

import asyncio

import anthropic

client = anthropic.AsyncAnthropic()


async def explanations(tables):
    found = {}
    for day, table in tables.items():
        message = await client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=4096,
            messages=[{"role": "user", "content": f"Explain this table of tides:\n{table}"}],
        )
        found[day] = message.content[-1].text
    return found


for day, text in asyncio.run(
    explanations({f"day {day}": f"high water at {day % 12}" for day in range(1, 29)})
).items():
    print(day, text)
