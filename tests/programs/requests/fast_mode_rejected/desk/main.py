"""Answers questions, several at once, with options of another module."""

import asyncio

from anthropic import AsyncAnthropic
from options import OPTIONS


class Desk:
    def __init__(self):
        self.client = AsyncAnthropic()

    async def answer(self, question):
        async with self.client.messages.stream(
            **OPTIONS, messages=[{"role": "user", "content": question}]
        ) as stream:
            return await stream.get_final_text()


async def main():
    desk = Desk()
    print(
        *await asyncio.gather(desk.answer("Why is the sea salt?"), desk.answer("Why is it blue?")), sep="\n"
    )


asyncio.run(main())
