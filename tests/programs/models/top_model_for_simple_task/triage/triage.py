import anthropic
from flask import Flask, request

app = Flask(__name__)
LABELS = ("positive", "negative", "neutral")


class Reviews:
    def __init__(self):
        self.client = anthropic.Anthropic()

    def sentiment(self, review):
        message = self.client.messages.create(
            model="claude-opus-5-5",
            max_tokens=2048,
            system="What is the sentiment of this review? Reply with one word: positive, negative or neutral.",
            messages=[{"role": "user", "content": review}],
        )
        label = "".join(block.text for block in message.content if block.type == "text").strip()
        return label if label in LABELS else "neutral"


@app.post("/reviews")
def take():
    return {"sentiment": Reviews().sentiment(request.get_data(as_text=True))}
