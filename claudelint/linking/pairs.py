"""Tuples that a function returns, such as a client with its model: what belongs together stays together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from claudelint.linking.names import Names
from claudelint.linking.reachability import BRANCHES, Branch, branches_of
from claudelint.linking.terms import Context, Term
from claudelint.reading.children import children
from claudelint.reading.module import Await, CallOf, Const, Expr, Local, Module, Param, Part, Seq

_MOST_STEPS = 400
_NAMES = frozenset({Local, Param})
_MOST_TUPLES = 8


class Pairs:
    """Splits contexts by the tuples that calls on the way return."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def kept_apart(
        self, module: Module, watched: Iterable[Expr], context: Context | None
    ) -> Iterator[Context | None]:
        """The context, or one for each tuple that a call returns of which several parts are watched."""
        parts: dict[tuple[int, int], set[int]] = defaultdict(set)
        terms: dict[tuple[int, int], Term] = {}
        for term, index in self._parts(module, watched, context):
            key = (id(term.module), term.expr.call) if isinstance(term.expr, CallOf) else (0, 0)
            parts[key].add(index)
            terms[key] = term
        for key, indices in parts.items():
            choices = self._tuples(terms[key]) if len(indices) > 1 else range(0)
            if 1 < len(choices) <= _MOST_TUPLES:
                yield from (self._choosing(terms[key], number, context) for number in choices)
                return
        yield context

    def _parts(
        self, module: Module, watched: Iterable[Expr], context: Context | None
    ) -> Iterator[tuple[Term, int]]:
        """The calls whose result is unpacked on the way to the expressions, with the part that is taken."""
        pending = [Term(module, expr, context) for expr in watched]
        seen: set[tuple[int, int]] = set()
        while pending and len(seen) < _MOST_STEPS:
            current = pending.pop()
            expr = current.expr
            mark = (id(expr), id(current.context))
            if mark in seen:
                continue
            seen.add(mark)
            if isinstance(expr, Part):
                value = expr.value.value if isinstance(expr.value, Await) else expr.value
                if isinstance(value, CallOf):
                    yield current.at(value), expr.index
                continue
            following = self.names.step_back(current) if type(expr) in _NAMES else None
            pending.extend(
                one
                for one in following or map(current.at, children(current.module, expr))
                if type(one.expr) is not Const
            )

    def _tuples(self, term: Term) -> range:
        """The tuples that a call may return, by number, if it returns nothing else."""
        found = list(self.names.called(term))
        if len(found) != 1 or found[0][1] is None:
            return range(0)
        (module, scope), made = found[0]
        returned = list(self.names.reachability.returned(module, scope, made))
        are_tuples = all(
            isinstance(origin.expr, Seq)
            for value in returned
            for origin in self.names.origins(Term(module, value, made))
        )
        if not are_tuples:
            return range(0)
        if len(returned) > 1:
            return range(len(returned))
        branches = len(self._branches(module, returned[0])) if returned else 0
        return range(BRANCHES, BRANCHES + branches)

    def _branches(self, module: Module, returned: Expr) -> tuple[Branch, ...]:
        """The branches that all names of one returned tuple are assigned in, where they are the same ones."""
        if not isinstance(returned, Seq) or not all(isinstance(item, Local) for item in returned.items):
            return ()
        found = [branches_of(module, item.definitions) for item in returned.items if isinstance(item, Local)]
        return found[0] if found and all(one == found[0] for one in found) and len(found[0]) > 1 else ()

    def _choosing(self, term: Term, number: int, context: Context | None) -> Context | None:
        """The context with the choice at its outer end, where all that it leads to sees it."""
        if not isinstance(term.expr, CallOf):
            return context
        call = term.module.calls[term.expr.call]
        rebuilt = self.names.choosing(term.module, call, number, None)
        for link in reversed(list(context.calls) if context is not None else []):
            rebuilt = self.names.chained(link.module, link.scope, link.caller, link.call, rebuilt, link.skip)
        return rebuilt
