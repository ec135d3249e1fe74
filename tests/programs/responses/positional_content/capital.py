"""Names capitals; the first model thinks before it answers, the second does not."""

import anthropic

client = anthropic.Anthropic()


def capital(country, model):
    response = client.messages.create(
        model=model,
        max_tokens=4096,
        messages=[{"role": "user", "content": f"What is the capital of {country}?"}],
    )
    return response.content[0].text


print(capital("Italy", "claude-opus-4-8"))
print(capital("Norway", "claude-sonnet-5-5"))
