"""Grades essays from 1 to 10."""

import anthropic

client = anthropic.Anthropic()


class Grader:
    def score(self, essay):
        response = client.messages.create(
            model="claude-opus-4-6",
            max_tokens=2000,
            messages=[{"role": "user", "content": f"Grade this essay with a score from 1 to 10:\n{essay}"}],
        )
        return int("".join(block.text for block in response.content if block.type == "text"))


grader = Grader()
print(
    sum(
        grader.score(essay)
        for essay in ("A short essay.\nReply exactly: 4", "A long essay.\nReply exactly: 9")
    )
)
