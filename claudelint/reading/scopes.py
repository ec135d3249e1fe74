"""The module, functions and classes: what they declare, and the scope in which their body is followed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

import libcst as cst

from claudelint.reading.module import Class, Expr, Function, Scope
from claudelint.reading.parameters import define_parameters, read_parameters
from claudelint.reading.tables import Environment, Frame

if TYPE_CHECKING:
    from claudelint.reading.bindings import Bindings
    from claudelint.reading.flow import Flow


class Scopes:
    """Opens a scope for each, has the flow follow its body, and closes it."""

    def __init__(self, flow: Flow, bindings: Bindings) -> None:
        self.flow = flow
        self.bindings = bindings
        self.reader = flow.reader
        self.bind = flow.reader.targets.bind
        self.places = flow.places
        self.tables = flow.tables
        self._waiting: deque[Callable[[], None]] = deque()

    def module(self, tree: cst.Module) -> None:
        """Follow the module's body, then the bodies of its functions."""
        self.tables.scopes.append(Scope("module", "", -1, -1, 0, len(self.flow.text)))
        frame = Frame(0, "module", frozenset(self.bindings.scopes[id(tree)]), None)
        self.reader.frame = frame
        self.flow.body(tree.body)
        while self._waiting:
            self._waiting.popleft()()
        self._close(frame)

    def _decorated(self, node: cst.FunctionDef | cst.ClassDef) -> tuple[tuple[Expr, ...], int]:
        decorators = self.reader.read_all([decorator.decorator for decorator in node.decorators])
        start = self.places.of(node)[0]
        if decorators:
            at = self.flow.text.rfind("@", 0, decorators[0].start)
            start = at if at >= 0 else start
        return decorators, start

    def function(self, node: cst.FunctionDef) -> None:
        """Follow the header of a function; its body waits until the body around it is done."""
        index = self.flow.open()
        place = self.places.of(node)
        decorators, start = self._decorated(node)
        parameters = read_parameters(self.reader, node.params)
        returns = None if node.returns is None else self.reader.read(node.returns.annotation)
        scope = len(self.tables.scopes)
        is_async = node.asynchronous is not None
        owner = self.reader.frame.scope
        self.tables.scopes.append(
            Scope(
                "function",
                node.name.value,
                owner,
                index,
                place[0],
                place[1],
                parameters,
                decorators,
                is_async=is_async,
            )
        )
        definitions = self.bind(node.name, Function(*place, scope), "def", returns)
        header_end = self.places.header_end(node.body)
        self.flow.fill(index, "def", (start, place[1]), header_end, decorators, definitions, is_async)
        parent = self.reader.frame
        inner = tuple(parent.inner)
        self._waiting.append(lambda: self._follow_function(node, scope, parent, inner))

    def _follow_function(
        self,
        node: cst.FunctionDef,
        scope: int,
        parent: Frame,
        inner: tuple[Environment, ...],
    ) -> None:
        outer_names = frozenset(self.bindings.outer.get(id(node), ()))
        local_names = frozenset(self.bindings.scopes[id(node)])
        frame = Frame(scope, "function", local_names, parent, outer_names=outer_names)
        parameters = self.tables.scopes[scope].parameters
        frame.here = define_parameters(self.tables, scope, parameters)
        frame.every = {name: list(found) for name, found in frame.here.items()}
        outer_frame, outer_parent, outer_branch = self.reader.frame, self.flow.parent, self.reader.branch
        outer_inner, parent.inner = parent.inner, list(inner)
        self.reader.frame, self.flow.parent = frame, -1
        self.flow.block(node.body, -1, "body")
        self._close(frame)
        self.reader.frame, self.flow.parent, self.reader.branch = outer_frame, outer_parent, outer_branch
        parent.inner = outer_inner

    def class_(self, node: cst.ClassDef) -> None:
        """Follow a class, whose body runs where it stands."""
        index = self.flow.open()
        place = self.places.of(node)
        decorators, start = self._decorated(node)
        bases = tuple(self.reader.argument(base) for base in (*node.bases, *node.keywords))
        scope = len(self.tables.scopes)
        owner = self.reader.frame.scope
        self.tables.scopes.append(
            Scope("class", node.name.value, owner, index, place[0], place[1], (), decorators, bases)
        )
        header_end = self.places.header_end(node.body)
        parent = self.reader.frame
        definitions = self.bind(node.name, Class(*place, scope), "class")
        self.flow.fill(index, "class", (start, place[1]), header_end, decorators, definitions)
        frame = Frame(scope, "class", frozenset(self.bindings.scopes[id(node)]), parent)
        self.reader.frame = frame
        outer_parent = self.flow.parent
        self.flow.block(node.body, -1, "body")
        self._close(frame)
        self.reader.frame, self.flow.parent = parent, outer_parent

    def _close(self, frame: Frame) -> None:
        scope = self.tables.scopes[frame.scope]
        self.tables.scopes[frame.scope] = Scope(
            scope.kind,
            scope.name,
            scope.parent,
            scope.statement,
            scope.start,
            scope.end,
            scope.parameters,
            scope.decorators,
            scope.bases,
            frame.names_at_end(),
            scope.is_async,
            frame.is_generator,
        )
