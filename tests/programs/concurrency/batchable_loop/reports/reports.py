import anthropic

GUIDE = "Write as for a reader who knows the harbour, and leave out what has not changed. "


class Reports:
    def __init__(self):
        self.client = anthropic.Anthropic()

    def write(self, notes, store):
        for name, note in notes.items():
            if not note:
                continue
            message = self.client.messages.create(
                model="claude-haiku-5-5",
                max_tokens=2048,
                system=GUIDE,
                messages=[{"role": "user", "content": note}],
            )
            store[name] = "".join(block.text for block in message.content if block.type == "text")
