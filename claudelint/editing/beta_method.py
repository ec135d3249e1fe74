"""A request sent through `.beta` of its client."""

from __future__ import annotations

from claudelint.editing.text import insert
from claudelint.findings import Edit
from claudelint.linking.project import Request
from claudelint.reading import module as plain


def through_beta(request: Request) -> tuple[Edit, ...]:
    """The edit that sends a request by the twin of its method in `.beta`.

    Nothing where the method is not written out in the call, or its twin does not take all that is passed.
    """
    method, twin = request.method, request.beta_method
    expr = request.call.function
    while isinstance(expr, plain.Attr) and expr.name != "messages":
        expr = expr.value
    if method is None or twin is None or not isinstance(expr, plain.Attr) or request.site.reference:
        return ()
    if any(name not in twin.parameters for name in request.arguments):
        return ()
    return (insert(request.module.path, expr.value.end, ".beta"),)
