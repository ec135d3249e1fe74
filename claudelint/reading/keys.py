"""What an Anthropic key looks like; keys that are found reach no report and no cache."""

from __future__ import annotations

import re
from collections.abc import Iterator

# the prefix, a kind, and a random tail: 95 characters in the keys that secret scanners know (gitleaks:
# sk-ant-api03-, sk-ant-admin01-); room is left for other lengths
_KEY = re.compile(r"sk-ant-[a-z0-9]{2,12}-[A-Za-z0-9_\-]{80,}")
_FEWEST_CHARACTERS = 16
# the same in code, where it may be written in several literals side by side or added up
_CHARACTERS = re.compile(r"[A-Za-z0-9_\-]+")
_BETWEEN = re.compile(r"[\"'](?:\s|[+\\]|#[^\r\n]*)*[rRbBuUfF]{0,2}[\"']")
_WRITTEN = re.compile(rf"sk-ant-[a-z0-9]{{2,12}}-[A-Za-z0-9_\-]*(?:{_BETWEEN.pattern}{_CHARACTERS.pattern})*")
_FEWEST_WRITTEN = 90


def holds_key(text: str) -> bool:
    """Whether a text holds something that has the form of a real key."""
    return any(_is_random(match.group()) for match in _KEY.finditer(text))


def hidden(text: str) -> str:
    """The text, or the code, with every key's tail replaced by as many asterisks.

    A key over several lines is only seen as one where they are given together.
    """
    if "sk-ant-" not in text:
        return text
    return _WRITTEN.sub(_hide, text)


def _hide(match: re.Match[str]) -> str:
    written = match.group()
    spans = list(_pieces(written))
    if sum(end - start for start, end in spans) < _FEWEST_WRITTEN:
        return written
    spans[0] = (len("sk-ant-"), spans[0][1])
    shown = list(written)
    for start, end in spans:
        shown[start:end] = "*" * (end - start)
    return "".join(shown)


def _pieces(written: str) -> Iterator[tuple[int, int]]:
    """Where the characters of a key stand in the literals that it is written in."""
    place = 0
    while True:
        piece = _CHARACTERS.match(written, place)
        if piece is None:
            return
        yield piece.span()
        between = _BETWEEN.match(written, piece.end())
        if between is None:
            return
        place = between.end()


def _is_random(key: str) -> bool:
    tail = key.split("-", 3)[-1]
    enough = len(set(tail)) >= _FEWEST_CHARACTERS
    return enough and any(c.isdigit() for c in tail) and any(c.isalpha() for c in tail)
