"""Three people come to the office, one after the other."""

import asyncio

import httpx
from office import app


async def main():
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://office") as browser:
        for question in ("Where is the key?", "When do you close?", "Who is next?"):
            page = await browser.get("/ask", params={"question": question})
            print(page.json())


asyncio.run(main())
