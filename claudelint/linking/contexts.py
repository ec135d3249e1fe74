"""The contexts of a request: the chains of calls that fix the parameters which decide it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from claudelint.linking.calls import CallGraph
from claudelint.linking.classes import is_static
from claudelint.linking.invocations import Invocation
from claudelint.linking.pairs import Pairs
from claudelint.linking.terms import Context, Term, bind, is_test_code, parameter
from claudelint.reading.children import children
from claudelint.reading.module import (
    Argument,
    Call,
    CallOf,
    Const,
    Expr,
    Function,
    Lambda,
    Local,
    Module,
    Opaque,
    Param,
    Ref,
    Scope,
)

_MOST_CONTEXTS = 32
_DEEPEST = 6


class Contexts:
    """Finds contexts by the call graph."""

    def __init__(self, graph: CallGraph) -> None:
        self.graph = graph
        self.names = graph.names
        self.pairs = Pairs(graph.names)

    def of(self, module: Module, scope: int, exprs: Iterable[Expr]) -> list[Context | None]:
        """The chains of calls that give the expressions different values; [None] when there is one."""
        watched = tuple(exprs)
        found: list[Context | None] = []
        if not self._is_never_called(module, scope):
            self._expand(module, scope, watched, None, found, frozenset())
        found = [
            one for context in found or [None] for one in self.pairs.kept_apart(module, watched, context)
        ]
        if len(found) > _MOST_CONTEXTS - 1:
            # the rest is told as one more context in which the parameters are unknown
            return [*found[: _MOST_CONTEXTS - 1], self._unknown_context(module, scope)]
        return found or [None]

    def _is_never_called(self, module: Module, scope: int) -> bool:
        """Whether a function at the top of a module is called nowhere in sight, by its name alone."""
        function = module.scopes[scope]
        if function.kind != "function" or function.parent != 0:
            return False
        return not self.graph.is_mentioned(module, function.name)

    def _unknown_context(self, module: Module, scope: int) -> Context:
        """A call that stands for many: what all callers pass alike is known, what differs is not."""
        place = module.scopes[scope]
        callers = self.graph.callers(module, scope)
        caller = callers[0][0] if callers else module
        hidden = Argument(place.start, place.start, None, "**", Opaque(place.start, place.start, "hidden"))
        arguments = [hidden]
        for one in place.parameters:
            shared = self._passed_alike(callers, place, one.name)
            if shared is not None:
                arguments.append(Argument(shared.start, shared.end, one.name, "", shared))
        function = Ref(place.start, place.start, place.name)
        call = Call(place.start, place.start, function, tuple(arguments), -1, 0, place.start, place.start)
        return Context(module, scope, caller, call, None, 0, 1)

    def _passed_alike(
        self, callers: tuple[tuple[Module, int], ...], function: Scope, name: str
    ) -> Const | None:
        """The constant that every caller passes for a parameter by position or name."""
        found: list[Const] = []
        for caller, index in callers:
            passed = bind(function.parameters, caller.calls[index].arguments, name, 0).expr
            if not isinstance(passed, Const) or caller is not callers[0][0]:
                return None
            found.append(passed)
        return found[0] if found and len({(type(one.value), one.value) for one in found}) == 1 else None

    def _expand(
        self,
        module: Module,
        scope: int,
        watched: tuple[Expr, ...],
        context: Context | None,
        found: list[Context | None],
        seen: frozenset[tuple[str, int]],
    ) -> None:
        if len(found) > _MOST_CONTEXTS - 1:
            return
        wanted = self._open_scope(module, watched, context)
        if wanted is None or len(seen) >= _DEEPEST or (wanted[0].path, wanted[1]) in seen:
            found.append(context)
            return
        target, index = wanted
        # what tests pass says nothing of how the application is used
        invocations = [
            one
            for one in self.graph.invocations(target, index)
            if one.kind != "unknown" and (is_test_code(module.path) or not is_test_code(one.module.path))
        ]
        if not invocations:
            found.append(context)
            return
        for one in invocations:
            extended = self._extended(target, index, one, context)
            if self._still_leads_there(extended):
                self._expand(module, scope, watched, extended, found, seen | {(target.path, index)})

    def _extended(
        self, target: Module, scope: int, invocation: Invocation, context: Context | None
    ) -> Context | None:
        """The context with one more call at its outer end."""
        caller, call = invocation.module, invocation.call
        outermost = self.names.context(Term(caller, call.function), call, target, scope)
        if context is None or outermost is None:
            return outermost
        chain: list[Context] = []
        frame: Context | None = context
        while frame is not None:
            chain.append(frame)
            frame = frame.outer
        rebuilt = outermost
        for link in reversed(chain):
            rebuilt = self.names.chained(link.module, link.scope, link.caller, link.call, rebuilt, link.skip)
        return rebuilt

    def _still_leads_there(self, context: Context | None) -> bool:
        """Whether every parameter that is called on the way is, with these callers, the function it leads to."""
        frame = context
        while frame is not None and frame.outer is not None:
            function = frame.call.function
            if isinstance(function, Local) and not self._may_be(frame, function):
                return False
            frame = frame.outer
        return True

    def _may_be(self, frame: Context, function: Local) -> bool:
        """Whether a called name is the function of a frame, as far as the calls outside of it tell."""
        targets = self.names.origins(Term(frame.caller, function, frame.outer))
        return not targets or any(
            isinstance(one.expr, Param)
            or (
                isinstance(one.expr, (Function, Lambda))
                and one.module is frame.module
                and one.expr.scope == frame.scope
            )
            or isinstance(one.expr, CallOf)
            for one in targets
        )

    def _open_scope(
        self, module: Module, watched: tuple[Expr, ...], context: Context | None
    ) -> tuple[Module, int] | None:
        """The innermost function whose parameters decide the expressions and are not yet fixed."""
        for expr in watched:
            for param_module, param, at in self._open_parameters(Term(module, expr, context)):
                if at is None or at.frame_of(param_module, param.scope) is None:
                    if param_module.scopes[param.scope].kind in ("function", "lambda"):
                        return param_module, param.scope
        return None

    def _open_parameters(self, term: Term) -> Iterator[tuple[Module, Param, Context | None]]:
        seen: set[tuple[int, int]] = set()
        pending = [term]
        while pending:
            current = pending.pop()
            mark = (id(current.expr), id(current.context))
            if mark in seen or len(seen) > 400:
                continue
            seen.add(mark)
            expr = current.expr
            if isinstance(expr, Param):
                frame = (
                    None if current.context is None else current.context.frame_of(current.module, expr.scope)
                )
                if frame is None:
                    scope = current.module.scopes[expr.scope]
                    declared = parameter(scope, expr.name)
                    is_self = scope.parameters[0].name == expr.name and _is_method(current.module, expr.scope)
                    if declared is not None and not is_self:
                        if scope.name != "__init__":
                            yield current.module, expr, current.context
                    continue
            following = self.names.step_back(current)
            if following:
                pending.extend(following)
            elif isinstance(expr, Param):
                pending.extend(self._spread_into(current, expr))
            else:
                pending.extend(current.at(child) for child in children(current.module, expr))

    def _spread_into(self, term: Term, expr: Param) -> Iterator[Term]:
        """The `*args` and `**options` of a call that may hold what it passes for a parameter."""
        frame = None if term.context is None else term.context.frame_of(term.module, expr.scope)
        if frame is not None:
            for argument in frame.call.arguments:
                if argument.star:
                    yield Term(frame.caller, argument.value, frame.outer)


def _is_method(module: Module, scope: int) -> bool:
    parent = module.scopes[scope].parent
    is_in_class = parent >= 0 and module.scopes[parent].kind == "class"
    return is_in_class and not is_static(module.scopes[scope])
