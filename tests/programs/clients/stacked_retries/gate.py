"""Asks at the gate, up to three times."""

import time

import anthropic

client = anthropic.Anthropic()


def asked(question):
    for attempt in range(3):
        try:
            return client.messages.create(
                model="claude-opus-4-8",
                max_tokens=1024,
                messages=[{"role": "user", "content": question}],
            )
        except anthropic.APIStatusError:
            if attempt == 2:
                raise
            time.sleep(2**attempt)
    return None


try:
    print(asked("Who goes there?"))
except anthropic.APIStatusError as error:
    print(f"Nobody answers: {error.status_code}")
