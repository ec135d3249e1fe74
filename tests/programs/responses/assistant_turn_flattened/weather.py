"""An agent that runs the tools it is asked for, and answers with what they gave."""

from anthropic import Anthropic

client = Anthropic()
TOOLS = [{"name": "weather", "description": "The weather of a city.", "input_schema": {"type": "object"}}]


def forecast(question):
    messages = [{"role": "user", "content": question}]
    for _ in range(3):
        response = client.messages.create(
            model="claude-opus-4-6", max_tokens=2048, messages=messages, tools=TOOLS
        )
        text = "".join(block.text for block in response.content if block.type == "text")
        calls = [block for block in response.content if block.type == "tool_use"]
        messages.append({"role": "assistant", "content": text or "I look it up."})
        if not calls:
            return text
        results = [{"type": "tool_result", "tool_use_id": call.id, "content": "sunny"} for call in calls]
        messages.append({"role": "user", "content": results})
    return "no answer"


print(forecast("Use the tool `weather` for Lyon."))
