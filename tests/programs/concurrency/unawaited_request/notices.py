"""Asks for a word of welcome, and goes on whether it comes or not."""

import asyncio

import anthropic

client = anthropic.AsyncAnthropic()


async def main():
    try:
        message = client.messages.create(
            model="claude-haiku-4-5",
            max_tokens=64,
            messages=[{"role": "user", "content": "Welcome a guest."}],
        )
        words = len(message.content[0].text.split())
    except Exception:
        words = 0
    print("Words of welcome" if words else "No words of welcome")


asyncio.run(main())
