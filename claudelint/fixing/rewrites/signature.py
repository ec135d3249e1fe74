"""The parameters of a function, as they are written."""

from __future__ import annotations

import re

import libcst as cst

from claudelint.fixing.rewrites.context import Refused, RewriteContext


def parameters_of(context: RewriteContext, node: cst.FunctionDef) -> str:
    """What stands between the parentheses of a function's header."""
    every = (*node.params.params, *node.params.kwonly_params)
    text = context.text
    start = text.index("(", context.places.of(node.name)[1]) + 1
    if not every:
        return text[start : text.index(")", start)]
    last = every[-1]
    end = max(
        context.places.of(one)[1]
        for one in (last.name, last.annotation and last.annotation.annotation, last.default)
        if one is not None
    )
    closing = re.compile(r"(?:\s|,|#[^\r\n]*)*\)").match(text, end)
    if closing is None:
        raise Refused("the header of the function that sends it is written in an unusual way")
    return text[start : closing.end() - 1]


def parameter_text(context: RewriteContext, parameter: cst.Param) -> str:
    """A parameter as it is written."""
    text = parameter.name.value
    if parameter.annotation is not None:
        text += f": {context.slice(parameter.annotation.annotation)}"
    if parameter.default is not None:
        text += f"{' = ' if parameter.annotation is not None else '='}{context.slice(parameter.default)}"
    return text


def passed_on(parameter: cst.Param, by_keyword: bool) -> str:
    """A parameter handed on under its own name."""
    name = parameter.name.value
    return f"{name}={name}" if by_keyword else name
