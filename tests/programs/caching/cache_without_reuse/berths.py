"""Asks a single question in a task, with a marker on the whole request."""

import asyncio

import anthropic

BERTHS = "Boats of less than ten metres may berth at the inner pier until September. " * 120


async def answer(client: anthropic.AsyncAnthropic, question: str) -> None:
    message = await client.messages.create(
        model="claude-opus-5",
        max_tokens=16000,
        cache_control={"type": "ephemeral"},
        system=BERTHS,
        messages=[{"role": "user", "content": question}],
    )
    print(message.stop_reason)


if __name__ == "__main__":
    asyncio.run(answer(anthropic.AsyncAnthropic(), "Where may I berth?"))
