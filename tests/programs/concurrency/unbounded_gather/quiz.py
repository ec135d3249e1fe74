"""Asks thirty questions at once."""

import asyncio

import anthropic

client = anthropic.AsyncAnthropic()


async def answer(question):
    message = await client.messages.create(
        model="claude-haiku-4-5",
        max_tokens=64,
        messages=[{"role": "user", "content": question}],
    )
    return message.content[0].text


async def main():
    questions = [f"What is {number} squared?" for number in range(30)]
    for text in await asyncio.gather(*(answer(question) for question in questions)):
        print(text)


asyncio.run(main())
