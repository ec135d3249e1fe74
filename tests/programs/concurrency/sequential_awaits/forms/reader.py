"""Reads forms."""

from anthropic import AsyncAnthropic
from pydantic import BaseModel


class Form(BaseModel):
    """What is on a form."""

    name: str


class Reader:
    """Reads with a client of its own."""

    def __init__(self):
        self.api = AsyncAnthropic()

    async def read(self, text):
        message = await self.api.messages.parse(
            model="claude-sonnet-5-5",
            max_tokens=1024,
            messages=[{"role": "user", "content": f"Read this form: {text}"}],
            output_format=Form,
        )
        return message.stop_reason

    async def read_all(self, texts):
        return [await self.read(text) for text in texts]
