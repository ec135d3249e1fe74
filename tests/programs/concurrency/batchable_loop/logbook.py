"""Summarises the pages of a logbook, every night."""

import anthropic

client = anthropic.Anthropic()


def summaries(pages):
    found = []
    for page in pages:
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=4096,
            messages=[{"role": "user", "content": f"Summarise this page:\n{page}"}],
        )
        found.append("".join(block.text for block in message.content if block.type == "text"))
    return found


if __name__ == "__main__":
    for summary in summaries([f"Day {day}: wind from the west, force {day % 7}." for day in range(1, 41)]):
        print(summary)
