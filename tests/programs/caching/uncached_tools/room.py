"""The chart room answers whoever asks."""

import asyncio

import anthropic

CHARTS = "Finds the chart of a part of the harbour, and says how old it is and who drew it. " * 160


class Room:
    def __init__(self) -> None:
        self.client = anthropic.AsyncAnthropic()

    async def answer(self, question: str) -> str:
        message = await self.client.messages.create(
            model="claude-opus-5-5",
            max_tokens=16000,
            tools=[{"name": "find_chart", "description": CHARTS, "input_schema": {"type": "object"}}],
            messages=[{"role": "user", "content": question}],
        )
        return str(message.stop_reason)


async def main() -> None:
    room = Room()
    print(await room.answer("Which chart shows the pier?"))
    print(await room.answer("Which chart shows the roads?"))


if __name__ == "__main__":
    asyncio.run(main())
