"""Makes up riddles, several at once."""

import asyncio

from anthropic import AsyncAnthropic

client = AsyncAnthropic()


async def riddle(thing, model):
    message = await client.messages.create(
        model=model,
        max_tokens=4096,
        messages=[{"role": "user", "content": f"Make up a riddle about {thing}."}],
    )
    return "".join(block.text for block in message.content if block.type == "text")


async def main():
    for text in await asyncio.gather(
        *(riddle(thing, "claude-opus-5-5-20260924") for thing in ("an oar", "a sail"))
    ):
        print(text)


asyncio.run(main())
