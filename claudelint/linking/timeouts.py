"""How long a client or a request waits: the `timeout` that it is given, in seconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.request_call import Argument
from claudelint.linking.stability import is_steady
from claudelint.linking.terms import Context, Term
from claudelint.linking.value_kinds import Known, Value
from claudelint.reading.module import CallOf, Const, Expr, Module

if TYPE_CHECKING:
    from claudelint.linking.project import Project
    from claudelint.linking.request import Request

_CLASSES = frozenset({"anthropic.Timeout", "httpx.Timeout", "httpx2.Timeout"})
# what waits for the whole answer
_WHOLE = frozenset({"create", "parse", "tool_runner"})


@dataclass(frozen=True)
class TimeLimit:
    """A timeout that is certainly given: `seconds`, None for none at all; `span` is the argument."""

    seconds: float | None
    span: Span


def time_limit(
    project: Project, module: Module, argument: Argument | None, context: Context | None = None
) -> TimeLimit | None:
    """What an argument `timeout` of a call sets; None where that is not known, or hangs on what callers pass."""
    if argument is None or not argument.certain:
        return None
    if argument.written is not None:
        term = Term(module, argument.written.value, context)
        if not is_steady(project.names, term):
            return None
        if isinstance(term.expr, CallOf) or not isinstance(argument.value, Known):
            return _of_object(project, term, argument.span)
    return _of_value(argument.value, argument.span)


def passed_limits(
    project: Project, module: Module, argument: Argument | None, context: Context | None = None
) -> Iterator[TimeLimit]:
    """The seconds that a `timeout` may be which hangs on a parameter: its default, and what calls in sight pass.

    No timeout at all is left aside: as a default it says that callers tell.
    """
    if argument is None or not argument.certain or argument.written is None:
        return
    term = Term(module, argument.written.value, context)
    if is_steady(project.names, term):
        return
    for origin in project.names.origins(term):
        found = _of_constant(origin.expr, argument.span)
        if found is not None:
            yield found


def _of_constant(expr: Expr, span: Span) -> TimeLimit | None:
    if (
        not isinstance(expr, Const)
        or isinstance(expr.value, bool)
        or not isinstance(expr.value, (int, float))
    ):
        return None
    return TimeLimit(float(expr.value), span)


def _of_value(value: Value, span: Span) -> TimeLimit | None:
    if not isinstance(value, Known):
        return None
    if value.value is None:
        return TimeLimit(None, span)
    if isinstance(value.value, (int, float)) and not isinstance(value.value, bool):
        return TimeLimit(float(value.value), span)
    return None


def _of_object(project: Project, term: Term, span: Span) -> TimeLimit | None:
    """The overall limit of `anthropic.Timeout(60.0, connect=5.0)`, or that for reading."""
    origins = project.names.origins(term)
    if len(origins) != 1 or not isinstance(origins[0].expr, CallOf):
        return None
    origin = origins[0]
    call = origin.module.calls[origins[0].expr.call]
    name = project.names.call_name(origin.module, call, origin.context)
    if name not in _CLASSES:
        return None
    by_name = {one.name: one.value for one in call.arguments if one.name is not None}
    first = next((one.value for one in call.arguments if one.name is None and not one.star), None)
    given = by_name.get("read", by_name.get("timeout", first))
    return None if given is None else _of_value(project.values.of(origin.at(given)), span)


def limit_of_request(request: Request) -> TimeLimit | None:
    """How long a request certainly waits for its answer as a whole; None for streams, and where it is not known."""
    if request.kind not in _WHOLE or request.streams is not False:
        return None
    if "timeout" in request.arguments:
        return time_limit(request.project, request.module, request.arguments["timeout"], request.context)
    option = request.client.option("timeout")
    if request.open_ended or option is None or not request.client.constructed:
        return None
    return _of_value(option, option.place)
