"""Translates several texts at once, with a client for each."""

import asyncio

from anthropic import Anthropic


async def translate(text, language):
    translator = Anthropic(max_retries=1)
    message = translator.messages.create(
        model="claude-haiku-4-5",
        max_tokens=1024,
        messages=[{"role": "user", "content": f"Translate into {language}: {text}"}],
    )
    return message.content[0].text


async def main():
    texts = ["Good morning.", "Good night.", "Welcome."]
    for text in await asyncio.gather(*(translate(text, "French") for text in texts)):
        print(text)


asyncio.run(main())
