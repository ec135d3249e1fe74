"""Asks what is known of each wreck on a list; of some, nothing can be asked."""

import anthropic

client = anthropic.Anthropic()


def story(wreck):
    """What is known of a wreck, or that nothing is."""
    try:
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=4096,
            messages=[{"role": "user", "content": wreck}],
        )
        return message.content[-1].text
    except anthropic.APIError as error:
        print("not known:", bool(str(error)))
        return "nothing"


def stories(wrecks):
    found = []
    for wreck in wrecks:
        found.append(story(wreck))
    return found


for text in stories([f"What is known of wreck {number}?" for number in range(1, 25)] + [""]):
    print(text)
