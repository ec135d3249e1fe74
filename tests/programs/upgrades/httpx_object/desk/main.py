"""Waits half a minute for an answer, and five seconds for a short one."""

import anthropic
import httpx

client = anthropic.Anthropic(
    # connecting is quick
    timeout=httpx.Timeout(30.0, connect=5.0),
)


def ask(question):
    return client.messages.create(
        model="claude-haiku-4-5", max_tokens=1024, messages=[{"role": "user", "content": question}]
    )


def ask_in_short(question):
    return client.messages.create(
        model="claude-haiku-4-5",
        max_tokens=64,
        messages=[{"role": "user", "content": question}],
        timeout=httpx.Timeout(5),
    )


print(ask("Where does the Loire rise?").content[0].text)
print(ask_in_short("How long is it?").content[0].text)
