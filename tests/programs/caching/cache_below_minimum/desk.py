"""The desk asks twice, in the words of a class."""

import asyncio

import anthropic

BRIEF = "Answer in one sentence, and name the page of the handbook. " * 8


class Desk:
    def __init__(self) -> None:
        self.client = anthropic.AsyncAnthropic()

    async def answer(self, question: str) -> str:
        message = await self.client.messages.create(
            model="claude-opus-4-6",
            max_tokens=1024,
            system=[{"type": "text", "text": BRIEF, "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
            messages=[{"role": "user", "content": question}],
        )
        return "".join(block.text for block in message.content if block.type == "text")


async def main() -> None:
    desk = Desk()
    print(await desk.answer("When is high water?"))
    print(await desk.answer("Who is the pilot?"))


asyncio.run(main())
