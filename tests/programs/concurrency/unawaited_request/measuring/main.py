import asyncio

from gauge import Gauge


async def main():
    gauge = Gauge()
    print("A text of", await gauge.size_of("Good morning."), "tokens:")
    print("".join([piece async for piece in gauge.pieces("Good morning.")]))


asyncio.run(main())
