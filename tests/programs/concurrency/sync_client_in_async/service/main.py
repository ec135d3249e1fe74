"""Four people come to the app at the same time."""

import asyncio

import httpx
from service import app


async def main():
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as browser:
        names = ("Ada", "Ben", "Cleo", "Dan")
        pages = await asyncio.gather(*(browser.get("/greeting", params={"name": name}) for name in names))
    for page in pages:
        print(page.json())


asyncio.run(main())
