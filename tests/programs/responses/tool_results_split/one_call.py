"""An agent whose model calls one tool only: what it sends stays the same."""

from anthropic import Anthropic

client = Anthropic()
TOOLS = [{"name": "weather", "description": "The weather of a city.", "input_schema": {"type": "object"}}]
messages = [{"role": "user", "content": "Use the tool `weather` for Lyon."}]
response = client.messages.create(model="claude-opus-4-6", max_tokens=2048, messages=messages, tools=TOOLS)
messages.append({"role": "assistant", "content": response.content})
for call in response.content:
    if call.type == "tool_use":
        messages.append(
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call.id, "content": "sun"}]}
        )
last = client.messages.create(model="claude-opus-4-6", max_tokens=2048, messages=messages, tools=TOOLS)
print("".join(block.text for block in last.content if block.type == "text"))
