"""Says which version an install would choose today and after the next major release, and asks once, async."""

import asyncio
from pathlib import Path

import anthropic
from packaging.requirements import Requirement

TODAY = ["0.97.0", "1.9.0", "1.40.2", "2.0.0", "2.13.0"]
NEXT_YEAR = [*TODAY, "2.40.0", "3.0.0", "3.1.0"]


def requirements() -> list[Requirement]:
    lines = Path("requirements.txt").read_bytes().decode().split("\r\n")
    written = [line.partition("#")[0].strip() for line in lines]
    return [Requirement(text) for text in written if text]


def chosen(released: list[str]) -> str:
    sdk = next(one for one in requirements() if one.name == "anthropic")
    return list(sdk.specifier.filter(released))[-1]


async def main() -> None:
    message = await anthropic.AsyncAnthropic().messages.create(
        model="claude-haiku-4-5",
        max_tokens=100,
        messages=[{"role": "user", "content": "Which lock opens without a key?"}],
    )
    print("".join(block.text for block in message.content if block.type == "text"))
    print(len(requirements()), "requirements, today", chosen(TODAY))
    print("next year", chosen(NEXT_YEAR))


asyncio.run(main())
