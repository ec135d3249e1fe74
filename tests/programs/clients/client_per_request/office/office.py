"""Answers questions."""

from anthropic import AsyncAnthropic
from fastapi import FastAPI

app = FastAPI()
TIMEOUT = 45.0


@app.get("/ask")
async def ask(question: str):
    client = AsyncAnthropic(
        max_retries=1,  # people wait
        timeout=TIMEOUT,
    )
    message = await client.messages.create(
        model="claude-opus-4-8",
        max_tokens=1024,
        messages=[{"role": "user", "content": question}],
    )
    return {"answer": "".join(block.text for block in message.content if block.type == "text")}
