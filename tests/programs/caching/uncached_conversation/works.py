"""Works through a list of tasks in one conversation."""

import anthropic

RULES = "The northern channel is for ships of more than forty metres, the southern one for all others. " * 40
client = anthropic.Anthropic()


def work(tasks: list[str]) -> None:
    said: list[anthropic.types.MessageParam] = []
    for task in tasks:
        said.append({"role": "user", "content": f"{task}\n{RULES}"})
        message = client.messages.create(model="claude-sonnet-5-5", max_tokens=16000, messages=said)
        said.append({"role": "assistant", "content": message.content})
        print("".join(block.text for block in message.content if block.type == "text"))


work(["Where does a ship of fifty metres go?", "And a tug?", "And a yacht?"])
