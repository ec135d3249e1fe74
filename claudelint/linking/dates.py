"""Whether a moment is written as a date only, which changes once a day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from claudelint.linking.terms import Term
from claudelint.linking.value_kinds import Known
from claudelint.reading.module import Attr, CallOf, Expr, Text

if TYPE_CHECKING:
    from claudelint.linking.project import Project

_FORMAT = re.compile(r"\s*(?:![rsa]\s*)?:(?P<format>[^{}]*)\}")
# what strftime writes for a time of day: https://docs.python.org/3/library/datetime.html#format-codes
_TIME_OF_DAY = re.compile(r"%[-#]?[HIpMSfXcsTr]")
_DATE_PARTS = frozenset({"date", "year", "month", "day", "weekday", "isoweekday", "isocalendar"})


def changes_daily(project: Project, trail: tuple[Term, ...]) -> bool:
    """Whether on the way from a clock to a text only the date is left."""
    return any(
        _is_date(project, one, index > 0 and isinstance(trail[index - 1].expr, Text))
        for index, one in enumerate(trail)
    )


def _is_date(project: Project, term: Term, in_text: bool) -> bool:
    if in_text:
        found = _FORMAT.match(project.text(term.module), term.expr.end)
        if found is not None:
            return _is_date_format(found["format"])
    expr: Expr | None = term.expr
    while isinstance(expr, (Attr, CallOf)):
        if _takes_date(project, term.at(expr)):
            return True
        function = term.module.calls[expr.call].function if isinstance(expr, CallOf) else expr
        expr = function.value if isinstance(function, Attr) else None
    return False


def _takes_date(project: Project, term: Term) -> bool:
    """Whether an attribute or a call gives the date of a moment, or writes it."""
    expr = term.expr
    if isinstance(expr, Attr):
        return expr.name in _DATE_PARTS
    if not isinstance(expr, CallOf):
        return False
    call = term.module.calls[expr.call]
    name = project.names.call_name(term.module, call, term.context) or ""
    if name == "datetime.date.today" or (isinstance(call.function, Attr) and call.function.name == "date"):
        return True
    formats = [project.values.of(term.at(one.value)) for one in call.arguments[:1]]
    return any(
        isinstance(one, Known) and isinstance(one.value, str) and _is_date_format(one.value)
        for one in formats
    )


def _is_date_format(text: str) -> bool:
    return "%" in text and _TIME_OF_DAY.search(text) is None
