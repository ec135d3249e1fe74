"""Asks when the ferries sail, a few at a time, and says it in the order in which the answers come."""

from concurrent.futures import ThreadPoolExecutor, as_completed

import anthropic

client = anthropic.Anthropic()


def sailing(ferry, day):
    """When a ferry sails on a day."""
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=4096,
        messages=[{"role": "user", "content": f"When does {ferry} sail on {day}?"}],
    )
    return f"{day}: {message.content[-1].text}"


def sailings(ferries, day):
    found = {}
    with ThreadPoolExecutor(max_workers=4) as executor:
        futures = {executor.submit(sailing, ferry, day): ferry for ferry in ferries}
        for future in as_completed(futures):
            ferry = futures[future]
            found[ferry] = future.result()
    return found


def lengths(ferries):
    with ThreadPoolExecutor(max_workers=4) as executor:
        futures = [executor.submit(sailing, ferry, day="Friday") for ferry in ferries]
    return [len(future.result()) for future in futures]


FERRIES = [f"ferry {number}" for number in range(1, 22)]
for name, text in sorted(sailings(FERRIES, "Monday").items()):
    print(name, text)
print(lengths(FERRIES))
