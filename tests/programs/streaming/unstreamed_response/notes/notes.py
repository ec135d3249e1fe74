import anthropic
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

app = FastAPI()
client = anthropic.AsyncAnthropic()


@app.get("/note")
async def note(subject: str):
    if not subject:
        return PlainTextResponse("no subject", status_code=400)
    message = await client.messages.create(
        model="claude-opus-4-8",
        max_tokens=4096,
        messages=[{"role": "user", "content": f"Write 60 words about {subject}."}],
    )
    text = "".join(block.text for block in message.content if block.type == "text")
    return PlainTextResponse(text, headers={"X-Subject": subject})
