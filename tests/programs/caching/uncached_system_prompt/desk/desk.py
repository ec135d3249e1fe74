import anthropic
from flask import Flask, request

app = Flask(__name__)
client = anthropic.Anthropic()
GUIDE = "Guests may keep a boat at the pontoon for seven nights, and pay for each of them in advance. " * 120


@app.post("/questions")
def answer():
    message = client.messages.create(
        model="claude-haiku-5-5",
        max_tokens=2048,
        system=[
            {"type": "text", "text": GUIDE},
            {"type": "text", "text": f"Answer in {request.args['language']}."},
        ],
        messages=[{"role": "user", "content": request.get_data(as_text=True)}],
    )
    return "".join(block.text for block in message.content if block.type == "text")
