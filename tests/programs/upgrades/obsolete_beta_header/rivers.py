"""Asks about rivers in turn, thinking between the tools."""

import asyncio

from anthropic import AsyncAnthropic


class Rivers:
    def __init__(self):
        self.client = AsyncAnthropic()

    async def ask(self, name):
        message = await self.client.beta.messages.create(
            model="claude-opus-4-8",
            max_tokens=4096,
            thinking={"type": "adaptive"},
            # from an older model
            betas=["interleaved-thinking-2025-05-14"],
            messages=[{"role": "user", "content": f"Where does the {name} rise?"}],
        )
        return "".join(block.text for block in message.content if block.type == "text")


print(asyncio.run(Rivers().ask("Loire")))
