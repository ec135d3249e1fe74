"""Writes an essay that is longer than its limit."""

import asyncio

from anthropic import AsyncAnthropic


class Writer:
    def __init__(self):
        self.client = AsyncAnthropic()

    async def write(self):
        async with self.client.messages.stream(
            model="claude-haiku-4-5",
            max_tokens=600,
            messages=[{"role": "user", "content": "Write 1000 words."}],
        ) as stream:
            return await stream.get_final_text()


print(len(asyncio.run(Writer().write()).split()) >= 1000)
