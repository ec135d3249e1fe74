"""Headlines and letters."""

from anthropic import AsyncAnthropic


class Editor:
    """Writes with a client of its own."""

    def __init__(self):
        self.api = AsyncAnthropic()

    async def headline(self, subject):
        pieces = []
        async with self.api.messages.stream(
            model="claude-sonnet-5-5",
            max_tokens=2048,
            thinking={"type": "adaptive"},
            messages=[{"role": "user", "content": f"A headline about {subject}."}],
        ) as stream:
            async for piece in stream.text_stream:
                pieces.append(piece)
            message = await stream.get_final_message()
        return "".join(pieces), message.stop_reason

    async def letter(self, subject):
        async with self.api.messages.stream(
            model="claude-haiku-4-5",
            max_tokens=256,
            messages=[{"role": "user", "content": f"A letter about {subject}."}],
        ) as stream:
            return "".join([text async for text in stream.text_stream])
