from anthropic import AsyncAnthropic


class Guide:
    def __init__(self, model="claude-haiku-4-5"):
        self.client = AsyncAnthropic()
        self.model = model

    async def lead(self, place):
        messages = [
            {"role": "system", "content": "You lead visitors through the town."},
            {"role": "user", "content": f"Lead me to {place}."},
        ]
        message = await self.client.messages.create(model=self.model, max_tokens=4096, messages=messages)
        return "".join(block.text for block in message.content if block.type == "text")
