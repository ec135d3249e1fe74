"""Descriptions of books."""

import asyncio

from anthropic import AsyncAnthropic


class Catalogue:
    """Describes books with a client of its own."""

    def __init__(self):
        self.api = AsyncAnthropic(max_retries=1)

    async def describe(self, title):
        async with self.api.messages.stream(
            model="claude-haiku-4-5",
            max_tokens=64,
            messages=[{"role": "user", "content": f"Describe {title} in one sentence."}],
        ) as stream:
            return await stream.get_final_text()

    async def describe_all(self, titles):
        tasks = []
        for title in titles:
            tasks.append(asyncio.create_task(self.describe(title)))
        return [await task for task in tasks]
