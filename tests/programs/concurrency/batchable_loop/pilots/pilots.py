from concurrent.futures import ThreadPoolExecutor

import anthropic

client = anthropic.Anthropic()
GUIDE = "Answer as a pilot would, and in a few words. "


def pilot(ship, least="a harbour pilot"):
    """Which pilot a ship needs."""
    name = ship.split(",")[0]
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=2048,
        system=GUIDE,
        messages=[{"role": "user", "content": f"Which pilot does {name} need?"}],
    )
    for block in message.content:
        if block.type == "text":
            return f"{least}, {block.text}"
    return least


def needed(ships, size):
    with ThreadPoolExecutor(max_workers=1) as executor:
        found = list(executor.map(pilot, ships))
    return [f"{size}: {one}" for one in found]
