"""What an Anthropic key looks like; keys that are found reach no report and no cache."""

from __future__ import annotations

import re

# the prefix, a kind, and a random tail: 95 characters in the keys that secret scanners know (gitleaks:
# sk-ant-api03-, sk-ant-admin01-); room is left for other lengths
_KEY = re.compile(r"sk-ant-[a-z0-9]{2,12}-[A-Za-z0-9_\-]{80,}")
_FEWEST_CHARACTERS = 16


def holds_key(text: str) -> bool:
    """Whether a text holds something that has the form of a real key."""
    return any(_is_random(match.group()) for match in _KEY.finditer(text))


def hidden(text: str) -> str:
    """The text with every key's tail replaced by as many asterisks."""
    if "sk-ant-" not in text:
        return text
    return _KEY.sub(_hide, text)


def _hide(match: re.Match[str]) -> str:
    key = match.group()
    return "sk-ant-" + "*" * (len(key) - len("sk-ant-"))


def _is_random(key: str) -> bool:
    tail = key.split("-", 3)[-1]
    enough = len(set(tail)) >= _FEWEST_CHARACTERS
    return enough and any(c.isdigit() for c in tail) and any(c.isalpha() for c in tail)
