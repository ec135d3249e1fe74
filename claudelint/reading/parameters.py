"""The parameters of functions and lambdas: how they are declared, and the names that they bind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from claudelint.reading.module import Param, Parameter
from claudelint.reading.tables import Environment, Tables

if TYPE_CHECKING:
    from claudelint.reading.expressions import ExpressionReader


def read_parameters(reader: ExpressionReader, node: cst.Parameters) -> tuple[Parameter, ...]:
    """The parameters of a function; defaults and annotations are read in the current frame."""
    found: list[Parameter] = []

    def add(param: cst.Param, kind: str) -> None:
        start, end = reader.places.of(param)
        default = None if param.default is None else reader.read(param.default)
        annotation = None if param.annotation is None else reader.read(param.annotation.annotation)
        found.append(Parameter(start, end, param.name.value, kind, default, annotation))

    for param in node.posonly_params:
        add(param, "positional")
    for param in node.params:
        add(param, "normal")
    if isinstance(node.star_arg, cst.Param):
        add(node.star_arg, "args")
    for param in node.kwonly_params:
        add(param, "keyword")
    if node.star_kwarg is not None:
        add(node.star_kwarg, "kwargs")
    return tuple(found)


def define_parameters(tables: Tables, scope: int, parameters: tuple[Parameter, ...]) -> Environment:
    """A definition for each parameter."""
    return {
        parameter.name: (
            tables.define(
                parameter.name,
                Param(parameter.start, parameter.end, parameter.name, scope),
                "parameter",
                -1,
                (parameter.start, parameter.end),
                parameter.annotation,
            ),
        )
        for parameter in parameters
    }
