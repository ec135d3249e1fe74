"""The list that the messages of a request come from, followed back to what keeps it from one request to the next.

From the argument it is followed through slices, copies, sums and functions of the project, out of the functions that
it is handed into, to the name that a loop carries, or to the attribute or the name of the module that keeps it, or one
list for each key. What is added on the way, and what is taken from its beginning or written anew there, is noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from claudelint.linking.growth import GROWING, passed_by_frame
from claudelint.linking.list_edits import (
    Edit,
    cut_by_slice,
    edit_by_item,
    edit_by_method,
    is_unconditional,
    replaces_all,
    takes_newest_only,
    thinned_out,
)
from claudelint.linking.terms import Term
from claudelint.linking.turns import ends_at_success, slice_bounds, within
from claudelint.linking.varying import written_term
from claudelint.linking.ways import loops_around
from claudelint.reading.module import (
    Attr,
    AttributeBinding,
    Await,
    Binary,
    CallOf,
    Comprehension,
    Expr,
    Item,
    Join,
    Local,
    Module,
    Mutated,
    Param,
    Ref,
    Seq,
    Star,
    Updated,
)

if TYPE_CHECKING:
    from claudelint.linking.request import Request

_MOST_STEPS = 800
_MOST_COPIES = 3
_LOOKING_UP = frozenset({"get", "setdefault"})
# of what holds in every loop and for every use
_ALWAYS = -1
_COPIES = frozenset({"builtins.list", "builtins.tuple", "copy.copy", "copy.deepcopy"})


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


@dataclass(frozen=True)
class _Step:
    """An expression on the way back.

    `call` is the call in its function that leads to the request, `level` counts the functions that were left.
    `anchor` is the statement of that function in which something is done to the list, -1 where it is the call's own or
    that of another function; `target` is the name that it is given there. `beside` is the step to return to from a
    function beside the way. `copies` counts the copies that were passed: what is added to one is not added to the list.
    """

    term: Term
    call: int
    level: int
    anchor: int = -1
    beside: _Step | None = None
    target: str = ""
    copies: int = 0


@dataclass
class _Level:
    """One function on the way: the definitions that were passed, and behind how many copies the list outlives it.

    `begun` are the statements of the function that give an attribute a new list in any case.
    """

    module: Module
    call: int
    definitions: dict[int, set[int]] = field(default_factory=dict)
    outlives: int | None = None
    begun: set[int] = field(default_factory=set)


class _Walk:
    def __init__(self, request: Request) -> None:
        self.names = request.project.names
        self.levels: list[_Level] = [_Level(request.module, request.site.index)]
        self.additions: list[tuple[_Step, Term]] = []
        self.edits: list[tuple[int, int, Edit]] = []
        self._seen: set[tuple[int, int, int, int]] = set()
        self._pending: list[_Step] = []

    # what was found

    def kept(self) -> Iterator[Kept]:
        for number, level in enumerate(self.levels):
            module = level.module
            scope = module.calls[level.call].scope
            for loop in loops_around(module, level.call):
                copies = None if ends_at_success(module, loop) else self._carried_behind(level, loop)
                if copies is not None:
                    yield self._kept(number, scope, loop, copies)
            if level.outlives is not None and not level.begun:
                yield self._kept(number, scope, -1, level.outlives)

    def _carried_behind(self, level: _Level, loop: int) -> int | None:
        """Behind how many copies a loop carries the list to its next turn; None where it does not."""
        if level.begun:
            return None if any(within(level.module, one, loop) for one in level.begun) else level.outlives
        found = level.module.definitions
        depths = (
            depth
            for index, depths in level.definitions.items()
            if found[index].how == "phi" and found[index].statement == loop
            for depth in depths
        )
        return min(depths, default=None)

    def _kept(self, number: int, scope: int, loop: int, copies: int) -> Kept:
        module = self.levels[number].module

        def is_in(level: int, statement: int) -> bool:
            if level != number:
                return level < number
            if loop < 0 or within(module, statement, loop):
                return True
            # what other methods do to what an object keeps may be done at any time
            is_own = statement >= 0 and module.statements[statement].scope == scope
            return bool(self.levels[number].begun) and not is_own

        added = {
            id(one.expr): one
            for step, one in self.additions
            if step.copies >= copies and is_in(step.level, step.anchor)
        }
        edits = tuple(one for level, statement, one in self.edits if is_in(level, statement))
        return Kept(
            module, scope, loop, tuple(added.values()), tuple({one.place: one for one in edits}.values())
        )

    # the way

    def follow(self, term: Term) -> None:
        self._pending.append(_Step(term, self.levels[0].call, 0))
        while self._pending and len(self._seen) < _MOST_STEPS:
            step = self._pending.pop()
            key = (id(step.term.expr), id(step.term.context), step.level, step.copies)
            if key not in self._seen:
                self._seen.add(key)
                self._take(step)
        for number, level in enumerate(self.levels):
            module = level.module
            names = {module.definitions[index].name for index in level.definitions}
            for statement, edit in thinned_out(module, module.calls[level.call].scope, names):
                self.edits.append((number, statement, edit))

    def _go(self, step: _Step, expr: Expr) -> None:
        self._pending.append(replace(step, term=step.term.at(expr)))

    def _go_copied(self, step: _Step, expr: Expr) -> None:
        copies = min(step.copies + 1, _MOST_COPIES)
        self._pending.append(replace(step, term=step.term.at(expr), copies=copies))

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
                    self._go_copied(step, item.value)
        elif isinstance(expr, Join):
            for option in expr.options:
                self._go(step, option)
        elif isinstance(expr, Await):
            self._go(step, expr.value)
        elif isinstance(expr, Comprehension):
            # each message in turn, written in another way
            self._go_copied(step, step.term.module.statements[expr.statement].expressions[0])

    def _name(self, step: _Step, name: Local) -> None:
        module = step.term.module
        for index in name.definitions:
            definition = module.definitions[index]
            if step.beside is None:
                self.levels[step.level].definitions.setdefault(index, set()).add(step.copies)
            following = replace(step, term=step.term.at(definition.value), target=definition.name)
            if step.beside is None and definition.statement >= 0:
                following = replace(following, anchor=definition.statement)
            self._pending.append(following)

    def _parameter(self, step: _Step) -> None:
        passed = passed_by_frame(self.names, step.term)
        if passed is None:
            return
        term, call = passed
        if step.beside is not None:
            self._pending.append(replace(step.beside, term=term, copies=step.copies))
            return
        level = step.level + 1
        if level == len(self.levels):
            self.levels.append(_Level(term.module, call))
        self._pending.append(_Step(term, call, level, copies=step.copies))

    def _attribute(self, step: _Step, expr: Attr, *, is_keyed: bool = False) -> None:
        """An attribute of an object, which everything that its class does to it changes."""
        module = self.levels[step.level].module
        for owner in self.names.classes.instances(step.term.at(expr.value)):
            bindings = self.names.members.attribute_bindings(owner.module, owner.scope, expr.name)
            # statements of another module mean nothing to the loops around the request
            is_near = owner.module is module
            if is_near:
                self._note_beginnings(step, bindings)
            values = [
                (one.statement if is_near else -1, one.value)
                for one in bindings
                if not (one.changed and _is_made(owner.module, one.statement))
            ]
            self._outlives(step, owner.module, expr.name, values, is_keyed=is_keyed)

    def _note_beginnings(self, step: _Step, bindings: list[AttributeBinding]) -> None:
        """Where the function itself, or a method that it calls, gives an attribute a new list."""
        level = self.levels[step.level]
        module, scope = level.module, level.module.calls[step.call].scope
        for one in bindings:
            if one.changed or not isinstance(one.value, Seq) or not is_unconditional(module, one.statement):
                continue
            owner = module.statements[one.statement].scope
            if owner == scope:
                level.begun.add(one.statement)
                continue
            for call in module.calls:
                is_method = (
                    isinstance(call.function, Attr) and call.function.name == module.scopes[owner].name
                )
                if call.scope == scope and is_method and is_unconditional(module, call.statement):
                    level.begun.add(call.statement)

    def _module_name(self, step: _Step, expr: Ref, *, is_keyed: bool = False) -> None:
        if step.beside is None:
            module = step.term.module
            values = list(module_name_values(module, expr))
            self._outlives(step, module, expr.name, values, is_keyed=is_keyed)

    def _outlives(
        self, step: _Step, module: Module, name: str, values: list[tuple[int, Expr]], *, is_keyed: bool
    ) -> None:
        """A list that is kept where every use of a function finds it, with everything that is done to it there."""
        level = self.levels[step.level]
        level.outlives = step.copies if level.outlives is None else min(level.outlives, step.copies)
        for statement, value in values:
            inner = value.value if is_keyed and isinstance(value, Updated) else value
            self._pending.append(
                _Step(Term(module, inner), step.call, step.level, statement, target=name, copies=step.copies)
            )
        # what is done to it by the names that it has in this function, also behind the request
        own = level.module
        scope = own.calls[step.call].scope
        names = {
            own.definitions[index].name for index, found in level.definitions.items() if step.copies in found
        }
        for one in own.definitions:
            if one.how == "change" and one.name in names and own.statements[one.statement].scope == scope:
                self._pending.append(
                    _Step(Term(own, one.value), step.call, step.level, one.statement, copies=step.copies)
                )

    def _item(self, step: _Step, expr: Item) -> None:
        if slice_bounds(expr.index) is None:
            self._of_key(step, expr.value)
        elif not takes_newest_only(expr):
            self._edit(step, cut_by_slice(step.term, expr, step.target))
            self._go_copied(step, expr.value)

    def _of_key(self, step: _Step, table: Expr) -> None:
        """One of several lists that a dict keeps."""
        if isinstance(table, Ref):
            self._module_name(step, table, is_keyed=True)
        elif isinstance(table, Attr):
            self._attribute(step, table, is_keyed=True)

    def _call(self, step: _Step, expr: CallOf) -> None:
        module, context = step.term.module, step.term.context
        call = module.calls[expr.call]
        name = self.names.call_name(module, call, context)
        if name in _COPIES and call.arguments:
            self._go_copied(step, call.arguments[0].value)
            return
        if isinstance(call.function, Attr) and call.function.name == "copy" and not call.arguments:
            self._go_copied(step, call.function.value)
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
                        copies=step.copies,
                    )
                )

    def _changed(self, step: _Step, expr: Mutated) -> None:
        module = step.term.module
        self._go(step, expr.base)
        call = module.calls[expr.call]
        first = next((one.value for one in call.arguments if one.name is None and not one.star), None)
        if expr.method in GROWING and first is not None:
            self.additions.append((step, step.term.at(first)))
        self._edit(step, edit_by_method(step.term, expr))

    def _updated(self, step: _Step, expr: Updated) -> None:
        if replaces_all(expr):
            self._go(step, expr.value)
            return
        self._go(step, expr.base)
        self._edit(step, edit_by_item(step.term, expr))

    def _sum(self, step: _Step, expr: Binary) -> None:
        if expr.operator != "+":
            return
        self._go_copied(step, expr.left)
        self._go_copied(step, expr.right)
        if not isinstance(expr.left, Seq):
            self.additions.append((step, step.term.at(expr.right)))

    def _edit(self, step: _Step, edit: Edit | None) -> None:
        if edit is None:
            return
        statement, level = step.anchor, self.levels[step.level]
        if statement < 0 and step.term.module is level.module:
            # it stands in the call itself
            statement = level.module.calls[step.call].statement
        self.edits.append((step.level, statement, edit))


def _is_made(module: Module, statement: int) -> bool:
    """Whether a statement stands where an object is made, before anything is sent."""
    return statement >= 0 and module.scopes[module.statements[statement].scope].name == "__init__"
