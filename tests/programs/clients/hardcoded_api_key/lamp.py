"""Lights a lamp. The key was made up for it."""

import asyncio

from anthropic import AsyncAnthropic

KEY = "sk-ant-api03-R7kQ2mWx9LpT4vNc8YbJ5hGd3FsA6eZu1XoKiVrBnMwPqEtHyCjDlSgUfRaOzIxQvNb7Tm4Kc2Wp9Lr5Yd8Hj3Gs6Fk1Z0-AA"


class Lamp:
    def __init__(self):
        self.client = AsyncAnthropic(api_key=KEY, max_retries=1)

    async def light(self):
        message = await self.client.messages.create(
            model="claude-opus-4-8",
            max_tokens=1024,
            messages=[{"role": "user", "content": "How bright is a lamp?"}],
        )
        return "".join(block.text for block in message.content if block.type == "text")


print(asyncio.run(Lamp().light()))
