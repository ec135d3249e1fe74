"""Condenses two volumes at the same time."""

import asyncio

from archive import Archive

print("\n".join(asyncio.run(Archive().all_of(["first volume", "second volume"]))))
