"""The desk knows the ships that lie in the port."""

import asyncio

import anthropic

HANDBOOK = "Answer from the handbook of the harbour office, and name the page that you read. " * 160


class Desk:
    def __init__(self, ships: set[str]) -> None:
        self.client = anthropic.AsyncAnthropic()
        self.ships = ships

    def text(self) -> str:
        return "".join(f"\n- {ship}" for ship in set(self.ships))

    async def answer(self, question: str) -> str:
        message = await self.client.messages.create(
            model="claude-opus-5-5",
            max_tokens=16000,
            system=[
                {"type": "text", "text": HANDBOOK, "cache_control": {"type": "ephemeral"}},
                {"type": "text", "text": self.text(), "cache_control": {"type": "ephemeral"}},
            ],
            messages=[{"role": "user", "content": question}],
        )
        return "".join(block.text for block in message.content if block.type == "text")


SHIPS = {"Tern", "Auk", "Gannet", "Petrel", "Fulmar", "Skua", "Eider", "Scoter", "Dunlin", "Knot"}
print(asyncio.run(Desk(SHIPS).answer("Which ship came first?")))
