"""A talk with the harbour office."""

import asyncio

import anthropic

RULES = "The northern channel is for ships of more than forty metres, the southern one for all others. " * 40


class Talk:
    def __init__(self) -> None:
        self.client = anthropic.AsyncAnthropic()
        self.said: list[anthropic.types.MessageParam] = []

    async def say(self, text: str) -> str:
        self.said.append({"role": "user", "content": f"{text}\n{RULES}"})
        message = await self.client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=16000,
            messages=self.said,
        )
        self.said.append({"role": "assistant", "content": message.content})
        return "".join(block.text for block in message.content if block.type == "text")


async def main() -> None:
    talk = Talk()
    for text in ("Where does a ship of fifty metres go?", "And a tug?", "And a yacht?"):
        print(await talk.say(text))


asyncio.run(main())
