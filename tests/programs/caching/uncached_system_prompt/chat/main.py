"""A conversation that grows with every turn."""

import anthropic

client = anthropic.Anthropic()
MANUAL = (
    "The engine is started with the fuel valve open and the gear in neutral, and runs for five minutes. "
    * 120
)


def talk(task):
    messages = [{"role": "user", "content": task}]
    for _ in range(4):
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=16000,
            system=MANUAL,
            messages=messages,
        )
        print("".join(block.text for block in message.content if block.type == "text"))
        messages.append({"role": "assistant", "content": message.content})
        messages.append({"role": "user", "content": "Go on."})


talk("How do I start the engine?")
