"""A clerk who answers from a handbook that begins each message."""

import asyncio

import anthropic
from texts import HANDBOOK


class Clerk:
    def __init__(self) -> None:
        self.client = anthropic.AsyncAnthropic()

    async def answer(self, question: str) -> str:
        message = await self.client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=16000,
            messages=[{"role": "user", "content": f"{HANDBOOK}\n\nQuestion: {question}"}],
        )
        return f"{question} {message.stop_reason}"


async def main() -> None:
    clerk = Clerk()
    for question in ("Where may I anchor?", "Whom do I call?"):
        print(await clerk.answer(question))


asyncio.run(main())
