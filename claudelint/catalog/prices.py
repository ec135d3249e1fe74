"""What tokens cost, and how an amount is written in a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claudelint.catalog.models import ModelFacts
    from claudelint.catalog.tokens import Size


def cost(tokens: int, usd_per_million: float) -> float:
    """What so many tokens cost, in USD."""
    return tokens * usd_per_million / 1_000_000


def dollars(amount: float) -> str:
    """An amount as messages write it: four decimals, more where four would say nothing."""
    decimals = 4
    while decimals < 8 and round(amount, decimals) < 9.5 * 10**-decimals:
        decimals += 1
    return f"${amount:.{decimals}f}" if amount < 100 else f"${amount:,.2f}"


def uncached_words(size: Size, model: ModelFacts) -> str | None:
    """What a prompt costs in a call, and what when it is read from the cache; None where a price is not known."""
    price = model.price_at(size.tokens)
    if price is None or price.cache_read is None:
        return None
    full, cached = (dollars(cost(size.tokens, usd)) for usd in (price.input, price.cache_read))
    return f"{'' if size.is_exact else 'about '}{full} a call, {cached} when read from the cache"


def written_words(size: Size, model: ModelFacts, *, lasts: bool) -> str | None:
    """What writing a prompt to the cache costs, and what sending it plainly; `lasts` for the longer lifetime."""
    price = model.price_at(size.tokens)
    write = None if price is None else price.cache_write_1h if lasts else price.cache_write_5m
    if price is None or write is None:
        return None
    written, plain = (dollars(cost(size.tokens, usd)) for usd in (write, price.input))
    return f"{'' if size.is_exact else 'about '}{written} a call, {plain} without it"


def unread_words(size: Size, model: ModelFacts) -> str | None:
    """What writing a prompt to the cache costs in a call, and what reading it would; None where that is not known."""
    price = model.price_at(size.tokens)
    if price is None or price.cache_read is None or price.cache_write_5m is None:
        return None
    written, read = (dollars(cost(size.tokens, usd)) for usd in (price.cache_write_5m, price.cache_read))
    return f"{'' if size.is_exact else 'about '}{written} a call, {read} if they were read"
