"""From a parsed file to its Module: every body is followed in the order of execution.

At each point the names in force are known, so that an expression refers to definitions, not to names.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

import libcst as cst

from claudelint.reading.bindings import Bindings
from claudelint.reading.expressions import ExpressionReader
from claudelint.reading.keys import hidden
from claudelint.reading.module import (
    Binary,
    Caught,
    Class,
    Definition,
    Element,
    Enter,
    Expr,
    Function,
    Imported,
    Local,
    Module,
    Opaque,
    Scope,
    Statement,
    Suppression,
)
from claudelint.reading.positions import Places
from claudelint.reading.tables import Environment, Frame, Tables, merged


def extract(tree: cst.Module, path: str, text: str, line_starts: Sequence[int]) -> Module:
    """Boil a parsed file down to its Module."""
    places = Places(tree, text)
    tables = Tables()
    flow = _Flow(tables, places, text, Bindings(tree))
    flow.follow_module(tree)
    return Module(
        path=path,
        length=len(text),
        scopes=tuple(tables.scopes),
        statements=tuple(tables.statements),
        definitions=tuple(tables.definitions),
        calls=tuple(tables.calls),
        attributes=tuple(tables.attributes),
        suppressions=tuple(_suppressions(places, text, line_starts)),
        keys=tuple(tables.keys),
        line_starts=tuple(line_starts),
        approximate=places.approximate,
    )


def _suppressions(places: Places, text: str, line_starts: Sequence[int]) -> list[Suppression]:
    found: list[Suppression] = []
    starts = frozenset(line_starts)
    for counted, comment in places.comments:
        lowered = comment.lower()
        if "claudelint" not in lowered and "noqa" not in lowered:
            continue
        start = places.offset(counted)
        before = start
        while before not in starts and text[before - 1] in " \t\f":
            before -= 1
        found.append(Suppression(start, start + len(comment), hidden(comment), before in starts))
    return found


class _Flow:
    """Follows statements, keeping the names in force in the reader's frame."""

    def __init__(self, tables: Tables, places: Places, text: str, bindings: Bindings) -> None:
        self.tables = tables
        self.places = places
        self.text = text
        self.bindings = bindings
        self.reader = ExpressionReader(tables, places, text)
        self.parent = -1
        # the names in force where a loop is left or begun again from inside
        self._breaks: list[list[Environment]] = []
        self._continues: list[list[Environment]] = []
        self._waiting: deque[Callable[[], None]] = deque()
        self._followers: dict[type, Callable[..., None]] = {
            cst.SimpleStatementLine: self._line,
            cst.SimpleStatementSuite: self._line,
            cst.FunctionDef: self._function,
            cst.ClassDef: self._class,
            cst.If: self._if,
            cst.For: self._for,
            cst.While: self._while,
            cst.Try: self._try,
            cst.TryStar: self._try,
            cst.With: self._with,
            cst.Match: self._match,
        }
        self._small: dict[type, Callable[..., tuple[str, tuple[Expr, ...], tuple[int, ...]]]] = {
            cst.Expr: self._expression,
            cst.Assign: self._assign,
            cst.AnnAssign: self._annotated,
            cst.AugAssign: self._augmented,
            cst.Return: self._return,
            cst.Raise: self._raise,
            cst.Assert: self._assert,
            cst.Import: self._import,
            cst.ImportFrom: self._import_from,
            cst.Del: self._delete,
            cst.Break: self._break,
            cst.Continue: self._continue,
        }

    @property
    def frame(self) -> Frame:
        return self.reader.frame

    def follow_module(self, tree: cst.Module) -> None:
        """Follow the module's body, then the bodies of its functions."""
        self.tables.scopes.append(Scope("module", "", -1, -1, 0, len(self.text)))
        frame = Frame(0, "module", frozenset(self.bindings.scopes[id(tree)]), None)
        self.reader.frame = frame
        self._body(tree.body)
        while self._waiting:
            self._waiting.popleft()()
        self._close_scope(frame)

    def _close_scope(self, frame: Frame) -> None:
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

    # bodies and branches

    def _body(self, statements: Sequence[cst.CSTNode]) -> None:
        for statement in statements:
            follower = self._followers.get(type(statement))
            if follower is not None:
                follower(statement)

    def _block(self, node: cst.BaseSuite, parent: int, branch: str) -> None:
        outer_parent, outer_branch = self.parent, self.reader.branch
        self.parent, self.reader.branch = parent, branch
        if isinstance(node, cst.SimpleStatementSuite):
            self._line(node)
        else:
            self._body(node.body)
        self.parent, self.reader.branch = outer_parent, outer_branch

    def _branches(self, branches: Sequence[Callable[[], None]]) -> None:
        """Follow alternatives from the same point and go on from where any of them ends."""
        frame = self.frame
        before, dead = frame.here, frame.dead
        ends: list[Environment] = []
        for branch in branches:
            frame.here, frame.dead = dict(before), dead
            branch()
            if not frame.dead:
                ends.append(frame.here)
        frame.dead = dead or not ends
        frame.here = merged(ends) if ends else before

    # compound statements

    def _open(self, node: cst.CSTNode) -> int:
        index = self.reader.open_statement()
        self.reader.statement = index
        return index

    def _fill(
        self,
        index: int,
        kind: str,
        place: tuple[int, int],
        header_end: int,
        expressions: tuple[Expr, ...],
        definitions: tuple[int, ...] = (),
        is_async: bool = False,
        names: tuple[str, ...] = (),
    ) -> None:
        self.tables.statements[index] = Statement(
            kind,
            self.frame.scope,
            self.parent,
            self.reader.branch,
            place[0],
            place[1],
            header_end,
            expressions,
            definitions,
            is_async,
            names,
        )

    def _colon(self, behind: int, end: int) -> int:
        found = self.text.find(":", behind, end)
        return found + 1 if found >= 0 else behind

    def _if(self, node: cst.If) -> None:
        index = self._open(node)
        place = self.places.of(node)
        test = self.reader.read(node.test)
        self._fill(index, "if", place, self.places.header_end(node.body), (test,))

        def otherwise() -> None:
            if isinstance(node.orelse, cst.If):
                outer_parent, outer_branch = self.parent, self.reader.branch
                self.parent, self.reader.branch = index, "orelse"
                self._if(node.orelse)
                self.parent, self.reader.branch = outer_parent, outer_branch
            elif node.orelse is not None:
                self._block(node.orelse.body, index, "orelse")

        self._branches([lambda: self._block(node.body, index, "body"), otherwise])

    def _loop(
        self,
        node: cst.For | cst.While,
        header: Callable[[], None],
        index: int,
    ) -> None:
        frame = self.frame
        heads: dict[str, tuple[int, tuple[int, ...]]] = {}
        place = self.places.of(node)
        for name in sorted(self.bindings.loops[id(node)]):
            if not frame.knows(name):
                continue
            before = frame.here.get(name, ())
            pending = Opaque(place[0], place[0], "pending")
            head = self.tables.define(name, pending, "phi", index, (place[0], place[0]))
            heads[name] = (head, before)
            frame.here[name] = (head,)
        at_head = dict(frame.here)
        dead = frame.dead
        self._breaks.append([])
        self._continues.append([])
        header()
        self._block(node.body, index, "body")
        ends = self._continues.pop()
        if not frame.dead:
            ends.append(frame.here)
        for name, (head, before) in heads.items():
            again = [found for end in ends for found in end.get(name, ())]
            found = tuple(dict.fromkeys((*before, *(one for one in again if one != head))))
            value: Expr = (
                Local(place[0], place[0], name, found) if found else Opaque(place[0], place[0], "unbound")
            )
            self.tables.definitions[head] = Definition(place[0], place[0], name, value, "phi", index)
        breaks = self._breaks.pop()
        frame.here, frame.dead = at_head, dead
        if node.orelse is not None:
            self._block(node.orelse.body, index, "orelse")
        if isinstance(node, cst.While) and isinstance(node.test, cst.Name) and node.test.value == "True":
            # only a break ends it
            frame.dead = dead or not breaks
            frame.here = merged(breaks) if breaks else at_head
            return
        frame.here = merged([frame.here, *breaks])
        frame.dead = dead

    def _for(self, node: cst.For) -> None:
        index = self._open(node)
        place = self.places.of(node)
        iterable = self.reader.read(node.iter)
        definitions: tuple[int, ...] = ()

        def header() -> None:
            nonlocal definitions
            start, end = self.places.of(node.target)
            self.reader.statement = index
            definitions = self.reader.bind(node.target, Element(start, end, iterable, index), "for")
            self._fill(
                index,
                "for",
                place,
                self.places.header_end(node.body),
                (iterable,),
                definitions,
                node.asynchronous is not None,
            )

        self._loop(node, header, index)

    def _while(self, node: cst.While) -> None:
        index = self._open(node)
        place = self.places.of(node)

        def header() -> None:
            self.reader.statement = index
            test = self.reader.read(node.test)
            self._fill(index, "while", place, self.places.header_end(node.body), (test,))

        self._loop(node, header, index)

    def _try(self, node: cst.Try | cst.TryStar) -> None:
        index = self._open(node)
        place = self.places.of(node)
        self._fill(index, "try", place, self.places.header_end(node.body), ())
        frame = self.frame
        before, dead = dict(frame.here), frame.dead
        first = len(self.tables.definitions)
        self._block(node.body, index, "body")
        if node.orelse is not None:
            self._block(node.orelse.body, index, "orelse")
        after, after_dead = frame.here, frame.dead
        interrupted = self._interrupted(before, first)
        ends = [] if after_dead else [after]
        for handler in node.handlers:
            frame.here, frame.dead = dict(interrupted), dead
            self._handler(handler, index)
            if not frame.dead:
                ends.append(frame.here)
        frame.here = merged(ends) if ends else interrupted
        frame.dead = dead or not ends
        if node.finalbody is not None:
            self._finally(node.finalbody, index, interrupted)

    def _finally(self, node: cst.Finally, parent: int, interrupted: Environment) -> None:
        """The body also runs when the try was left by an error; what follows it does not."""
        frame = self.frame
        ended, normally = frame.dead, frame.here
        entered = merged([normally, interrupted])
        frame.here = dict(entered)
        self._block(node.body, parent, "finalbody")
        frame.here = {
            name: found if found != entered.get(name) else normally.get(name, found)
            for name, found in frame.here.items()
        }
        frame.dead = frame.dead or ended

    def _interrupted(self, before: Environment, first: int) -> Environment:
        """The names that may be in force when the body of a try was left at any point."""
        result = dict(before)
        for index in range(first, len(self.tables.definitions)):
            definition = self.tables.definitions[index]
            if definition.how in ("comprehension", "parameter") or not self.frame.knows(definition.name):
                continue
            if self.tables.statements[definition.statement].scope == self.frame.scope:
                result[definition.name] = (*result.get(definition.name, ()), index)
        return result

    def _handler(self, node: cst.ExceptHandler | cst.ExceptStarHandler, parent: int) -> None:
        index = self._open(node)
        place = self.places.of(node)
        outer_parent, outer_branch = self.parent, self.reader.branch
        self.parent, self.reader.branch = parent, "handler"
        kind = None if node.type is None else self.reader.read(node.type)
        definitions: tuple[int, ...] = ()
        if node.name is not None:
            caught = Caught(*self.places.of(node.name.name), kind)
            definitions = self.reader.bind(node.name.name, caught, "except")
        expressions = () if kind is None else (kind,)
        header_end = self.places.header_end(node.body)
        self._fill(index, "except", place, header_end, expressions, definitions)
        self.parent, self.reader.branch = outer_parent, outer_branch
        self._block(node.body, index, "body")

    def _with(self, node: cst.With) -> None:
        index = self._open(node)
        place = self.places.of(node)
        expressions: list[Expr] = []
        definitions: list[int] = []
        for item in node.items:
            value = self.reader.read(item.item)
            expressions.append(value)
            if item.asname is not None:
                start, end = self.places.of(item.asname.name)
                definitions.extend(self.reader.bind(item.asname.name, Enter(start, end, value), "with"))
        is_async = node.asynchronous is not None
        header_end = self.places.header_end(node.body)
        self._fill(index, "with", place, header_end, tuple(expressions), tuple(definitions), is_async)
        self._block(node.body, index, "body")

    def _match(self, node: cst.Match) -> None:
        index = self._open(node)
        place = self.places.of(node)
        subject = self.reader.read(node.subject)
        self._fill(index, "match", place, self._colon(subject.end, place[1]), (subject,))
        branches: list[Callable[[], None]] = [
            lambda case=case: self._case(case, index, subject)  # type: ignore[misc]
            for case in node.cases
        ]
        self._branches([*branches, lambda: None])

    def _case(self, node: cst.MatchCase, parent: int, subject: Expr) -> None:
        index = self._open(node)
        place = self.places.of(node)
        outer_parent = self.parent
        self.parent = parent
        definitions: list[int] = []
        self._patterns(node.pattern, subject, definitions)
        values = [self.reader.read(value) for value in _pattern_values(node.pattern)]
        guard = [] if node.guard is None else [self.reader.read(node.guard)]
        self._fill(
            index, "case", place, self.places.header_end(node.body), (*values, *guard), tuple(definitions)
        )
        self.parent = outer_parent
        self._block(node.body, index, "body")

    def _patterns(self, pattern: cst.CSTNode, subject: Expr, definitions: list[int]) -> None:
        if isinstance(pattern, cst.MatchAs):
            whole = pattern.pattern is None
            if pattern.name is not None:
                start, end = self.places.of(pattern.name)
                value = subject if whole else Opaque(start, end, "matched", (subject,))
                definitions.extend(self.reader.bind(pattern.name, value, "case"))
        elif isinstance(pattern, (cst.MatchStar, cst.MatchMapping)):
            name = pattern.name if isinstance(pattern, cst.MatchStar) else pattern.rest
            if name is not None:
                start, end = self.places.of(name)
                definitions.extend(self.reader.bind(name, Opaque(start, end, "matched", (subject,)), "case"))
        for child in pattern.children:
            if isinstance(child, (cst.MatchPattern, cst.MatchStar)) or type(child).__name__.endswith(
                "Element"
            ):
                start, end = self.places.of(child)
                self._patterns(child, Opaque(start, end, "matched", (subject,)), definitions)

    # definitions of functions and classes

    def _decorated(self, node: cst.FunctionDef | cst.ClassDef) -> tuple[tuple[Expr, ...], int]:
        decorators = self.reader.read_all([decorator.decorator for decorator in node.decorators])
        start = self.places.of(node)[0]
        if decorators:
            at = self.text.rfind("@", 0, decorators[0].start)
            start = at if at >= 0 else start
        return decorators, start

    def _function(self, node: cst.FunctionDef) -> None:
        index = self._open(node)
        place = self.places.of(node)
        decorators, start = self._decorated(node)
        parameters = self.reader.parameters(node.params)
        returns = None if node.returns is None else self.reader.read(node.returns.annotation)
        scope = len(self.tables.scopes)
        is_async = node.asynchronous is not None
        owner = self.frame.scope
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
        definitions = self.reader.bind(node.name, Function(*place, scope), "def", returns)
        header_end = self.places.header_end(node.body)
        self._fill(index, "def", (start, place[1]), header_end, decorators, definitions, is_async)
        parent = self.frame
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
        frame.here = self.reader.define_parameters(scope, parameters)
        frame.every = {name: list(found) for name, found in frame.here.items()}
        outer_frame, outer_parent, outer_branch = self.reader.frame, self.parent, self.reader.branch
        outer_inner, parent.inner = parent.inner, list(inner)
        self.reader.frame, self.parent = frame, -1
        self._block(node.body, -1, "body")
        self._close_scope(frame)
        self.reader.frame, self.parent, self.reader.branch = outer_frame, outer_parent, outer_branch
        parent.inner = outer_inner

    def _class(self, node: cst.ClassDef) -> None:
        index = self._open(node)
        place = self.places.of(node)
        decorators, start = self._decorated(node)
        bases = tuple(self.reader._argument(base) for base in (*node.bases, *node.keywords))
        scope = len(self.tables.scopes)
        owner = self.frame.scope
        self.tables.scopes.append(
            Scope("class", node.name.value, owner, index, place[0], place[1], (), decorators, bases)
        )
        header_end = self.places.header_end(node.body)
        parent = self.frame
        definitions = self.reader.bind(node.name, Class(*place, scope), "class")
        self._fill(index, "class", (start, place[1]), header_end, decorators, definitions)
        frame = Frame(scope, "class", frozenset(self.bindings.scopes[id(node)]), parent)
        self.reader.frame = frame
        outer_parent = self.parent
        self._block(node.body, -1, "body")
        self._close_scope(frame)
        self.reader.frame, self.parent = parent, outer_parent

    # simple statements

    def _line(self, node: cst.SimpleStatementLine | cst.SimpleStatementSuite) -> None:
        for small in node.body:
            index = self._open(small)
            place = self.places.of(small)
            follower = self._small.get(type(small))
            if follower is None:
                self._fill(index, type(small).__name__.lower(), place, place[1], ())
                continue
            kind, expressions, definitions = follower(small)
            self._fill(index, kind, place, place[1], expressions, definitions)

    def _expression(self, node: cst.Expr) -> tuple[str, tuple[Expr, ...], tuple[int, ...]]:
        return "expression", (self.reader.read(node.value),), ()

    def _assign(self, node: cst.Assign) -> tuple[str, tuple[Expr, ...], tuple[int, ...]]:
        value = self.reader.read(node.value)
        definitions: list[int] = []
        for target in node.targets:
            definitions.extend(self.reader.bind(target.target, value, "assign"))
        return "assign", (value,), tuple(definitions)

    def _annotated(self, node: cst.AnnAssign) -> tuple[str, tuple[Expr, ...], tuple[int, ...]]:
        annotation = self.reader.read(node.annotation.annotation)
        if node.value is None:
            start, end = self.places.of(node.target)
            if self.frame.kind == "class":
                unset = Opaque(start, end, "unset")
                return "annotate", (), self.reader.bind(node.target, unset, "annotate", annotation)
            return "annotate", (), ()
        value = self.reader.read(node.value)
        return "assign", (value,), self.reader.bind(node.target, value, "assign", annotation)

    def _augmented(self, node: cst.AugAssign) -> tuple[str, tuple[Expr, ...], tuple[int, ...]]:
        start, end = self.places.of(node)
        left = self.reader.read(node.target)
        right = self.reader.read(node.value)
        operator = _AUGMENTED.get(type(node.operator).__name__, type(node.operator).__name__)
        value = Binary(start, end, operator, left, right)
        return "augment", (value,), self.reader.bind(node.target, value, "augment")

    def _return(self, node: cst.Return) -> tuple[str, tuple[Expr, ...], tuple[int, ...]]:
        values = () if node.value is None else (self.reader.read(node.value),)
        self.frame.dead = True
        return "return", values, ()

    def _raise(self, node: cst.Raise) -> tuple[str, tuple[Expr, ...], tuple[int, ...]]:
        values = () if node.exc is None else (self.reader.read(node.exc),)
        self.frame.dead = True
        return "raise", values, ()

    def _assert(self, node: cst.Assert) -> tuple[str, tuple[Expr, ...], tuple[int, ...]]:
        parts = [part for part in (node.test, node.msg) if part is not None]
        return "assert", self.reader.read_all(parts), ()

    def _delete(self, node: cst.Del) -> tuple[str, tuple[Expr, ...], tuple[int, ...]]:
        place = self.places.of(node)
        targets = node.target.elements if isinstance(node.target, cst.Tuple) else (node.target,)
        for target in targets:
            expression = target.value if isinstance(target, cst.Element) else target
            if isinstance(expression, cst.Subscript):
                self.reader.bind(expression, Opaque(*place, "deleted"), "delete")
        return "delete", (), ()

    def _break(self, _: cst.Break) -> tuple[str, tuple[Expr, ...], tuple[int, ...]]:
        if self._breaks:
            self._breaks[-1].append(dict(self.frame.here))
        self.frame.dead = True
        return "break", (), ()

    def _continue(self, _: cst.Continue) -> tuple[str, tuple[Expr, ...], tuple[int, ...]]:
        if self._continues:
            self._continues[-1].append(dict(self.frame.here))
        self.frame.dead = True
        return "continue", (), ()

    def _import(self, node: cst.Import) -> tuple[str, tuple[Expr, ...], tuple[int, ...]]:
        definitions: list[int] = []
        for alias in node.names:
            place = self.places.of(alias.name)
            dotted = _dotted(alias.name)
            if alias.asname is not None:
                value = Imported(*place, dotted, None, 0)
                definitions.extend(self.reader.bind(alias.asname.name, value, "import"))
                continue
            root: cst.CSTNode = alias.name
            while isinstance(root, cst.Attribute):
                root = root.value
            value = Imported(*place, dotted.partition(".")[0], None, 0)
            definitions.extend(self.reader.bind(root, value, "import"))
        return "import", (), tuple(definitions)

    def _import_from(self, node: cst.ImportFrom) -> tuple[str, tuple[Expr, ...], tuple[int, ...]]:
        module = "" if node.module is None else _dotted(node.module)
        level = len(node.relative)
        place = self.places.of(node)
        if isinstance(node.names, cst.ImportStar):
            star = Imported(*place, module, "*", level)
            index = self.tables.define("*", star, "import", self.reader.statement, place)
            self.frame.every.setdefault("*", []).append(index)
            return "import", (), (index,)
        definitions: list[int] = []
        for alias in node.names:
            name = _dotted(alias.name)
            value = Imported(*self.places.of(alias.name), module, name, level)
            target = alias.name if alias.asname is None else alias.asname.name
            definitions.extend(self.reader.bind(target, value, "import"))
        return "import", (), tuple(definitions)


_AUGMENTED = {
    "AddAssign": "+",
    "SubtractAssign": "-",
    "MultiplyAssign": "*",
    "ModuloAssign": "%",
    "BitOrAssign": "|",
    "DivideAssign": "/",
    "FloorDivideAssign": "//",
}


def _dotted(node: cst.CSTNode) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""


def _pattern_values(pattern: cst.CSTNode) -> list[cst.CSTNode]:
    if isinstance(pattern, cst.MatchValue):
        return [pattern.value]
    return [value for child in pattern.children for value in _pattern_values(child)]
