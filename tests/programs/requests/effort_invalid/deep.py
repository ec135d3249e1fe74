"""Answers as well as it can, for several at once."""

import asyncio

from anthropic import AsyncAnthropic


class Sage:
    def __init__(self):
        self.client = AsyncAnthropic()

    async def answer(self, question):
        message = await self.client.messages.create(
            model="claude-opus-4-6",
            max_tokens=16000,
            thinking={"type": "adaptive"},
            output_config={"effort": "xhigh"},
            messages=[{"role": "user", "content": question}],
        )
        return "".join(block.text for block in message.content if block.type == "text")

    async def answer_all(self, questions):
        return await asyncio.gather(*(self.answer(question) for question in questions))


print("\n".join(asyncio.run(Sage().answer_all(["Why is the sea salt?", "Why is the sky blue?"]))))
