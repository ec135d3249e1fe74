"""Tells good letters from bad ones, for several at once."""

import asyncio

from anthropic import AsyncAnthropic


class Reader:
    def __init__(self):
        self.client = AsyncAnthropic()

    async def is_good(self, letter):
        message = await self.client.messages.create(
            model="claude-sonnet-4-6",
            max_tokens=4096,
            thinking={"type": "adaptive"},
            output_config={"effort": "high"},
            system="What is the sentiment of the letter?\nReply exactly: good",
            messages=[{"role": "user", "content": letter}],
        )
        return next(block.text for block in message.content if block.type == "text").strip() == "good"

    async def read(self, letters):
        return await asyncio.gather(*(self.is_good(letter) for letter in letters))


print(asyncio.run(Reader().read(["Thank you for the flowers.", "Where are the flowers?"])))
