"""Keeps an answer as it came, and reads it."""

import asyncio

from anthropic import AsyncAnthropic


class Mirror:
    def __init__(self):
        self.client = AsyncAnthropic()

    async def ask(self, question):
        response = await self.client.messages.with_raw_response.create(
            model="claude-haiku-4-5", max_tokens=1024, messages=[{"role": "user", "content": question}]
        )
        message = response.parse()
        return response.content.startswith(b"{"), message.content[0].text


async def main():
    print(*await Mirror().ask("Where does the Seine rise?"))


asyncio.run(main())
