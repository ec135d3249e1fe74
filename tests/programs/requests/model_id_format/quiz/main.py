"""Makes up questions for a quiz, several at once."""

import asyncio

import settings
from anthropic import AsyncAnthropic


class Quiz:
    def __init__(self, model=settings.MODEL):
        self.client = AsyncAnthropic()
        self.model = model

    async def question(self, thing):
        message = await self.client.messages.create(
            model=self.model,
            max_tokens=4096,
            messages=[{"role": "user", "content": f"Make up a question about {thing}."}],
        )
        return "".join(block.text for block in message.content if block.type == "text")


async def main():
    quiz = Quiz()
    print(*await asyncio.gather(quiz.question("oars"), quiz.question("sails")), sep="\n")


asyncio.run(main())
