import asyncio

from guide import Guide


async def main():
    guide = Guide()
    print("The tour")
    for place in ("the bridge", "the market"):
        print(await guide.tell(place))


asyncio.run(main())
