"""Prints how a riddle was thought over, and the answer."""

from anthropic import Anthropic

client = Anthropic()
response = client.messages.create(
    model="claude-opus-4-8",
    max_tokens=16000,
    thinking={"type": "adaptive"},
    messages=[{"role": "user", "content": "What has a bed and never sleeps?"}],
)
for block in response.content:
    if block.type == "thinking":
        print(f"[{block.thinking}]")
    elif block.type == "text":
        print(block.text)
