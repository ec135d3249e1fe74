"""From a parsed file to its Module: every body is followed in the order of execution.

At each point the names in force are known, so that an expression refers to definitions, not to names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst

from claudelint.reading.bindings import Bindings
from claudelint.reading.expressions import ExpressionReader
from claudelint.reading.module import (
    Caught,
    Definition,
    Element,
    Enter,
    Expr,
    Local,
    Module,
    Opaque,
    Statement,
)
from claudelint.reading.positions import Places
from claudelint.reading.scopes import Scopes
from claudelint.reading.small_statements import Filling, SmallStatements
from claudelint.reading.suppressions import suppressions
from claudelint.reading.tables import Environment, Frame, Tables, merged


def extract(tree: cst.Module, path: str, text: str, line_starts: Sequence[int]) -> Module:
    """Boil a parsed file down to its Module."""
    places = Places(tree, text)
    tables = Tables()
    flow = Flow(tables, places, text, Bindings(tree))
    flow.follow_module(tree)
    return Module(
        path=path,
        length=len(text),
        scopes=tuple(tables.scopes),
        statements=tuple(tables.statements),
        definitions=tuple(tables.definitions),
        calls=tuple(tables.calls),
        attributes=tuple(tables.attributes),
        suppressions=tuple(suppressions(places, text, line_starts)),
        keys=tuple(tables.keys),
        line_starts=tuple(line_starts),
        approximate=places.approximate,
    )


class Flow:
    """Follows statements, keeping the names in force in the reader's frame."""

    def __init__(self, tables: Tables, places: Places, text: str, bindings: Bindings) -> None:
        self.tables = tables
        self.places = places
        self.text = text
        self.bindings = bindings
        self.reader = ExpressionReader(tables, places, text)
        self.bind = self.reader.targets.bind
        self.parent = -1
        # the names in force where a loop is left or begun again from inside
        self._breaks: list[list[Environment]] = []
        self._continues: list[list[Environment]] = []
        self.scopes = Scopes(self, bindings)
        self._followers: dict[type, Callable[..., None]] = {
            cst.SimpleStatementLine: self._line,
            cst.SimpleStatementSuite: self._line,
            cst.FunctionDef: self.scopes.function,
            cst.ClassDef: self.scopes.class_,
            cst.If: self._if,
            cst.For: self._for,
            cst.While: self._while,
            cst.Try: self._try,
            cst.TryStar: self._try,
            cst.With: self._with,
            cst.Match: self._match,
        }
        self._small: dict[type, Callable[..., Filling]] = {
            **SmallStatements(self.reader).followers,
            cst.Break: self._break,
            cst.Continue: self._continue,
        }

    @property
    def frame(self) -> Frame:
        return self.reader.frame

    def follow_module(self, tree: cst.Module) -> None:
        """Follow the module's body, then the bodies of its functions."""
        self.scopes.module(tree)

    # bodies and branches

    def body(self, statements: Sequence[cst.CSTNode]) -> None:
        """Follow statements one after the other."""
        for statement in statements:
            follower = self._followers.get(type(statement))
            if follower is not None:
                follower(statement)

    def block(self, node: cst.BaseSuite, parent: int, branch: str) -> None:
        """Follow the body of a statement, or of a function or class, whose parent is -1."""
        outer_parent, outer_branch = self.parent, self.reader.branch
        self.parent, self.reader.branch = parent, branch
        if isinstance(node, cst.SimpleStatementSuite):
            self._line(node)
        else:
            self.body(node.body)
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

    def _line(self, node: cst.SimpleStatementLine | cst.SimpleStatementSuite) -> None:
        for small in node.body:
            index = self.open()
            place = self.places.of(small)
            follower = self._small.get(type(small))
            if follower is None:
                self.fill(index, type(small).__name__.lower(), place, place[1], ())
                continue
            kind, expressions, definitions = follower(small)
            self.fill(index, kind, place, place[1], expressions, definitions)

    # compound statements

    def open(self) -> int:
        """Begin a statement: what is read from here on belongs to it."""
        index = self.reader.open_statement()
        self.reader.statement = index
        return index

    def fill(
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
        """Fill a statement in when its contents have been read."""
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
        index = self.open()
        place = self.places.of(node)
        test = self.reader.read(node.test)
        self.fill(index, "if", place, self.places.header_end(node.body), (test,))

        def otherwise() -> None:
            if isinstance(node.orelse, cst.If):
                outer_parent, outer_branch = self.parent, self.reader.branch
                self.parent, self.reader.branch = index, "orelse"
                self._if(node.orelse)
                self.parent, self.reader.branch = outer_parent, outer_branch
            elif node.orelse is not None:
                self.block(node.orelse.body, index, "orelse")

        self._branches([lambda: self.block(node.body, index, "body"), otherwise])

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
        self.block(node.body, index, "body")
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
            self.block(node.orelse.body, index, "orelse")
        if isinstance(node, cst.While) and isinstance(node.test, cst.Name) and node.test.value == "True":
            # only a break ends it
            frame.dead = dead or not breaks
            frame.here = merged(breaks) if breaks else at_head
            return
        frame.here = merged([frame.here, *breaks])
        frame.dead = dead

    def _for(self, node: cst.For) -> None:
        index = self.open()
        place = self.places.of(node)
        iterable = self.reader.read(node.iter)
        definitions: tuple[int, ...] = ()

        def header() -> None:
            nonlocal definitions
            start, end = self.places.of(node.target)
            self.reader.statement = index
            definitions = self.bind(node.target, Element(start, end, iterable, index), "for")
            self.fill(
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
        index = self.open()
        place = self.places.of(node)

        def header() -> None:
            self.reader.statement = index
            test = self.reader.read(node.test)
            self.fill(index, "while", place, self.places.header_end(node.body), (test,))

        self._loop(node, header, index)

    def _break(self, _: cst.Break) -> Filling:
        if self._breaks:
            self._breaks[-1].append(dict(self.frame.here))
        self.frame.dead = True
        return "break", (), ()

    def _continue(self, _: cst.Continue) -> Filling:
        if self._continues:
            self._continues[-1].append(dict(self.frame.here))
        self.frame.dead = True
        return "continue", (), ()

    def _try(self, node: cst.Try | cst.TryStar) -> None:
        index = self.open()
        place = self.places.of(node)
        self.fill(index, "try", place, self.places.header_end(node.body), ())
        frame = self.frame
        before, dead = dict(frame.here), frame.dead
        first = len(self.tables.definitions)
        self.block(node.body, index, "body")
        if node.orelse is not None:
            self.block(node.orelse.body, index, "orelse")
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
        self.block(node.body, parent, "finalbody")
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
        index = self.open()
        place = self.places.of(node)
        outer_parent, outer_branch = self.parent, self.reader.branch
        self.parent, self.reader.branch = parent, "handler"
        kind = None if node.type is None else self.reader.read(node.type)
        definitions: tuple[int, ...] = ()
        if node.name is not None:
            caught = Caught(*self.places.of(node.name.name), kind)
            definitions = self.bind(node.name.name, caught, "except")
        expressions = () if kind is None else (kind,)
        header_end = self.places.header_end(node.body)
        self.fill(index, "except", place, header_end, expressions, definitions)
        self.parent, self.reader.branch = outer_parent, outer_branch
        self.block(node.body, index, "body")

    def _with(self, node: cst.With) -> None:
        index = self.open()
        place = self.places.of(node)
        expressions: list[Expr] = []
        definitions: list[int] = []
        for item in node.items:
            value = self.reader.read(item.item)
            expressions.append(value)
            if item.asname is not None:
                start, end = self.places.of(item.asname.name)
                definitions.extend(self.bind(item.asname.name, Enter(start, end, value), "with"))
        is_async = node.asynchronous is not None
        header_end = self.places.header_end(node.body)
        self.fill(index, "with", place, header_end, tuple(expressions), tuple(definitions), is_async)
        self.block(node.body, index, "body")

    def _match(self, node: cst.Match) -> None:
        index = self.open()
        place = self.places.of(node)
        subject = self.reader.read(node.subject)
        self.fill(index, "match", place, self._colon(subject.end, place[1]), (subject,))
        branches: list[Callable[[], None]] = [
            lambda case=case: self._case(case, index, subject)  # type: ignore[misc]
            for case in node.cases
        ]
        self._branches([*branches, lambda: None])

    def _case(self, node: cst.MatchCase, parent: int, subject: Expr) -> None:
        index = self.open()
        place = self.places.of(node)
        outer_parent = self.parent
        self.parent = parent
        definitions: list[int] = []
        self._patterns(node.pattern, subject, definitions)
        values = [self.reader.read(value) for value in _pattern_values(node.pattern)]
        guard = [] if node.guard is None else [self.reader.read(node.guard)]
        self.fill(
            index, "case", place, self.places.header_end(node.body), (*values, *guard), tuple(definitions)
        )
        self.parent = outer_parent
        self.block(node.body, index, "body")

    def _patterns(self, pattern: cst.CSTNode, subject: Expr, definitions: list[int]) -> None:
        if isinstance(pattern, cst.MatchAs):
            whole = pattern.pattern is None
            if pattern.name is not None:
                start, end = self.places.of(pattern.name)
                value = subject if whole else Opaque(start, end, "matched", (subject,))
                definitions.extend(self.bind(pattern.name, value, "case"))
        elif isinstance(pattern, (cst.MatchStar, cst.MatchMapping)):
            name = pattern.name if isinstance(pattern, cst.MatchStar) else pattern.rest
            if name is not None:
                start, end = self.places.of(name)
                definitions.extend(self.bind(name, Opaque(start, end, "matched", (subject,)), "case"))
        for child in pattern.children:
            if isinstance(child, (cst.MatchPattern, cst.MatchStar)) or type(child).__name__.endswith(
                "Element"
            ):
                start, end = self.places.of(child)
                self._patterns(child, Opaque(start, end, "matched", (subject,)), definitions)


def _pattern_values(pattern: cst.CSTNode) -> list[cst.CSTNode]:
    if isinstance(pattern, cst.MatchValue):
        return [pattern.value]
    return [value for child in pattern.children for value in _pattern_values(child)]
