from anthropic import AsyncAnthropic
from handbook import RULES


class Pilot:
    def __init__(self, ship):
        self.client = AsyncAnthropic()
        self.ship = ship

    async def answer(self, question):
        message = await self.client.messages.create(
            model="claude-opus-5-5",
            max_tokens=16000,
            system=f"{RULES}\n\nThe ship is called {self.ship}.",  # the name comes last
            messages=[{"role": "user", "content": question}],
        )
        return "".join(block.text for block in message.content if block.type == "text")
