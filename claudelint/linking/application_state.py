"""What a program keeps on its web application: `app.state.client = ...`, read as `request.app.state.client`.

Source: the documentation of Starlette (Applications, "Storing state on the app instance"), which FastAPI shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from claudelint.linking.terms import Term, parameter
from claudelint.reading.module import Attr, CallOf, Param

if TYPE_CHECKING:
    from claudelint.linking.names import Names

_PACKAGES = frozenset({"fastapi", "starlette"})
_APPLICATIONS = frozenset({"FastAPI", "Starlette"})
_CONNECTIONS = frozenset({"Request", "WebSocket", "HTTPConnection"})


def is_state(names: Names, term: Term) -> bool:
    """Whether an expression is the `state` of an application."""
    expr = term.expr
    if not isinstance(expr, Attr) or expr.name != "state":
        return False
    owner = term.at(expr.value)
    if _is_a(names, owner, _APPLICATIONS):
        return True
    return any(
        isinstance(one.expr, Attr)
        and one.expr.name == "app"
        and _is_a(names, one.at(one.expr.value), _CONNECTIONS)
        for one in names.origins(owner)
    )


def _is_a(names: Names, term: Term, kinds: frozenset[str]) -> bool:
    """Whether an object was made by, or is annotated as, one of these classes."""
    for origin in names.origins(term):
        found: str | None = None
        if isinstance(origin.expr, CallOf):
            found = names.call_name(origin.module, origin.module.calls[origin.expr.call])
        elif isinstance(origin.expr, Param):
            declared = parameter(origin.module.scopes[origin.expr.scope], origin.expr.name)
            if declared is not None and declared.annotation is not None:
                found = names.qualified(Term(origin.module, declared.annotation))
        if found is not None and found.partition(".")[0] in _PACKAGES and found.rpartition(".")[2] in kinds:
            return True
    return False
