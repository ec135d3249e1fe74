"""Asks for a dish for each season, one after the other."""

import asyncio

import anthropic

client = anthropic.AsyncAnthropic()


async def dish_for(season):
    message = client.messages.create(
        model="claude-haiku-4-5",
        max_tokens=256,
        messages=[{"role": "user", "content": f"Name one dish for {season}."}],
    )
    return "".join(block.text for block in message.content if block.type == "text")


async def main():
    print("The menu")
    for season in ("spring", "autumn"):
        print(season, await dish_for(season))


asyncio.run(main())
