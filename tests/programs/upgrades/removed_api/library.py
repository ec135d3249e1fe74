"""Asks twice, with a client that a class holds."""

import asyncio

from anthropic import AsyncAnthropic


class Library:
    def __init__(self):
        self.client = AsyncAnthropic()

    async def ask(self, question):
        message = await self.client.beta.prompt_caching.messages.create(
            model="claude-haiku-4-5", max_tokens=1024, messages=[{"role": "user", "content": question}]
        )
        return message.content[0].text


async def main():
    library = Library()
    print(await library.ask("Who wrote Nana?"))
    print(await library.ask("When?"))


asyncio.run(main())
