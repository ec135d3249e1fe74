"""Tells spam from mail."""

import anthropic

client = anthropic.Anthropic()


def is_spam(mail):
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=4096,
        system="Classify the mail. Answer only yes or no.\nReply exactly: yes",
        messages=[{"role": "user", "content": mail}],
    )
    return next(block.text for block in message.content if block.type == "text").strip() == "yes"


print(is_spam("You have won a river."), is_spam("The invoice is attached."))
