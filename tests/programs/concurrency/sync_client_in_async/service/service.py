import anthropic
from fastapi import FastAPI

app = FastAPI()
client = anthropic.Anthropic()


@app.get("/greeting")
async def greeting(name: str):
    message = client.messages.create(
        model="claude-opus-4-8",
        max_tokens=1024,
        messages=[{"role": "user", "content": f"Greet {name}."}],
    )
    return {"greeting": [block.text for block in message.content if block.type == "text"]}
