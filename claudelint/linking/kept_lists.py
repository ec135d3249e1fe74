"""The list that the messages of a request come from, followed back to what keeps it from one request to the next.

From the argument it is followed through slices, copies, sums and functions of the project, out of the functions that
it is handed into, to the name that a loop carries, or to the attribute or the name of the module that keeps it, or one
list for each key. What is added on the way, and what is taken from its beginning or written anew there, is noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.classes import is_own_object
from claudelint.linking.growth import GROWING, own_parameter, passed_by_frame
from claudelint.linking.terms import Term
from claudelint.linking.turns import ends_at_success, slice_bounds, within
from claudelint.linking.varying import written_term
from claudelint.linking.ways import loops_around
from claudelint.reading.module import (
    Attr,
    Await,
    Binary,
    CallOf,
    Const,
    Element,
    Expr,
    Item,
    Join,
    Local,
    Map,
    Module,
    Mutated,
    Opaque,
    Param,
    Ref,
    Seq,
    Star,
    Updated,
)

if TYPE_CHECKING:
    from claudelint.linking.names import Names
    from claudelint.linking.request import Request

_MOST_STEPS = 400
_LOOKING_UP = frozenset({"get", "setdefault"})
# of what holds in every loop and for every use
_ALWAYS = -1
_COPIES = frozenset({"builtins.list", "builtins.tuple", "copy.copy", "copy.deepcopy"})


@dataclass(frozen=True)
class Edit:
    """A change to what stands before the newest messages.

    `kind` is "cut" where messages are taken away, "inserted" where one is put in front of others, "written" where
    `value` is put in the place of something.
    """

    kind: str
    place: Span
    value: Term | None = None


@dataclass(frozen=True)
class Kept:
    """A list of messages that is carried from one request to the next.

    By a loop, which is the statement `loop` of the module, or by an object or the module, then `loop` is -1; `scope`
    is the function of the loop or the one that uses what is kept. `additions` are the messages, and lists of them, that are added.
    """

    module: Module
    scope: int
    loop: int
    additions: tuple[Term, ...]
    edits: tuple[Edit, ...]


def kept_lists(request: Request) -> Iterator[Kept]:
    """The lists behind the messages of a request that are carried on, innermost loops first."""
    messages = request.arguments.get("messages")
    term = None if messages is None else written_term(request, messages)
    if term is None:
        return
    walk = _Walk(request)
    walk.follow(term)
    yield from walk.kept()


def attribute_values(names: Names, module: Module, expr: Attr) -> list[tuple[int, Expr]] | None:
    """What the methods of a class make of an attribute, with the statements; None for those of other objects."""
    own = own_parameter(module, expr.value)
    if not isinstance(own, Param) or not is_own_object(module, own):
        return None
    owner = module.scopes[own.scope].parent
    return [(one.statement, one.value) for one in names.members.attribute_bindings(module, owner, expr.name)]


def module_name_values(module: Module, name: Ref) -> Iterator[tuple[int, Expr]]:
    """What the functions of a module make of one of its names, with the statements."""
    if name.name not in module.scopes[0].names:
        return
    for one in module.definitions:
        if one.name != name.name or one.statement < 0:
            continue
        base: Expr = one.value
        while isinstance(base, (Mutated, Updated, Item)):
            base = base.value if isinstance(base, Item) else base.base
        if (isinstance(base, Ref) and base.name == name.name) or module.statements[one.statement].scope == 0:
            yield one.statement, one.value


def added_messages(names: Names, kept: Kept) -> Iterator[Term]:
    """What is added to a list, message by message as far as they are in sight."""
    for addition in kept.additions:
        for origin in names.origins(addition):
            if isinstance(origin.expr, Seq):
                for item in origin.expr.items:
                    yield from names.origins(origin.at(item))
            else:
                yield origin


def role_of(message: Term) -> str | None:
    """The role of a message that is written out; None where it is not, or not known."""
    role = _entries(message).get("role")
    return str(role.value) if isinstance(role, Const) else None


def content_of(message: Term) -> Expr | None:
    """The content of a message that is written out."""
    return _entries(message).get("content")


def _entries(message: Term) -> dict[object, Expr]:
    entries = message.expr.entries if isinstance(message.expr, Map) else ()
    return {one.key.value: one.value for one in entries if isinstance(one.key, Const)}


@dataclass(frozen=True)
class _Step:
    """An expression on the way back.

    `call` is the call in its function that leads to the request, `level` counts the functions that were left.
    `anchor` is the statement that a function beside the way is called in, -1 on the way itself; `beside` the
    step to return to from there.
    """

    term: Term
    call: int
    level: int
    anchor: int = -1
    beside: _Step | None = None


@dataclass
class _Level:
    """One function on the way: the definitions that were passed, and whether the list outlives it."""

    module: Module
    call: int
    definitions: set[int] = field(default_factory=set)
    outlives: bool = False


class _Walk:
    def __init__(self, request: Request) -> None:
        self.names = request.project.names
        self.levels: list[_Level] = [_Level(request.module, request.site.index)]
        self.additions: list[tuple[int, int, Term]] = []
        self.edits: list[tuple[int, int, Edit]] = []
        self._seen: set[tuple[int, int, int]] = set()
        self._pending: list[_Step] = []

    # what was found

    def kept(self) -> Iterator[Kept]:
        for number, level in enumerate(self.levels):
            module = level.module
            scope = module.calls[level.call].scope
            for loop in loops_around(module, level.call):
                if not ends_at_success(module, loop) and self._carries(level, loop):
                    yield self._kept(number, module, scope, loop)
            if level.outlives:
                yield self._kept(number, module, scope, -1)

    def _carries(self, level: _Level, loop: int) -> bool:
        found = (level.module.definitions[index] for index in level.definitions)
        return any(one.how == "phi" and one.statement == loop for one in found)

    def _kept(self, number: int, module: Module, scope: int, loop: int) -> Kept:
        def is_in(level: int, statement: int) -> bool:
            if level != number:
                return level < number
            return loop < 0 or within(module, statement, loop)

        additions = tuple(one for level, statement, one in self.additions if is_in(level, statement))
        edits = tuple(one for level, statement, one in self.edits if is_in(level, statement))
        return Kept(module, scope, loop, additions, edits)

    # the way

    def follow(self, term: Term) -> None:
        self._pending.append(_Step(term, self.levels[0].call, 0))
        while self._pending and len(self._seen) < _MOST_STEPS:
            step = self._pending.pop()
            key = (id(step.term.expr), id(step.term.context), step.level)
            if key not in self._seen:
                self._seen.add(key)
                self._take(step)
        self._thin_out()

    def _go(self, step: _Step, expr: Expr) -> None:
        self._pending.append(replace(step, term=step.term.at(expr)))

    def _take(self, step: _Step) -> None:
        expr = step.term.expr
        if isinstance(expr, Local):
            self._name(step, expr)
        elif isinstance(expr, Param):
            self._parameter(step)
        elif isinstance(expr, Attr):
            self._attribute(step, expr)
        elif isinstance(expr, Ref):
            self._module_name(step, expr)
        elif isinstance(expr, Item):
            self._item(step, expr)
        elif isinstance(expr, CallOf):
            self._call(step, expr)
        elif isinstance(expr, Mutated):
            self._changed(step, expr)
        elif isinstance(expr, Updated):
            self._updated(step, expr)
        elif isinstance(expr, Binary):
            self._sum(step, expr)
        elif isinstance(expr, Seq):
            for item in expr.items:
                if isinstance(item, Star):
                    self._go(step, item.value)
        elif isinstance(expr, Join):
            for option in expr.options:
                self._go(step, option)
        elif isinstance(expr, Await):
            self._go(step, expr.value)

    def _name(self, step: _Step, name: Local) -> None:
        module = step.term.module
        for index in name.definitions:
            definition = module.definitions[index]
            if step.beside is None:
                self.levels[step.level].definitions.add(index)
            self._pending.append(
                replace(step, term=step.term.at(definition.value))
                if step.beside is not None or definition.statement < 0
                else replace(step, term=step.term.at(definition.value), anchor=definition.statement)
            )

    def _parameter(self, step: _Step) -> None:
        passed = passed_by_frame(self.names, step.term)
        if passed is None:
            return
        term, call = passed
        if step.beside is not None:
            self._pending.append(replace(step.beside, term=term))
            return
        level = step.level + 1
        if level == len(self.levels):
            self.levels.append(_Level(term.module, call))
        self._pending.append(_Step(term, call, level))

    def _attribute(self, step: _Step, expr: Attr) -> None:
        bindings = attribute_values(self.names, step.term.module, expr)
        if bindings is not None:
            self._outlives(step, bindings, is_keyed=False)

    def _module_name(self, step: _Step, expr: Ref) -> None:
        self._outlives(step, list(module_name_values(step.term.module, expr)), is_keyed=False)

    def _outlives(self, step: _Step, bindings: list[tuple[int, Expr]], *, is_keyed: bool) -> None:
        """A list that is kept where every use of a function finds it, with everything that is done to it there."""
        if step.beside is not None:
            return
        level, module = self.levels[step.level], step.term.module
        level.outlives = True
        for statement, value in bindings:
            inner = value.value if is_keyed and isinstance(value, Updated) else value
            self._pending.append(_Step(Term(module, inner), step.call, step.level, statement))
        # what is done to it by the names that it has in this function, also behind the request
        scope = module.calls[step.call].scope
        names = {module.definitions[index].name for index in level.definitions}
        for one in module.definitions:
            if one.how == "change" and one.name in names and module.statements[one.statement].scope == scope:
                self._pending.append(_Step(Term(module, one.value), step.call, step.level, one.statement))

    def _item(self, step: _Step, expr: Item) -> None:
        bounds = slice_bounds(expr.index)
        if bounds is None:
            self._of_key(step, expr.value)
            return
        start, _ = bounds
        if isinstance(start, Const) and start.value == -1:
            # the newest message alone begins a conversation
            return
        if start is not None and not (isinstance(start, Const) and start.value == 0):
            self._edit(step, Edit("cut", step.term.span))
        self._go(step, expr.value)

    def _of_key(self, step: _Step, table: Expr) -> None:
        """One of several lists that a dict keeps."""
        module = step.term.module
        if isinstance(table, Ref):
            self._outlives(step, list(module_name_values(module, table)), is_keyed=True)
        elif isinstance(table, Attr):
            bindings = attribute_values(self.names, module, table)
            if bindings is not None:
                self._outlives(step, bindings, is_keyed=True)

    def _call(self, step: _Step, expr: CallOf) -> None:
        module, context = step.term.module, step.term.context
        call = module.calls[expr.call]
        name = self.names.call_name(module, call, context)
        if name in _COPIES and call.arguments:
            self._go(step, call.arguments[0].value)
            return
        if isinstance(call.function, Attr) and call.function.name == "copy" and not call.arguments:
            self._go(step, call.function.value)
            return
        if isinstance(call.function, Attr) and call.function.name in _LOOKING_UP:
            self._of_key(step, call.function.value)
            return
        if name == "collections.deque" and any(one.name == "maxlen" for one in call.arguments):
            # it drops its oldest item whenever one too many is added
            self.edits.append((_ALWAYS, -1, Edit("cut", step.term.span)))
            return
        if step.beside is not None:
            return
        for (target, scope), inner in self.names.called(step.term):
            if inner is None or target.scopes[scope].is_generator:
                continue
            for value in self.names.reachability.returned(target, scope, inner):
                anchor = step.anchor if step.anchor >= 0 else call.statement
                self._pending.append(
                    _Step(
                        Term(target, value, inner),
                        step.call,
                        step.level,
                        anchor,
                        replace(step, anchor=anchor),
                    )
                )

    def _changed(self, step: _Step, expr: Mutated) -> None:
        module = step.term.module
        self._go(step, expr.base)
        call = module.calls[expr.call]
        given = [one.value for one in call.arguments if one.name is None and not one.star]
        first = given[0] if given else None
        is_early = isinstance(first, Const) and isinstance(first.value, int) and first.value >= 0
        if expr.method in GROWING and first is not None:
            self.additions.append((step.level, self._statement(step, call.statement), step.term.at(first)))
        elif expr.method == "popleft" or (expr.method == "pop" and is_early):
            self._edit(step, Edit("cut", Span(module.path, call.start, call.end)), call.statement)
        elif (
            expr.method == "insert"
            and is_early
            and module.statements[call.statement].parent
            in (
                -1,
                *loops_around(module, expr.call),
            )
        ):
            self._edit(step, Edit("inserted", Span(module.path, call.start, call.end)), call.statement)

    def _thin_out(self) -> None:
        """Loops over the older messages that write their content anew: `for old in messages[:-6]: old["content"] = ...`."""
        for number, level in enumerate(self.levels):
            module = level.module
            names = {module.definitions[index].name for index in level.definitions}
            for one in module.definitions:
                if not isinstance(one.value, Updated) or not _is_content(one.value.key):
                    continue
                older = _older(module, one.value.base)
                is_list = isinstance(older, Local) and older.name in names
                if is_list and module.statements[one.statement].scope == module.calls[level.call].scope:
                    place = Span(module.path, one.start, one.end)
                    self.edits.append((number, one.statement, Edit("written", place)))

    def _updated(self, step: _Step, expr: Updated) -> None:
        module = step.term.module
        place = Span(module.path, expr.start, expr.end)
        is_deleted = isinstance(expr.value, Opaque) and expr.value.kind == "deleted"
        bounds = slice_bounds(expr.key)
        if bounds == (None, None) and not is_deleted:
            # all of it is replaced
            self._go(step, expr.value)
            return
        self._go(step, expr.base)
        if bounds is not None:
            if bounds[1] is not None:
                self._edit(step, Edit("cut", place))
            return
        key = expr.key
        if not isinstance(key, Const) or not isinstance(key.value, int) or key.value < 0:
            return
        if is_deleted:
            self._edit(step, Edit("cut", place))
            return
        value = expr.value
        if isinstance(value, Updated):
            if not _is_content(value.key):
                return
            value = value.value
        self._edit(step, Edit("written", place, step.term.at(value)))

    def _sum(self, step: _Step, expr: Binary) -> None:
        if expr.operator != "+":
            return
        self._go(step, expr.left)
        self._go(step, expr.right)
        if not isinstance(expr.left, Seq):
            self.additions.append((step.level, self._statement(step, -1), step.term.at(expr.right)))

    def _statement(self, step: _Step, own: int) -> int:
        """The statement of the level that something happens in."""
        return own if step.beside is None and own >= 0 else step.anchor

    def _edit(self, step: _Step, edit: Edit, own: int = -1) -> None:
        statement = self._statement(step, own)
        if statement < 0 and step.beside is None:
            # it stands in the call itself
            statement = step.term.module.calls[step.call].statement
        self.edits.append((step.level, statement, edit))


def _is_content(key: Expr) -> bool:
    return isinstance(key, Const) and key.value == "content"


def _older(module: Module, message: Expr) -> Expr | None:
    """The list of which a loop takes all but the newest messages, where an expression is one of those."""
    if not isinstance(message, Local) or len(message.definitions) != 1:
        return None
    element = module.definitions[message.definitions[0]].value
    if not isinstance(element, Element) or not isinstance(element.iterable, Item):
        return None
    bounds = slice_bounds(element.iterable.index)
    return None if bounds is None or bounds[1] is None else element.iterable.value
