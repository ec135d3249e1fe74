import anthropic
from flask import Flask, request

app = Flask(__name__)
client = anthropic.Anthropic()


@app.get("/answer")
def answer():
    message = client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=4096,
        messages=[{"role": "user", "content": request.args.get("question", "Why?")}],
    )
    return message.content[0].text
