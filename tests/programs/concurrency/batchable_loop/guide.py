"""Answers the letters of a day, with a long guide for each; keeps what was asked."""

import anthropic

client = anthropic.Anthropic()
GUIDE = "Write kindly, name the pontoon and the hour, and say what it costs to stay for another night. " * 140


def replies(letters):
    written = []
    for letter in letters:
        messages = [{"role": "user", "content": letter}]
        message = client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=2048,
            system=GUIDE,
            messages=messages,
        )
        written.append((messages[0]["content"], message.stop_reason, message.content[-1].text))
    return written


for question, ending, reply in replies([f"May I stay for {nights} nights?" for nights in range(1, 31)]):
    print(question, ending, reply)
