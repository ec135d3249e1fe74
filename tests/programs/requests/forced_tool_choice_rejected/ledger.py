"""Enters a sale into a ledger, by a tool."""

import anthropic

client = anthropic.Anthropic()
TOOLS = [
    {"name": "enter", "description": "Enter a sale into the ledger.", "input_schema": {"type": "object"}}
]
message = client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    tools=TOOLS,
    tool_choice={"type": "tool", "name": "enter"},
    messages=[{"role": "user", "content": "Use the tool enter for a sale of three nets."}],
)
print([block.name for block in message.content if block.type == "tool_use"])
