"""Estimates of tokens: near what is published, quick, and never less for more text."""

from __future__ import annotations

import ast
import random
import re
import time

import pytest
from harness import ROOT

from claudelint.catalog.catalog import load
from claudelint.catalog.tokens import ESTIMATES, MARGIN, Size, estimate_tokens

# four characters a token are 15 to 20 % too low, as tiktoken is (docs, token counting; the claude-api skill)
CHARACTERS_PER_TOKEN = 4 * (0.80 + 0.85) / 2


def prose() -> list[str]:
    """English prose: why each rule is there."""
    found: list[str] = []
    for path in sorted((ROOT / "rules").glob("*/*.py")):
        page = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        section = re.search(r"## Why is this bad\?\n(.*?)\n## ", page, re.DOTALL)
        found += [section[1].strip()] if section is not None else []
    return found


def test_prose_is_near_what_is_published() -> None:
    """Within 15 % of 3.3 characters a token, taken together, and of the older tokenizer."""
    text = "\n".join(prose())
    assert len(text) > 2_000
    published = len(text) / CHARACTERS_PER_TOKEN
    assert published / MARGIN < estimate_tokens(text, "old") < published * MARGIN


def test_the_newer_tokenizer_counts_more() -> None:
    """About 30 % more, whatever the text; a generation that is not known counts as the older one."""
    for text in (*prose(), "x = f(1)\n" * 50, "\u4f60\u597d\u4e16\u754c" * 50):
        old = estimate_tokens(text, "old")
        assert estimate_tokens(text, "new") == pytest.approx(1.3 * old, abs=2)
        assert estimate_tokens(text, None) == old


def test_code_and_other_scripts_have_more_tokens_for_their_length() -> None:
    """Punctuation, digits and ideographs count for more than letters do."""
    text = "\n".join(prose())

    def per_character(sample: str) -> float:
        return estimate_tokens(sample, "old") / len(sample)

    assert per_character("total[key] += f(x, y)[0];\n" * 40) > per_character(text)
    assert per_character("3.14159265, 2.71828182\n" * 40) > per_character(text)
    # at least a token for each
    assert per_character("\u7f13\u5b58\u662f\u6709\u7528\u7684" * 40) >= 1


def test_a_longer_text_never_has_fewer() -> None:
    """Whatever is put behind it, and into a word that it ends in."""
    chance = random.Random(0)
    pieces = [
        "a",
        "word",
        "antidisestablishmentarianism",
        " ",
        "\n",
        "\n    ",
        "12",
        "3.5",
        "(",
        "\u00e9",
        "\u7f13",
        "\t",
        "\0",
    ]
    for _ in range(300):
        text = ""
        last = 0
        for _ in range(30):
            text += chance.choice(pieces)
            now = estimate_tokens(text, "new")
            assert now >= last, text
            last = now


def test_nothing_has_no_tokens() -> None:
    """An empty text has none, any other has one at least."""
    assert estimate_tokens("", "new") == 0
    assert estimate_tokens(" ", "old") == 1


def test_it_is_quick() -> None:
    """A megabyte in a fifth of a second, at the best of three; a slow machine has three times as long."""
    text = ("\n".join(prose()) * 1_000)[:1_000_000]
    times: list[float] = []
    for number in range(3):
        began = time.perf_counter()
        estimate_tokens(f"{number}{text}", "new")
        times.append(time.perf_counter() - began)
    assert min(times) < 0.6


def test_sizes_in_words() -> None:
    """An estimate is called one; what was counted is not."""
    sizes = (Size(1), Size(1_234), Size(1, True), Size(1_234, True))
    assert [size.words for size in sizes] == [
        "about 1 token",
        "about 1,234 tokens",
        "1 token",
        "1,234 tokens",
    ]


def test_pieces_are_estimated_together() -> None:
    """By the tokenizer of the model, and as an estimate."""
    model = load().find("claude-opus-5-5")
    assert model is not None
    assert ESTIMATES.size(["one", "two words"], model) == Size(
        estimate_tokens("one", "new") + estimate_tokens("two words", "new")
    )
