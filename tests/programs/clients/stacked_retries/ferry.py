"""Asks for the ferry; a decorator tries again, and gives up with a word."""

import asyncio

from anthropic import AsyncAnthropic, InternalServerError, RateLimitError


def persistent(function):
    async def attempted(*arguments):
        for _ in range(2):
            try:
                return await function(*arguments)
            except (RateLimitError, InternalServerError):
                await asyncio.sleep(1)
        return "The ferry does not answer."

    return attempted


class Ferry:
    def __init__(self):
        self.client = AsyncAnthropic(max_retries=1)

    @persistent
    async def ask(self, question):
        message = await self.client.messages.create(
            model="claude-opus-4-8",
            max_tokens=1024,
            messages=[{"role": "user", "content": question}],
        )
        return "".join(block.text for block in message.content if block.type == "text")


print(asyncio.run(Ferry().ask("When does the ferry leave?")))
