import anthropic
from fastapi import FastAPI

app = FastAPI()
client = anthropic.AsyncAnthropic()


async def is_spam(mail):
    response = await client.messages.create(
        model="claude-haiku-4-5",
        max_tokens=4096,
        system="Is this mail spam? Answer only yes or no.",
        messages=[{"role": "user", "content": mail}],
    )
    answer = next(block.text for block in response.content if block.type == "text")
    return answer.strip().lower() == "yes"


@app.post("/mails")
async def sort_in(mail: str):
    return {"folder": "spam" if await is_spam(mail) else "inbox"}
