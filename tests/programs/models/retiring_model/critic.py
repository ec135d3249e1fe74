"""Reviews plays, and thinks before it speaks."""

import asyncio

import anthropic


class Critic:
    def __init__(self, model="claude-sonnet-4-5-20250929"):
        self.client = anthropic.AsyncAnthropic()
        self.model = model

    async def review(self, play):
        message = await self.client.messages.create(
            model=self.model,
            max_tokens=12000,
            thinking={"type": "enabled", "budget_tokens": 5000},
            messages=[{"role": "user", "content": f"Review this play: {play}"}],
        )
        return next(block.text for block in message.content if block.type == "text")


print(asyncio.run(Critic().review("The Tempest")))
