"""Says in a few words where rivers rise, with a model that thinks before it answers."""

import anthropic

client = anthropic.Anthropic()
SETTINGS = {"model": "claude-sonnet-5-5", "max_tokens": 24}


def ask(river):
    message = client.messages.create(
        messages=[
            {
                "role": "user",
                "content": f"Where does the {river} rise? In a few words, please, and in English.",
            }
        ],
        **SETTINGS,
    )
    return "".join(block.text for block in message.content if block.type == "text")


for river in ["Loire", "Seine"]:
    print(river, "->", ask(river) or "?")
