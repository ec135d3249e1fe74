"""A long answer that is waited for whole: `create` becomes `stream` and `get_final_message`."""

from __future__ import annotations

import libcst as cst

from claudelint.findings import Edit, Plan
from claudelint.fixing.rewrites.context import Refused, RewriteContext, is_run_once
from claudelint.fixing.rewrites.statement import Request

_REASONS: dict[type[cst.CSTNode], str] = {
    cst.Lambda: "the call stands in a lambda",
    cst.CompFor: "the call stands in a comprehension",
    cst.GeneratorExp: "the call stands in a generator",
    cst.ListComp: "the call stands in a comprehension",
    cst.SetComp: "the call stands in a comprehension",
    cst.DictComp: "the call stands in a comprehension",
    cst.IfExp: "the call stands in a conditional expression",
    cst.BooleanOperation: "the call stands in a condition",
    cst.NamedExpr: "the answer is named within an expression",
    cst.Arg: "the answer is handed on within an expression",
}


def stream_final_message(context: RewriteContext, plan: Plan) -> tuple[Edit, ...]:
    """`x = client.messages.create(...)` to `with client.messages.stream(...) as stream:` around `x = ...`."""
    request = Request.find(context, plan)
    check_chain(request)
    if not isinstance(request.statement, cst.Assign | cst.AnnAssign | cst.Return | cst.Expr):
        raise Refused("the answer is neither assigned nor returned")
    check_keywords(request, plan)
    name = context.stream_name(request.call)
    inner = request.with_core(request.final_message(name), context.indent)
    text = request.streamed(name) + context.newline + request.indent + context.indent + inner
    return (context.edit(*request.span, text),)


def check_keywords(request: Request, plan: Plan) -> None:
    """Raise Refused where a `**` may ask for a stream; the plan says when its keywords are known."""
    if any(argument.star == "**" for argument in request.call.args) and not plan.detail("keywords_known"):
        raise Refused("a ** may hold the parameter stream")


def check_chain(request: Request) -> None:
    """Raise Refused unless the value is the answer, or what attributes, items and methods make of it.

    So is a comprehension over that: it runs over it at once.
    """
    context = request.context
    child: cst.CSTNode = request.core
    for node in context.ancestors(request.core):
        if isinstance(node, cst.BaseSmallStatement):
            return
        outer = context.parents.get(id(node))
        if isinstance(node, cst.CompFor) and outer is not None and is_run_once(outer, child):
            continue
        if is_run_once(node, child):
            child = node
            continue
        if isinstance(node, cst.Attribute | cst.Subscript) and node.value is child:
            child = node
            continue
        if isinstance(node, cst.Call) and node.func is child and child is not request.core:
            child = node
            continue
        raise Refused(_REASONS.get(type(node), "the answer is used within an expression"))
