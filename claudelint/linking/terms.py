"""An expression seen from a place: in its module, and in the chain of calls that fixes its parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import msgspec

from claudelint.findings import Span
from claudelint.reading.module import Argument, Call, Expr, Module, Parameter, Scope


@dataclass(frozen=True, eq=False)
class Context:
    """One call on the way to an expression: `call` in `caller` runs `scope` of `module`."""

    module: Module
    scope: int
    caller: Module
    call: Call
    outer: Context | None
    # arguments that the call itself does not show start here: 1 for methods and constructors
    skip: int
    depth: int
    # where a function that is called returns one of several tuples: the call's place in memory, which of them
    chosen: tuple[int, int] | None = None

    @property
    def calls(self) -> Iterator[Context]:
        """The calls of the chain, innermost first, without the choices that stand at its outer end."""
        frame: Context | None = self
        while frame is not None:
            if frame.chosen is None:
                yield frame
            frame = frame.outer

    @property
    def fixes_parameters(self) -> bool:
        """Whether there is any call in the chain that decides what parameters are."""
        return any(True for _ in self.calls)

    def choice_for(self, call: Call) -> int | None:
        """Which of the tuples that a call may return is looked at; None when all are."""
        frame: Context | None = self
        while frame is not None:
            if frame.chosen is not None and frame.chosen[0] == id(call):
                return frame.chosen[1]
            frame = frame.outer
        return None

    def frame_of(self, module: Module, scope: int) -> Context | None:
        """The nearest call in the chain that runs this scope."""
        frame: Context | None = self
        while frame is not None:
            if frame.scope == scope and frame.module is module:
                return frame
            frame = frame.outer
        return None


class Term(msgspec.Struct, frozen=True):
    """An expression with what is needed to understand it."""

    module: Module
    expr: Expr
    context: Context | None = None

    @property
    def span(self) -> Span:
        """Where the expression stands."""
        return Span(self.module.path, self.expr.start, self.expr.end)

    def at(self, expr: Expr) -> Term:
        """Another expression in the same place."""
        return Term(self.module, expr, self.context)


class Binding(msgspec.Struct, frozen=True):
    """What a call passes for a parameter: an expression, nothing, or something that cannot be told."""

    expr: Expr | None
    certain: bool


class Given(msgspec.Struct, frozen=True):
    """What the calls in sight pass for a parameter, and whether every one of them passes something."""

    terms: tuple[Term, ...]
    by_all: bool


NOTHING_GIVEN = Given((), False)


def handed_as(call: Call, value: Expr, target: Module, scope: int, skip: int) -> int | None:
    """The definition of the parameter that an argument of a call becomes in a function, by index.

    `skip` is how many parameters the call itself does not show, as `bind` has it.
    """
    parameters = target.scopes[scope].parameters
    start = next(
        (one.start for one in parameters if bind(parameters, call.arguments, one.name, skip).expr is value),
        None,
    )
    if start is None:
        return None
    definitions = enumerate(target.definitions)
    return next((index for index, one in definitions if one.how == "parameter" and one.start == start), None)


def bind(parameters: tuple[Parameter, ...], arguments: tuple[Argument, ...], name: str, skip: int) -> Binding:
    """What a call with these arguments passes for the parameter of this name."""
    positions = [p.name for p in parameters if p.kind in ("positional", "normal")][skip:]
    index = positions.index(name) if name in positions else -1
    seen = 0
    has_star = False
    for argument in arguments:
        if argument.name == name:
            return Binding(argument.value, True)
        if argument.star == "*":
            has_star = True
        elif not argument.star and argument.name is None:
            if seen == index and not has_star:
                return Binding(argument.value, True)
            seen += 1
    hidden = (has_star and index >= 0) or any(argument.star == "**" for argument in arguments)
    return Binding(None, not hidden)


def parameter(scope: Scope, name: str) -> Parameter | None:
    """The parameter of this name."""
    for one in scope.parameters:
        if one.name == name:
            return one
    return None


@cache
def is_test_code(path: str) -> bool:
    """Whether a file holds tests, or what only tests need, by the names that pytest and unittest go by."""
    folders, _, name = path.rpartition("/")
    return (
        name.startswith("test_")
        or name == "conftest.py"
        or name.endswith("_test.py")
        or not {"tests", "test"}.isdisjoint(folders.split("/"))
    )
