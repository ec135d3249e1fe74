"""Asks about a document that is given as a text, behind a short system prompt."""

import anthropic

DUES = "A boat pays by its length for each night, and nothing for the first three hours at the pier. " * 120


def ask_all(client: anthropic.Anthropic, questions: list[str]) -> None:
    for question in questions:
        with client.messages.stream(
            model="claude-opus-5",
            max_tokens=16000,
            system="Answer in one sentence.",
            messages=[
                {
                    "role": "user",
                    "content": [
                        {
                            "type": "document",
                            "source": {"type": "text", "media_type": "text/plain", "data": DUES},
                        },
                        {"type": "text", "text": question},
                    ],
                }
            ],
        ) as stream:
            print(stream.get_final_message().stop_reason)


ask_all(anthropic.Anthropic(), ["What is a night?", "When do I pay?"])
