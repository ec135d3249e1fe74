"""A `map` of a function that sends a request: a list of what is read of the answers of a batch."""

from __future__ import annotations

import libcst as cst

from claudelint.findings import Edit
from claudelint.fixing.rewrites import halves
from claudelint.fixing.rewrites.asking import Asking
from claudelint.fixing.rewrites.context import Refused, RewriteContext
from claudelint.fixing.rewrites.executor import without_executor
from claudelint.fixing.rewrites.function import Function
from claudelint.fixing.rewrites.hoisted import Names, Place, batch_lines
from claudelint.fixing.rewrites.reach import Reach
from claudelint.fixing.rewrites.sending import Sending
from claudelint.fixing.rewrites.statement import suppression_of
from claudelint.fixing.rewrites.through_function import Given, ThroughFunction, owner_of


def is_map(call: cst.Call) -> bool:
    """Whether a call is one of the builtin `map`, or of the method of an executor."""
    name = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    return isinstance(name, cst.Name) and name.value == "map"


def batch_map(
    context: RewriteContext, request: Asking, call: cst.Call, modules: frozenset[str]
) -> tuple[Edit, ...]:
    """The requests in a list, one batch of them, and a list of what the function makes of the answers."""
    if len(call.args) < 2 or any(one.star or one.keyword is not None for one in call.args):
        raise Refused("`map` is not simply given a function and what it runs over")
    function = Function.of(request)
    free = function.node.params.params[function.has_self :]
    if len(free) < len(call.args) - 1:
        raise Refused("the function that sends it takes fewer arguments")
    names = [
        context.fresh(call, parameter.name.value) for parameter, _ in zip(free, call.args[1:], strict=False)
    ]
    asking = ThroughFunction(
        context,
        call,
        request.is_async,
        request.marks_system,
        request.sdk,
        function,
        Reach.of(context, function, call.args[0].value, modules),
        owner_of(call.args[0].value, function),
        tuple(Given(one.name.value, name, by_keyword=False) for one, name in zip(free, names, strict=False)),
        ", ".join(names),
        frozenset(names),
    )
    return _over(asking, call, ", ".join(names))


def _over(asking: ThroughFunction, call: cst.Call, target: str) -> tuple[Edit, ...]:
    context = asking.context
    place = Place.of(context, call, ("", ""), is_eager=isinstance(call.func, cst.Attribute))
    if asking.is_async is not isinstance(place.node, cst.Await):
        raise Refused("the coroutines are not gathered here")
    if place.keeps_failures and asking.answer("_") != "_":
        raise Refused("what is made of an answer would be made of a failure, too")
    body = (place.statement.body,) if isinstance(place.statement, cst.For) else ()
    items = call.args[1].value
    halves.Halves(asking, (), body, asking.names, items).check(may_leave=True)
    sources = ", ".join(context.slice(one.value) for one in call.args[1:])
    is_one = len(call.args) == 2
    steady = is_one and halves.is_steady(context, items, ())
    written = sources if steady else halves.listed(context, items) if is_one else f"list(zip({sources}))"
    named = Names.of(context, call, None if is_one else cst.Tuple([]), target, written, steady, index=None)
    sending = Sending.of(asking, call)
    lines, imports = batch_lines(sending, named, place, suppression_of(context, place.statement))
    edit = place.edit(lines, f"{asking.answer(named.message)} {named.head}")
    edits = without_executor(context, call, place.statement, (edit,))
    return (*edits, *sending.imports, *imports, *asking.edits)
