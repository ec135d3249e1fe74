"""An object that keeps its conversation, whose model calls one tool or two."""

import asyncio

from anthropic import AsyncAnthropic

TOOLS = [
    {"name": "weather", "description": "The weather of a harbour.", "input_schema": {"type": "object"}},
    {"name": "tides", "description": "The tides in a harbour.", "input_schema": {"type": "object"}},
]


class Harbour:
    def __init__(self):
        self.client = AsyncAnthropic()
        self.messages = []

    async def ask(self, question):
        self.messages.append({"role": "user", "content": question})
        while True:
            reply = await self.client.messages.create(
                model="claude-opus-4-6", max_tokens=2048, messages=self.messages, tools=TOOLS
            )
            self.messages.append({"role": "assistant", "content": reply.content})
            if reply.stop_reason != "tool_use":
                return "".join(block.text for block in reply.content if block.type == "text")
            for block in reply.content:
                if block.type != "tool_use":
                    continue
                self.messages.append(
                    {
                        "role": "user",
                        "content": [{"type": "tool_result", "tool_use_id": block.id, "content": "fair"}],
                    }
                )


async def main():
    harbour = Harbour()
    print(await harbour.ask("Use the tool `weather`."))
    print(await harbour.ask("Use the tool `weather` and then Use the tool `tides`."))


asyncio.run(main())
