import asyncio

from catalogue import Catalogue


async def main():
    titles = [f"volume {number}" for number in range(1, 26)]
    for description in await Catalogue().describe_all(titles):
        print(description)


asyncio.run(main())
