"""Describes two places, each as one text."""

import anthropic

client = anthropic.Anthropic()


def describe(place):
    answer = f"{place}: "
    with client.messages.stream(
        model="claude-haiku-4-5",
        max_tokens=256,
        messages=[{"role": "user", "content": f"Describe {place}."}],
    ) as stream:
        for text in stream.text_stream:
            answer += text
    return answer


for place in ("the harbour", "the mill"):
    print(describe(place))
