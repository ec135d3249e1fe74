"""Asks about twelve months, one after the other."""

import asyncio

import anthropic

client = anthropic.AsyncAnthropic()
MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip


async def weather(month):
    message = await client.messages.create(
        model="claude-haiku-4-5",
        max_tokens=64,
        messages=[{"role": "user", "content": f"What is the weather like in {month}?"}],
    )
    return message.content[0].text


async def main():
    found = []
    for month in MONTHS:
        found.append(await weather(month))
    for text in found:
        print(text)


asyncio.run(main())
