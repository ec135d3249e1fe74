import anthropic
from fastapi import FastAPI

app = FastAPI()
client = anthropic.AsyncAnthropic()
OPTIONS = {
    "model": "claude-sonnet-5-5",
    "max_tokens": 2048,
    # answers are short
    "thinking": {"type": "disabled"},
}


@app.get("/hours")
async def hours(day: str):
    message = await client.messages.create(
        **OPTIONS, messages=[{"role": "user", "content": f"When are you open on {day}?"}]
    )
    return {"hours": [block.text for block in message.content if block.type == "text"]}
