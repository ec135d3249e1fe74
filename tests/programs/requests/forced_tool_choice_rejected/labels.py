"""Labels parcels, several at once."""

import asyncio

from anthropic import AsyncAnthropic

client = AsyncAnthropic()
TOOLS = [{"name": "label", "description": "Print a label.", "input_schema": {"type": "object"}}]


async def label(parcel):
    message = await client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        tools=TOOLS,
        tool_choice={"type": "any", "disable_parallel_tool_use": True},
        messages=[{"role": "user", "content": f"Use the tool label for the {parcel}."}],
    )
    return [block.name for block in message.content if block.type == "tool_use"]


async def main():
    print(await asyncio.gather(label("crate"), label("barrel")))


asyncio.run(main())
