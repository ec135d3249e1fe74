"""What the packages for trying again are told to do: which exceptions they catch, and how often they try.

Sources: the documentation of tenacity, backoff, retrying, retry and stamina.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from claudelint.catalog.history import SdkHistory
from claudelint.findings import Span
from claudelint.linking.api_errors import Caught, classes_of
from claudelint.linking.names import Names
from claudelint.linking.terms import Term
from claudelint.linking.value_kinds import Known
from claudelint.linking.values import Values
from claudelint.reading.module import Argument, Attr, Binary, Call, CallOf, Imported

_ALL = Caught(everything=True)
_DEEPEST = 4


@dataclass(frozen=True)
class RetrySpec:
    """One use of such a package: what it is called, where, what it catches, and how often it tries in all."""

    name: str
    place: Span
    caught: Caught
    attempts: int | None


@dataclass(frozen=True)
class _Package:
    """The arguments of a decorator: which takes exceptions, which takes their number, and the defaults."""

    exceptions: tuple[str, ...]
    attempts: str
    position: int = -1
    default: int | None = None
    # a function that decides: what it lets through is not known
    decides: tuple[str, ...] = ()
    needs_exceptions: bool = False


_PACKAGES = {
    "backoff.on_exception": _Package(("exception",), "max_tries", position=1, needs_exceptions=True),
    "retrying.retry": _Package(
        (), "stop_max_attempt_number", decides=("retry_on_exception", "retry_on_result")
    ),
    "retry.retry": _Package(("exceptions",), "tries", position=0),
    "retry.api.retry": _Package(("exceptions",), "tries", position=0),
    "stamina.retry": _Package(("on",), "attempts", position=0, default=10, needs_exceptions=True),
    "stamina.retry_context": _Package(("on",), "attempts", position=0, default=10, needs_exceptions=True),
}
_TENACITY = frozenset({"retry", "Retrying", "AsyncRetrying"})


def spec_of(names: Names, values: Values, term: Term, history: SdkHistory) -> RetrySpec | None:
    """What a decorator, or what a loop runs over, tells such a package; None for anything else."""
    for origin in names.origins(term):
        call: Call | None = None
        if isinstance(origin.expr, CallOf):
            call = origin.module.calls[origin.expr.call]
            name = names.call_name(origin.module, call, origin.context)
        elif isinstance(origin.expr, (Imported, Attr)):
            name = names.qualified_origin(origin)
        else:
            continue
        spec = None if name is None else _Spec(names, values, origin, history).read(name, call)
        if spec is not None:
            return spec
    return None


class _Spec:
    def __init__(self, names: Names, values: Values, origin: Term, history: SdkHistory) -> None:
        self.names = names
        self.values = values
        self.origin = origin
        self.history = history

    def read(self, name: str, call: Call | None) -> RetrySpec | None:
        package, _, last = name.partition(".")[0], "", name.rpartition(".")[2]
        arguments = () if call is None else call.arguments
        if any(one.star for one in arguments):
            return None
        if package == "tenacity" and last in _TENACITY:
            caught = self._tenacity_catches(_argument(arguments, "retry"))
            attempts = self._stops_after(_argument(arguments, "stop"))
        elif name in _PACKAGES:
            told = _PACKAGES[name]
            caught = self._catches(told, arguments)
            attempts = self._number(_argument(arguments, told.attempts), told.default)
        else:
            return None
        return None if caught is None else RetrySpec(name, self.origin.span, caught, attempts)

    def _catches(self, told: _Package, arguments: tuple[Argument, ...]) -> Caught | None:
        if any(one.name in told.decides for one in arguments):
            return None
        found = next((_argument(arguments, one) for one in told.exceptions), None)
        if found is None and told.position >= 0:
            positional = [one for one in arguments if one.name is None]
            found = positional[told.position] if len(positional) > told.position else None
        if found is None:
            return None if told.needs_exceptions else _ALL
        return classes_of(self.names, self.origin.at(found.value), self.history)

    def _number(self, found: Argument | None, default: int | None) -> int | None:
        if found is None:
            return default
        value = self.values.of(self.origin.at(found.value))
        number = value.value if isinstance(value, Known) else None
        return number if type(number) is int and number > 0 else None

    # tenacity

    def _tenacity_catches(self, found: Argument | None) -> Caught | None:
        return _ALL if found is None else self._condition(self.origin.at(found.value), 0)

    def _condition(self, term: Term, depth: int) -> Caught | None:
        """What a condition such as `retry_if_exception_type(...)` lets through; None where that is not known."""
        origins = self.names.origins(term)
        if len(origins) != 1 or depth > _DEEPEST:
            return None
        origin = origins[0]
        expr = origin.expr
        if isinstance(expr, Binary) and expr.operator == "|":
            either = [self._condition(origin.at(one), depth + 1) for one in (expr.left, expr.right)]
            known = [one for one in either if one is not None]
            return reduce(or_, known) if known else None
        if not isinstance(expr, CallOf):
            return None
        call = origin.module.calls[expr.call]
        name = (self.names.call_name(origin.module, call) or "").rpartition(".")[2]
        if name == "retry_if_not_exception_type":
            return _ALL
        if name != "retry_if_exception_type":
            return None
        given = [one for one in call.arguments if one.name in (None, "exception_types")]
        return classes_of(self.names, origin.at(given[0].value), self.history) if given else _ALL

    def _stops_after(self, found: Argument | None) -> int | None:
        return None if found is None else self._limit(self.origin.at(found.value), 0)

    def _limit(self, term: Term, depth: int) -> int | None:
        """The number in `stop_after_attempt(5)`, also beside other limits."""
        origins = self.names.origins(term)
        if len(origins) != 1 or depth > _DEEPEST:
            return None
        origin = origins[0]
        expr = origin.expr
        if isinstance(expr, Binary) and expr.operator == "|":
            limits = [self._limit(origin.at(one), depth + 1) for one in (expr.left, expr.right)]
            return min((one for one in limits if one is not None), default=None)
        if not isinstance(expr, CallOf):
            return None
        call = origin.module.calls[expr.call]
        if (self.names.call_name(origin.module, call) or "").rpartition(".")[2] != "stop_after_attempt":
            return None
        given = [one for one in call.arguments if one.name in (None, "max_attempt_number")]
        if not given:
            return None
        value = self.values.of(origin.at(given[0].value))
        return value.value if isinstance(value, Known) and type(value.value) is int else None


def _argument(arguments: tuple[Argument, ...], name: str) -> Argument | None:
    return next((one for one in arguments if one.name == name), None)
