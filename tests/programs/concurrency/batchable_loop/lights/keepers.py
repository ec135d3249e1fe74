"""Those who keep the lights."""

import anthropic

client = anthropic.Anthropic()
CLOSING = "Fair winds."


def described(name: str, miles: int = 12) -> str:
    """What a light looks like, and from how far."""
    # as the list of lights has it
    name = name.title()
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=2048,
        messages=[{"role": "user", "content": f"What does {name} look like at night?"}],
    )
    text = "".join(block.text for block in message.content if block.type == "text")
    return f"{text} ({miles} miles)"


class Keeper:
    def watch(self, name):
        return client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=2048,
            messages=[{"role": "user", "content": f"When does the watch of {name} end?"}],
        ).stop_reason
