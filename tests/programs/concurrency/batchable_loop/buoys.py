"""Describes the buoys on a chart, all together."""

import asyncio

import anthropic


class Chart:
    def __init__(self, buoys):
        self.client = anthropic.AsyncAnthropic()
        self.buoys = buoys

    async def description(self, buoy, language):
        message = await self.client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=2048,
            messages=[{"role": "user", "content": f"Describe the buoy {buoy} in {language}."}],
        )
        return f"{language}: {message.content[-1].text}"

    async def descriptions(self):
        return await asyncio.gather(*(self.description(buoy, "Dutch") for buoy in self.buoys))


for text in asyncio.run(Chart([f"number {number}" for number in range(1, 26)]).descriptions()):
    print(text)
