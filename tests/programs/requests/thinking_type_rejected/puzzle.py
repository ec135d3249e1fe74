"""Solves a puzzle, after some thought."""

import anthropic

client = anthropic.Anthropic()


def solve(puzzle):
    message = client.messages.create(
        model="claude-opus-5-5",
        max_tokens=16000,
        thinking={"type": "enabled", "budget_tokens": 2000},  # a little
        messages=[{"role": "user", "content": puzzle}],
    )
    return "".join(block.text for block in message.content if block.type == "text")


print(solve("Who lives in the red house?"))
print(solve("Who keeps the fish?"))
