"""Comments on the entries of a notebook, all at once."""

import asyncio

from notebook import Notebook

print("\n".join(asyncio.run(Notebook(["rain", "fog", "sun"]).comments())))
