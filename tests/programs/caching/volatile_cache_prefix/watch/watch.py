"""The watch of the harbour."""

import time

import anthropic

RULES = (
    "The watch notes every ship that passes the northern pier, and calls the pilot where one is needed. "
    * 120
)


def clock() -> str:
    return time.strftime("It is %H:%M:%S. ")


class Watch:
    def __init__(self) -> None:
        self.client = anthropic.AsyncAnthropic()

    async def greet(self, ship: str) -> str:
        message = await self.client.messages.create(
            model="claude-opus-5-5",
            max_tokens=16000,
            system=clock() + RULES,
            messages=[{"role": "user", "content": f"Greet the ship {ship}."}],
        )
        return "".join(block.text for block in message.content if block.type == "text")
