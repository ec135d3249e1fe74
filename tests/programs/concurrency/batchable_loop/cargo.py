"""Names the goods in the papers of the ships that came in, those that have papers."""

import anthropic

client = anthropic.Anthropic()


def goods(papers):
    return {
        ship: client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=4096,
            messages=[{"role": "user", "content": f"Name the goods in these papers:\n{paper}"}],
        )
        .content[-1]
        .text
        for ship, paper in papers.items()
        if paper
    }


papers = {f"ship {number}": f"{number} barrels of oil" if number % 4 else "" for number in range(1, 33)}
for ship, named in goods(papers).items():
    print(ship, named)
