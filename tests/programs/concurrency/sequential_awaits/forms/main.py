import asyncio

from reader import Reader


async def main():
    print(await Reader().read_all([f"form {number}" for number in range(5)]))


asyncio.run(main())
