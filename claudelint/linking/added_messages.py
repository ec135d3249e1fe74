"""The messages that are added to a list which is carried from one request to the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from claudelint.linking.terms import Term
from claudelint.reading.module import Const, Expr, Map, Seq

if TYPE_CHECKING:
    from claudelint.linking.kept_lists import Kept
    from claudelint.linking.names import Names


def added_messages(names: Names, kept: Kept) -> Iterator[Term]:
    """What is added to a list, message by message as far as they are in sight."""
    for addition in kept.additions:
        for origin in names.origins(addition):
            if isinstance(origin.expr, Seq):
                for item in origin.expr.items:
                    yield from names.origins(origin.at(item))
            else:
                yield origin


def role_of(message: Term) -> str | None:
    """The role of a message that is written out; None where it is not, or not known."""
    role = message.expr.by_key.get("role") if isinstance(message.expr, Map) else None
    return str(role.value) if isinstance(role, Const) else None


def content_of(message: Term) -> Expr | None:
    """The content of a message that is written out."""
    return message.expr.by_key.get("content") if isinstance(message.expr, Map) else None
