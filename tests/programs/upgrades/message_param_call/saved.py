"""Goes on with conversations that were saved."""

import asyncio

from anthropic import AsyncAnthropic
from anthropic.types import beta

SAVED = [{"role": "user", "content": "Name a river."}, {"role": "assistant", "content": "The Loire."}]


class Conversation:
    def __init__(self):
        self.client = AsyncAnthropic()
        self.turns = [beta.BetaMessageParam(**turn) for turn in SAVED]

    async def say(self, text):
        self.turns.append(beta.BetaMessageParam(role="user", content=text))
        message = await self.client.beta.messages.create(
            model="claude-haiku-4-5", max_tokens=1024, messages=self.turns
        )
        return message.content[0].text


async def main():
    print(await Conversation().say("Another one."))


asyncio.run(main())
