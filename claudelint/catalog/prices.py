"""What tokens cost, and how an amount is written in a message."""

from __future__ import annotations


def cost(tokens: int, usd_per_million: float) -> float:
    """What so many tokens cost, in USD."""
    return tokens * usd_per_million / 1_000_000


def dollars(amount: float) -> str:
    """An amount as messages write it: four decimals, more where four would say nothing."""
    decimals = 4
    while decimals < 8 and round(amount, decimals) < 9.5 * 10**-decimals:
        decimals += 1
    return f"${amount:.{decimals}f}" if amount < 100 else f"${amount:,.2f}"
