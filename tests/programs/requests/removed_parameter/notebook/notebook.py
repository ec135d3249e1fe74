import asyncio

from anthropic import AsyncAnthropic


class Notebook:
    def __init__(self, entries):
        self.client = AsyncAnthropic()
        self.entries = entries

    async def comment(self, entry):
        async with self.client.messages.stream(
            model="claude-sonnet-4-6",
            max_tokens=1024,
            # not too wild
            temperature=0.7,
            top_p=0.9,
            messages=[{"role": "user", "content": f"Comment on this entry: {entry}"}],
        ) as stream:
            return await stream.get_final_text()

    async def comments(self):
        return await asyncio.gather(*(self.comment(entry) for entry in self.entries))
