"""Says which version an install would choose today and after the next major release, and asks once."""

import sys
from pathlib import Path

import anthropic
from packaging.requirements import Requirement

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TODAY = ["0.97.0", "1.9.0", "1.40.2", "2.0.0", "2.13.0"]
NEXT_YEAR = [*TODAY, "2.40.0", "3.0.0", "3.1.0"]


def chosen(requirement: Requirement, released: list[str]) -> str:
    return list(requirement.specifier.filter(released))[-1]


project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
required = [Requirement(text) for text in project["dependencies"]]
sdk = next(one for one in required if one.name == "anthropic")
message = anthropic.Anthropic().messages.create(
    model="claude-haiku-4-5",
    max_tokens=100,
    messages=[{"role": "user", "content": "Which lock opens without a key?"}],
)
print("".join(block.text for block in message.content if block.type == "text"))
print(len(required), "requirements, today", chosen(sdk, TODAY))
print("next year", chosen(sdk, NEXT_YEAR))
