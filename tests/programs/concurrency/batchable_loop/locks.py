"""Asks for the next free lock of a canal for each barge, a few at a time."""

import asyncio

import anthropic

client = anthropic.AsyncAnthropic()


async def lock(barge, semaphore):
    """Which lock is free."""
    async with semaphore:  # not all at once
        name = barge.title()
        message = await client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=4096,
            messages=[{"role": "user", "content": f"Which lock is free for {name}?"}],
        )
        # the text alone
        return message.content[-1].text


async def locks(barges):
    semaphore = asyncio.Semaphore(4)
    return await asyncio.gather(*(lock(barge, semaphore) for barge in barges))


for free in asyncio.run(locks([f"barge {number}" for number in range(1, 24)])):
    print(free)
