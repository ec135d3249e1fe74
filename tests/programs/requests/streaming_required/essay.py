"""Writes one long essay."""

import anthropic

client = anthropic.Anthropic()
essay = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=40_000,
    messages=[{"role": "user", "content": "Write an essay about harbours."}],
)
print(essay.stop_reason, essay.usage.output_tokens)
