"""Two judges, one of whom is asked to think in few words."""

import asyncio

from anthropic import AsyncAnthropic

client = AsyncAnthropic()


async def judge(what):
    message = await client.messages.create(
        model="claude-opus-4-5",
        max_tokens=4096,
        thinking={"type": "enabled", "budget_tokens": 256},
        messages=[{"role": "user", "content": f"Judge {what}."}],
    )
    return "".join(block.text for block in message.content if block.type == "text")


async def main():
    print(*await asyncio.gather(judge("the cake"), judge("the pie")), sep="\n")


asyncio.run(main())
