"""What a framework hands to a function because its header asks for it: `Depends(...)` of FastAPI and its kin.

Sources: the documentation of FastAPI (dependencies, classes as dependencies) and of FastStream and Litestar.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from claudelint.linking.command_lines import declaring_calls
from claudelint.linking.terms import Term
from claudelint.reading.module import CallOf, Class, Expr, Function, Module, Parameter, Yield

if TYPE_CHECKING:
    from claudelint.linking.names import Names

_ASKING = frozenset(
    {"fastapi.Depends", "fastapi.Security", "fastapi.params.Depends", "fastapi.param_functions.Depends",
     "faststream.Depends", "taskiq.TaskiqDepends"}
)  # fmt: skip


def provided(names: Names, module: Module, declared: Parameter) -> list[Term] | None:
    """What a framework passes for a parameter that depends on a function or class; None for any other."""
    for call in declaring_calls(declared):
        found: list[Term] = []
        if names.call_name(module, module.calls[call.call]) not in _ASKING:
            continue
        arguments = module.calls[call.call].arguments
        if not arguments or arguments[0].name not in (None, "dependency"):
            # `service: Service = Depends()`: the annotation says what is made
            return None
        for target in names.origins(Term(module, arguments[0].value)):
            if isinstance(target.expr, Function):
                found.extend(_made_by(names, target, target.expr))
            elif isinstance(target.expr, Class):
                found.append(target)
        return found or None
    return None


def asks(names: Names, module: Module, expr: Expr | None) -> bool:
    """Whether a default only asks a framework for the value."""
    return isinstance(expr, CallOf) and names.call_name(module, module.calls[expr.call]) in _ASKING


def _made_by(names: Names, target: Term, function: Function) -> Iterator[Term]:
    module = target.module
    if not module.scopes[function.scope].is_generator:
        for value in names.reachability.returned(module, function.scope):
            yield Term(module, value)
        return
    for statement in module.statements:
        if statement.scope == function.scope:
            for one in statement.expressions:
                if isinstance(one, Yield) and one.value is not None:
                    yield Term(module, one.value)


def dependant_of(names: Names, module: Module, index: int) -> int | None:
    """The function in whose header a call of `Depends` stands."""
    if names.call_name(module, module.calls[index]) not in _ASKING:
        return None
    for number, scope in enumerate(module.scopes):
        for one in scope.parameters:
            if any(call.call == index for call in declaring_calls(one)):
                return number
    return None
