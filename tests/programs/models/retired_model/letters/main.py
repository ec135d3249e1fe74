"""Writes letters, with a model that is set in another module."""

import asyncio

from letters import Letters

print("\n".join(asyncio.run(Letters().to_all(["the mayor", "the baker"]))))
