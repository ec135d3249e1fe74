"""Answers of a guide."""

from anthropic import AsyncAnthropic


class Guide:
    """Knows the town."""

    def __init__(self):
        self.api = AsyncAnthropic()

    async def tell(self, place):
        pieces = []
        async for text in self.api.messages.stream(
            model="claude-haiku-4-5",
            max_tokens=256,
            messages=[{"role": "user", "content": f"Tell me about {place}."}],
        ).text_stream:
            pieces.append(text)
        return "".join(pieces)
