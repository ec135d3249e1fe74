"""Counts the tokens of texts."""

from anthropic import AsyncAnthropic


class Gauge:
    """Counts with a client of its own."""

    def __init__(self):
        self.api = AsyncAnthropic()

    async def size_of(self, text):
        return self.api.messages.count_tokens(
            model="claude-sonnet-5-5", messages=[{"role": "user", "content": text}]
        ).input_tokens

    async def pieces(self, text):
        async for event in self.api.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=64,
            messages=[{"role": "user", "content": text}],
            stream=True,
        ):
            if event.type == "content_block_delta" and event.delta.type == "text_delta":
                yield event.delta.text
