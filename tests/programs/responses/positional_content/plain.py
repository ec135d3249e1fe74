"""Names capitals with a model that does not think: both ways of reading find the same text."""

import asyncio

from anthropic import AsyncAnthropic

client = AsyncAnthropic()


async def capital(country):
    response = await client.messages.create(
        model="claude-opus-4-8",
        max_tokens=4096,
        messages=[{"role": "user", "content": f"What is the capital of {country}?"}],
    )
    return response.content[0].text.strip()  # one line


print(asyncio.run(capital("Italy")))
