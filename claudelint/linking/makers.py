"""What from outside the project made an object: the class it is of, or the call that its making began with."""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.linking.calls import CallGraph
from claudelint.linking.names import Names
from claudelint.linking.terms import Term, bind, parameter
from claudelint.reading.module import Attr, CallOf, Enter, Imported, Item, Local, Param, Part, Ref

_DEEPEST = 6
# what this many callers pass for a parameter tells what it is
_MOST_CALLERS = 16


class Makers:
    """Follows objects to the packages that they come from."""

    def __init__(self, names: Names, graph: CallGraph) -> None:
        self.names = names
        self.graph = graph

    def of(self, term: Term) -> Iterator[str]:
        """The full names of what made an object, or what it is an attribute or result of, nearest first."""
        yield from self._of(term, 0, set())

    def _of(self, term: Term, depth: int, seen: set[int]) -> Iterator[str]:
        if depth > _DEEPEST:
            return
        yield from self._declared(term)
        for origin in self.names.origins(term):
            if id(origin.expr) not in seen:
                seen.add(id(origin.expr))
                yield from self._of_origin(origin, depth, seen)

    def _declared(self, term: Term) -> Iterator[str]:
        """What a name is annotated with where it is bound: `app: FastAPI = ...`."""
        module, expr = term.module, term.expr
        if not isinstance(expr, (Ref, Local)):
            return
        found = expr.definitions if isinstance(expr, Local) else module.scopes[0].names.get(expr.name, ())
        for index in found:
            annotation = module.definitions[index].annotation
            if annotation is not None:
                for target in self.names.classes.annotated(Term(module, annotation)):
                    yield from self._named(target)

    def _of_origin(self, origin: Term, depth: int, seen: set[int]) -> Iterator[str]:
        expr = origin.expr
        for instance in self.names.classes.of_origin(origin):
            yield from self.names.classes.external_bases(instance.module, instance.scope)
        if isinstance(expr, CallOf):
            call = origin.module.calls[expr.call]
            name = self.names.call_name(origin.module, call, origin.context)
            if name is not None:
                yield name
            elif isinstance(call.function, Attr):
                # `schedule.every().day`, `parser.add_subparsers()`: the object that the chain began with
                yield from self._of(origin.at(call.function.value), depth + 1, seen)
        elif isinstance(expr, Imported):
            # something that a package has ready, such as `celery.current_app`
            yield from self._named(origin)
        elif isinstance(expr, Attr):
            yield from self._named(origin)
            yield from self._of(origin.at(expr.value), depth + 1, seen)
        elif isinstance(expr, (Part, Enter, Item)):
            yield from self._of(origin.at(expr.value), depth + 1, seen)
        elif isinstance(expr, Param):
            yield from self._of_parameter(origin, expr, depth, seen)

    def _named(self, origin: Term) -> Iterator[str]:
        name = self.names.qualified_origin(origin)
        if name is not None:
            yield name

    def _of_parameter(self, origin: Term, expr: Param, depth: int, seen: set[int]) -> Iterator[str]:
        """What a parameter is annotated with, or what the calls of its function pass for it."""
        scope = origin.module.scopes[expr.scope]
        declared = parameter(scope, expr.name)
        if declared is None:
            return
        if declared.annotation is not None:
            for target in self.names.classes.annotated(Term(origin.module, declared.annotation)):
                yield from self._named(target)
            return
        for caller, index in self.graph.callers(origin.module, expr.scope)[:_MOST_CALLERS]:
            call = caller.calls[index]
            skip = self.names.skip(call, Term(caller, call.function), origin.module, expr.scope)
            passed = bind(scope.parameters, call.arguments, expr.name, skip)
            if passed.expr is not None:
                yield from self._of(Term(caller, passed.expr), depth + 1, seen)
