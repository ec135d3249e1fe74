"""A tutor who remembers, for one pupil at a time."""

import asyncio

from anthropic import AsyncAnthropic


class Tutor:
    def __init__(self):
        self.client = AsyncAnthropic()
        self.messages = []

    async def lesson(self):
        while (question := input("you: ")) != "bye":
            self.messages.append({"role": "user", "content": question})
            reply = await self.client.messages.create(
                model="claude-sonnet-4-6",
                max_tokens=4096,
                messages=self.messages,
            )
            print(reply.content[0].text)
            self.messages.append({"role": "assistant", "content": reply.content})


asyncio.run(Tutor().lesson())
