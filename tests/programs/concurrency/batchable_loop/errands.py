"""Runs the errands of a day; one of them is empty, which nobody takes."""

import anthropic

client = anthropic.Anthropic()


def run(errand):
    return client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=2048,
        messages=[{"role": "user", "content": errand}],
    ).stop_reason


def run_all(errands):
    return list(map(run, errands))


try:
    print(run_all([f"errand {number}" for number in range(1, 21)] + [""]))
except Exception:
    print("not all errands could be run")
