"""Says what the weather used to be like on a day."""

import anthropic

client = anthropic.Anthropic()
MODEL = "claude-sonnet-4-5"


def weather(day):
    message = client.messages.create(
        model=MODEL,
        max_tokens=1024,
        messages=[{"role": "user", "content": f"What is the weather like on {day}?"}],
    )
    return message.content[0].text


print(weather("1 May"))
print(weather("1 June"))
