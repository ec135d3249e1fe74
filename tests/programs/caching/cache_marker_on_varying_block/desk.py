"""The desk marks what it is asked."""

import asyncio

import anthropic

HANDBOOK = "Ships of more than forty metres keep to the northern channel and report to the master. " * 130
client = anthropic.AsyncAnthropic()


async def answer(question: str) -> str:
    message = await client.messages.create(
        model="claude-opus-5-5",
        max_tokens=16000,
        system=[{"type": "text", "text": HANDBOOK}],
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": question, "cache_control": {"type": "ephemeral"}},
                ],
            }
        ],
    )
    return "".join(block.text for block in message.content if block.type == "text")


async def main() -> None:
    for question in ["Where may I anchor?", "How deep is the channel?"]:
        print(await answer(question))


asyncio.run(main())
