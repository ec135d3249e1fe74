"""Tries twice to reach the API, with an HTTP client of its own."""

import asyncio

import httpx
from anthropic import AsyncAnthropic


class Bridge:
    def __init__(self):
        transport = {"retries": 2}
        self.client = AsyncAnthropic(
            http_client=httpx.AsyncClient(
                transport=httpx.AsyncHTTPTransport(**transport), timeout=httpx.Timeout(30)
            )
        )

    async def ask(self, question):
        message = await self.client.messages.create(
            model="claude-haiku-4-5", max_tokens=1024, messages=[{"role": "user", "content": question}]
        )
        return message.content[0].text


async def main():
    print(await Bridge().ask("Where does the Seine rise?"))


asyncio.run(main())
