"""Looks for charts, with a tool that needs many words."""

import anthropic

CHARTS = "Finds the chart of a part of the harbour, and says how old it is and who drew it. " * 160
client = anthropic.Anthropic()

for part in ("the pier", "the channel", "the roads"):
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        tools=[
            {
                "name": "find_chart",
                "description": CHARTS,
                "input_schema": {"type": "object", "properties": {"part": {"type": "string"}}},
            }
        ],
        messages=[{"role": "user", "content": f"Which chart shows {part}?"}],
    )
    print(message.stop_reason)
