"""An agent whose model calls two tools in one turn."""

from anthropic import Anthropic

client = Anthropic()
TOOLS = [
    {"name": "weather", "description": "The weather of a city.", "input_schema": {"type": "object"}},
    {"name": "tides", "description": "The tides at a city.", "input_schema": {"type": "object"}},
]


def look_up(question):
    messages = [{"role": "user", "content": question}]
    response = client.messages.create(
        model="claude-opus-4-6", max_tokens=2048, messages=messages, tools=TOOLS
    )
    messages.append({"role": "assistant", "content": response.content})
    for block in response.content:
        if block.type == "tool_use":
            result = {"type": "tool_result", "tool_use_id": block.id, "content": f"{block.name}: fair"}
            messages.append({"role": "user", "content": [result]})
    return client.messages.create(model="claude-opus-4-6", max_tokens=2048, messages=messages, tools=TOOLS)


answer = look_up("Use the tool `weather` and then Use the tool `tides` for Brest.")
print("".join(block.text for block in answer.content if block.type == "text"))
