"""How many tokens a text has: estimates without asking the API, and the form that exact counts have.

No tokenizer of Claude's is at hand, so that an estimate rests on what is published of the two generations:

- Counts by tiktoken, and by four characters a token, are 15 to 20 % too low for models with the older tokenizer, and
  more so for code (platform.claude.com/docs, token counting; the claude-api skill, shared/token-counting.md). English
  prose has therefore about 3.3 characters a token.
- The newer tokenizer gives about 30 % more tokens for the same text (docs, pricing and token counting); for Opus 4.7
  1.0 to 1.35 times as many are told (docs, whats-new-claude-4-7).

Within these the kinds of characters are weighed apart: words, digits, punctuation, line breaks, and scripts without
spaces. Of English prose an estimate for the older tokenizer is meant to be right within 15 %, for the newer one
within 15 % above and 30 % below it; of code, data and other languages no source says how far it is off, and it may
well be by half. It has not been measured against a real tokenizer. A limit counts as passed with `MARGIN` to spare.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from claudelint.catalog.models import ModelFacts

MARGIN = 1.15

_PIECE = re.compile(r"[A-Za-z]+|\d+|[^\x00-\x7f]|\n\s*|[^\sA-Za-z\d]")
# letters of a word that are one token, and characters of a longer word to a token
_SHORT_WORD = 7
_LETTERS = 5
_DIGITS = 2.5
_LINE_BREAK = 0.6
_PUNCTUATION = 0.75
# scripts without spaces begin here: each character is at least a token
_IDEOGRAPHS = 0x2E7F
_IDEOGRAPH = 1.1
_OTHER_LETTER = 0.6
# to 3.3 characters a token in English prose
_SCALE = 1.28
_NEW_TOKENIZER_FACTOR = 1.3
# so many of a hundred tokens of the older tokenizer are missed by tiktoken, and by four characters a token
MISSED_PERCENT = (15, 20)
NEW_TOKENIZER_MORE_PERCENT = round((_NEW_TOKENIZER_FACTOR - 1) * 100)


@dataclass(frozen=True, slots=True)
class Size:
    """A number of tokens, and whether the API counted them all."""

    tokens: int
    is_exact: bool = False

    @property
    def words(self) -> str:
        """`about 1,200 tokens`, without "about" where they were counted."""
        number = "1 token" if self.tokens == 1 else f"{self.tokens:,} tokens"
        return number if self.is_exact else f"about {number}"


class TokenCounter(Protocol):
    """A way to the size of a text in pieces, as a model counts it."""

    def size(self, pieces: Sequence[str], model: ModelFacts) -> Size:
        """How many tokens the pieces have together."""


class Estimates:
    """Sizes that are estimated, piece by piece."""

    def size(self, pieces: Sequence[str], model: ModelFacts) -> Size:
        """About how many tokens the pieces have together."""
        return Size(sum(estimate_tokens(piece, model.tokenizer) for piece in pieces))


ESTIMATES = Estimates()


@lru_cache(maxsize=1_024)
def estimate_tokens(text: str, tokenizer: str | None) -> int:
    """About how many tokens a text has for models of a tokenizer generation ("old" or "new").

    A longer text never has fewer. An unknown generation counts as the older one.
    """
    factor = _NEW_TOKENIZER_FACTOR if tokenizer == "new" else 1.0
    return int(sum(map(_weight, _PIECE.findall(text))) * _SCALE * factor) + (1 if text else 0)


def counted_elsewhere(tokens: int, tokenizer: str | None) -> tuple[int, int]:
    """Between how many tokens a text of prose has that tiktoken counts so many of, to three digits.

    An unknown generation counts as the older one.
    """
    factor = _NEW_TOKENIZER_FACTOR if tokenizer == "new" else 1.0
    low, high = (tokens * factor / (1 - missed / 100) for missed in MISSED_PERCENT)
    return _three_digits(low), _three_digits(high)


def _three_digits(number: float) -> int:
    return int(float(f"{number:.3g}"))


def _weight(piece: str) -> float:
    first = piece[0]
    if first.isascii():
        if first.isalpha():
            return 1.0 if len(piece) <= _SHORT_WORD else len(piece) / _LETTERS
        if first.isdigit():
            return len(piece) / _DIGITS
        return _LINE_BREAK if first == "\n" else _PUNCTUATION
    return _IDEOGRAPH if ord(first) > _IDEOGRAPHS else _OTHER_LETTER
