import anthropic
from flask import Flask, request

app = Flask(__name__)
client = anthropic.Anthropic()


def ask(question):
    return client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=4096,
        messages=[{"role": "user", "content": question}],
    )


@app.get("/answer")
def answer():
    try:
        return ask(request.args["question"]).content[0].text
    except AttributeError:
        return "no answer"
