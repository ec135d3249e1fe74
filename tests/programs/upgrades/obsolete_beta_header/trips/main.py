"""Plans two trips, one of them with more than one beta."""

import anthropic

client = anthropic.Anthropic(default_headers={"anthropic-beta": "extended-cache-ttl-2025-04-11"})


def plan(place):
    return client.beta.messages.create(
        model="claude-haiku-4-5",
        max_tokens=4096,
        betas=["pdfs-2024-09-25", "context-management-2025-06-27"],
        messages=[{"role": "user", "content": f"Plan a trip to {place}."}],
    )


for place in ["Lyon", "Nantes"]:
    print(plan(place).content[0].text)
asked = [{"role": "user", "content": "Plan a trip to Lyon."}]
print(client.messages.count_tokens(model="claude-haiku-4-5", messages=asked).input_tokens)
