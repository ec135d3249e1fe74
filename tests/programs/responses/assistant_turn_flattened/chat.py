"""A guide that keeps its conversation, with a model that thinks."""

import asyncio

from anthropic import AsyncAnthropic


class Guide:
    def __init__(self):
        self.client = AsyncAnthropic()
        self.messages = []

    async def say(self, words):
        self.messages.append({"role": "user", "content": words})
        reply = await self.client.messages.create(
            model="claude-sonnet-5-5", max_tokens=16000, messages=self.messages
        )
        text = next(block.text for block in reply.content if block.type == "text")
        self.messages.append({"role": "assistant", "content": text})
        return text


async def main():
    guide = Guide()
    for words in ("Which river runs through Lyon?", "And through Paris?"):
        print(await guide.say(words))


asyncio.run(main())
