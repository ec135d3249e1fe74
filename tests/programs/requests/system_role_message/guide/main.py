"""Guides several visitors at once."""

import asyncio

from guide import Guide


async def main():
    guide = Guide()
    print("\n".join(await asyncio.gather(guide.lead("the mill"), guide.lead("the tower"))))


asyncio.run(main())
