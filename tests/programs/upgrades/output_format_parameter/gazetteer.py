"""Streams an entry of a gazetteer, of which the form is a setting."""

import asyncio

from anthropic import AsyncAnthropic

FORM = {
    "type": "json_schema",
    "schema": {
        "type": "object",
        "properties": {"answer": {"type": "string"}},
        "required": ["answer"],
        "additionalProperties": False,
    },
}


class Gazetteer:
    def __init__(self):
        self.client = AsyncAnthropic()

    async def entry(self, place):
        settings = {"model": "claude-opus-4-8", "max_tokens": 4096, "output_format": FORM}
        async with self.client.messages.stream(
            messages=[{"role": "user", "content": f"Describe {place}."}], **settings
        ) as stream:
            return await stream.get_final_text()


print(asyncio.run(Gazetteer().entry("Lyon")))
