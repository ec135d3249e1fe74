import anthropic
from fastapi import FastAPI

app = FastAPI()
client = anthropic.Anthropic()
OPTIONS = {
    "model": "claude-3-7-sonnet-20250219",
    "max_tokens": 2048,
    # for orders, which are always alike
    "temperature": 0.0,
}


@app.get("/route")
def route(start: str, end: str):
    message = client.messages.create(
        **OPTIONS, messages=[{"role": "user", "content": f"How do I get from {start} to {end}?"}]
    )
    return {"route": [block.text for block in message.content if block.type == "text"]}
