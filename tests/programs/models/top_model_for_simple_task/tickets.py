"""Sorts tickets into those that are urgent and those that can wait."""

import anthropic

client = anthropic.Anthropic()


def is_urgent(ticket):
    response = client.messages.create(
        model="claude-opus-4-8",
        max_tokens=64,
        system="Classify the ticket: is it urgent? Answer only yes or no.",
        messages=[{"role": "user", "content": ticket}],
    )
    answer = next(block.text for block in response.content if block.type == "text")
    return answer.strip().lower() == "yes"


for ticket in ("The pump is on fire.\nReply exactly: yes", "The paint is flaking.\nReply exactly: no"):
    print("urgent" if is_urgent(ticket) else "can wait")
