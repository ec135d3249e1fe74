"""Asks the harbour's book, several times at once."""

import asyncio

from anthropic import AsyncAnthropic
from texts import BOOK

TOOL = {
    "name": "depth",
    "description": "The depth of a berth.",
    "input_schema": {"type": "object", "properties": {"berth": {"type": "integer"}}},
    "cache_control": {"type": "ephemeral"},
}


class Harbour:
    def __init__(self):
        self.client = AsyncAnthropic()

    async def ask(self, question):
        async with self.client.messages.stream(
            model="claude-sonnet-4-6",
            max_tokens=2000,
            tools=[TOOL],
            tool_choice={"type": "none"},
            system=[BOOK],
            messages=[{"role": "user", "content": question}],
        ) as stream:
            return await stream.get_final_text()


async def main():
    harbour = Harbour()
    print(
        *await asyncio.gather(harbour.ask("What has a number?"), harbour.ask("What has a depth?")), sep="\n"
    )


asyncio.run(main())
