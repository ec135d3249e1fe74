"""Answers about the topics of the harbour office."""

import anthropic

HANDBOOK = "Answer from the handbook of the harbour office, and name the page that you read. " * 160
TOPICS = {"tides", "berths", "dues", "pilots", "tugs", "cranes", "customs", "ice", "fuel", "water"}
client = anthropic.Anthropic()


def answer(question: str) -> str:
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        system=[
            {
                "type": "text",
                "text": HANDBOOK + ", ".join(TOPICS),
                "cache_control": {"type": "ephemeral"},
            }
        ],
        messages=[{"role": "user", "content": question}],
    )
    return "".join(block.text for block in message.content if block.type == "text")


print(answer("When is high water?"))
