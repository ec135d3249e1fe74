"""What a parameter holds: what calls and constructions pass for it, or its default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claudelint.linking.classes import is_class_method
from claudelint.linking.command_lines import declared_default
from claudelint.linking.dependencies import asks, provided
from claudelint.linking.spreading import Arguments, passed_by
from claudelint.linking.terms import Term, parameter
from claudelint.reading.module import CallOf, Const, Module, Param, Parameter, Scope

if TYPE_CHECKING:
    from claudelint.linking.names import Names


def passed(names: Names, term: Term, expr: Param) -> list[Term] | None:
    """What the chain of calls passes for a parameter, or any construction of its object; else its default."""
    frame = term.context.frame_of(term.module, expr.scope) if term.context is not None else None
    if frame is not None and frame.skip and term.module.scopes[expr.scope].parameters[0].name == expr.name:
        # the object or class whose method is called
        frame = None
    scope = term.module.scopes[expr.scope]
    declared = parameter(scope, expr.name)
    if declared is None or declared.kind in ("args", "kwargs"):
        return None
    if frame is not None:
        given = Arguments(frame.caller, frame.call.arguments, frame.outer)
        return _passed_or_default(names, term.module, expr, given, frame.skip)
    own_class = _class_of(names, term.module, scope, expr)
    if own_class is not None:
        return own_class
    if scope.name == "__init__":
        return _constructor_parameter(names, term, expr)
    return _default_or_given(names, term.module, expr, scope, declared)


def _passed_or_default(
    names: Names, module: Module, expr: Param, given: Arguments, skip: int
) -> list[Term] | None:
    """What a call passes for a parameter, its default where it passes none, both where it may."""
    scope = module.scopes[expr.scope]
    passed = passed_by(names, scope.parameters, given, expr.name, skip)
    declared = parameter(scope, expr.name)
    if passed is None or declared is None:
        return None
    if passed.terms and passed.certain:
        return passed.terms
    default = declared_default(names, module, scope, declared)
    found = [*passed.terms, *([] if default is None else [default])]
    return found or None


def _class_of(names: Names, module: Module, scope: Scope, expr: Param) -> list[Term] | None:
    """What `cls` is in a class method."""
    if scope.parameters[0].name != expr.name or not is_class_method(scope):
        return None
    found = names.classes.definition_of(module, scope.parent)
    return None if found is None else [Term(module, found)]


def _default(names: Names, module: Module, scope: Scope, declared: Parameter) -> list[Term] | None:
    default = declared_default(names, module, scope, declared)
    if default is None or asks(names, default.module, default.expr):
        return None
    if declared.annotation is not None and isinstance(default.expr, Const) and default.expr.value is None:
        # `client: Anthropic | None = None`: the annotation says more than the default
        return None
    return [default]


def _default_or_given(
    names: Names, module: Module, expr: Param, scope: Scope, declared: Parameter
) -> list[Term] | None:
    """The default, and what calls in sight pass instead: outside of a chain of calls it may be any of them."""
    injected = provided(names, module, declared)
    if injected is not None:
        return injected
    default = _default(names, module, scope, declared)
    if default is None or scope.kind != "function":
        return default
    given = names.callers.given_for(module, expr.scope, expr.name)
    return list(given.terms) if given.by_all else [*default, *given.terms]


def _constructor_parameter(names: Names, term: Term, expr: Param) -> list[Term] | None:
    scope = term.module.scopes[expr.scope]
    declared = parameter(scope, expr.name)
    found: list[Term] = []
    for constructed in names.callers.constructions(term.module, scope.parent):
        if not isinstance(constructed.expr, CallOf):
            continue
        call = constructed.module.calls[constructed.expr.call]
        given = Arguments(constructed.module, call.arguments, constructed.context)
        values = _passed_or_default(names, term.module, expr, given, 1)
        if values is None:
            return None
        found.extend(values)
    if found:
        return found
    return None if declared is None else _default(names, term.module, scope, declared)


def is_free(names: Names, term: Term, expr: Param) -> bool:
    """Whether anybody out of sight may pass a parameter."""
    if term.context is not None and term.context.frame_of(term.module, expr.scope) is not None:
        return False
    scope = term.module.scopes[expr.scope]
    if scope.name == "__init__":
        return not names.callers.constructions(term.module, scope.parent)
    return scope.kind == "function" and not names.callers.given_for(term.module, expr.scope, expr.name).by_all
