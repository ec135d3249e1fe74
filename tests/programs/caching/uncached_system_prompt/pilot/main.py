"""Asks the pilots of two ships."""

import asyncio

from pilot import Pilot


async def main():
    for ship in ("Aurora", "Boreas"):
        pilot = Pilot(ship)
        for question in ("When do you come aboard?", "How long do you stay?"):
            print(ship, await pilot.answer(question))


asyncio.run(main())
