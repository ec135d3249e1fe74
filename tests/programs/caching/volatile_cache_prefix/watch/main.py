"""Three ships pass."""

import asyncio

from watch import Watch


async def main() -> None:
    watch = Watch()
    for ship in ("Auk", "Tern", "Gannet"):
        print(await watch.greet(ship))


asyncio.run(main())
