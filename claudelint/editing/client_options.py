"""Other options of a client for one request: `client.with_options(...)` in the place of `client`."""

from __future__ import annotations

from claudelint.editing.text import insert
from claudelint.findings import Edit
from claudelint.linking.project import Request
from claudelint.reading import module as plain


def with_option(request: Request, option: str) -> Edit | None:
    """Send one request with an option such as `max_retries=0`; None where its call does not show the client."""
    expr: plain.Expr = request.call.function
    if request.site.reference:
        handed = [one.value for one in request.call.arguments if isinstance(one.value, plain.Attr)]
        expr = next((one for one in handed if one.name == request.endpoint.path[-1]), expr)
    for name in reversed(request.endpoint.path):
        if not isinstance(expr, plain.Attr) or expr.name != name:
            return None
        expr = expr.value
    is_simple = isinstance(expr, (plain.Local, plain.Ref, plain.Attr, plain.CallOf))
    if request.module.approximate or request.client.patched or not is_simple:
        return None
    return insert(request.module.path, expr.end, f".with_options({option})")
