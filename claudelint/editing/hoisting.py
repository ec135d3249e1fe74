"""A client that a function builds anew becomes one of the module: its construction moves above the function."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.editing.changes import Refused
from claudelint.editing.sight import expressions
from claudelint.editing.text import indent_at, insert, line_end, line_start, newline_of, next_line, replace
from claudelint.findings import Edit, Span
from claudelint.linking.project import Construction, Module
from claudelint.linking.storing import is_decided
from claudelint.linking.surroundings import LOOPS
from claudelint.reading import module as plain
from claudelint.reading.children import children

# what a client is called that had no name
_NAME = "client"
_MOVING = (plain.Const, plain.Ref, plain.Attr, plain.Item, plain.CallOf, plain.Text, plain.Seq, plain.Map,
           plain.Binary, plain.Unary, plain.Local)  # fmt: skip


@dataclass(frozen=True)
class Hoisted:
    """The outcome: edits, or the reason why they are left to the reader."""

    edits: tuple[Edit, ...] = ()
    guards: tuple[Span, ...] = ()
    refusal: str = ""


def hoist(construction: Construction) -> Hoisted:
    """Build a client once, above the function that builds it, or above the loop of the module's own code."""
    try:
        move = _Move(construction)
        edits = tuple(move.edits())
    except Refused as refused:
        return Hoisted(refusal=str(refused))
    # two clients of one module may want the same name: the second finds what the first has made
    return Hoisted(edits, (construction.span, Span(construction.module.path, 0, 0)))


class _Move:
    """One construction, the statement it stands in, and the place it goes to."""

    def __init__(self, construction: Construction) -> None:
        self.construction = construction
        self.module: Module = construction.module
        self.call = construction.call
        self.text = construction.text
        if self.module.approximate:
            raise Refused("the places in this file cannot be told exactly")
        self.statement = self.module.statements[self.call.statement]
        if is_decided(self.module, self.call.statement):
            raise Refused("it is built only under a condition")
        self.anchor = self._anchor()
        self.place = self._place()

    def edits(self) -> Iterator[Edit]:
        """All edits; raises Refused where one of them would not be right."""
        self._check_values()
        self._check_environment()
        name = self._name_assigned()
        indent = indent_at(self.text, self.anchor)
        newline = newline_of(self.text)
        gap = newline if self.call.scope == 0 else newline * 3
        if name is None:
            if self.module.scopes[self.call.scope].kind == "class":
                raise Refused("it is an attribute of a class")
            if not self._is_there(_NAME):
                self._check_free(_NAME, own=False)
                made = self._dedented(self.text[self.call.start : self.call.end], indent)
                yield insert(self.module.path, self.place, f"{indent}{_NAME} = {made}{gap}")
            yield replace(Span(self.module.path, self.call.start, self.call.end), _NAME)
            return
        is_there = self._is_there(name)
        if not is_there:
            self._check_free(name, own=True)
        start, end = line_start(self.text, self.statement.start), line_end(self.text, self.statement.end)
        self._check_alone(start, end)
        written = self.text[self.statement.start : end].rstrip()
        if not is_there:
            yield insert(self.module.path, self.place, f"{indent}{self._dedented(written, indent)}{gap}")
        yield replace(Span(self.module.path, start, next_line(self.text, end)), "")

    # where to

    def _anchor(self) -> int:
        """Where the loop, or the statement of the module that holds the function, begins."""
        module = self.module
        if self.call.scope == 0:
            outermost, current = -1, self.call.statement
            while current >= 0:
                outermost = current if module.statements[current].kind in LOOPS else outermost
                current = module.statements[current].parent
            if outermost < 0:
                raise Refused("it is built by the module's own code")
            if module.statements[outermost].kind == "comprehension":
                return self.statement.start
            return module.statements[outermost].start
        scope = self.call.scope
        while module.scopes[scope].parent > 0:
            scope = module.scopes[scope].parent
        owner = module.scopes[scope]
        current = owner.statement
        if current < 0:
            raise Refused("its function is written in an unusual way")
        while module.statements[current].parent >= 0:
            current = module.statements[current].parent
        return min([module.statements[current].start, *(one.start for one in owner.decorators)])

    def _place(self) -> int:
        """The beginning of that line, above the comments that stand directly before it."""
        place = line_start(self.text, self.anchor)
        while place > 0:
            above = line_start(self.text, place - 1)
            if not self.text[above:place].lstrip().startswith("#") or above == 0:
                break
            place = above
        return place

    # what it needs there

    def _check_values(self) -> None:
        """Whether every name in the construction is known above, and means the same there."""
        pending: list[plain.Expr] = [self.call.function, *(one.value for one in self.call.arguments)]
        while pending:
            expr = pending.pop()
            if not isinstance(expr, _MOVING):
                raise Refused("its arguments are no constants")
            if isinstance(expr, plain.Local) and self.call.scope != 0:
                raise Refused(f"`{expr.name}` is known only in the function")
            if isinstance(expr, (plain.Local, plain.Ref)):
                self._check_defined_above(expr)
            pending.extend(children(self.module, expr))

    def _check_defined_above(self, name: plain.Local | plain.Ref) -> None:
        found = self.module.scopes[0].names.get(name.name, ())
        if isinstance(name, plain.Local):
            found = name.definitions
        for index in found:
            definition = self.module.definitions[index]
            if definition.how == "phi" or definition.start >= self.place:
                raise Refused(f"`{name.name}` is set further down")
            if definition.statement >= 0 and self.module.statements[definition.statement].scope != 0:
                raise Refused(f"`{name.name}` is set by a function")
        if not found and self.module.scopes[0].names.get("*"):
            raise Refused(f"where `{name.name}` comes from is not in sight")

    def _check_environment(self) -> None:
        """Whether the environment is read from a file before the module has come so far."""
        for call in self.module.calls:
            if self.construction.project.names.call_name(self.module, call) in (
                "dotenv.load_dotenv",
                "dotenv.main.load_dotenv",
            ):
                if call.scope != 0 or call.start >= self.place:
                    raise Refused("`load_dotenv` runs later than the module's own code there")

    # its name

    def _name_assigned(self) -> str | None:
        """The variable that is given the client and nothing else; None where it has no name."""
        statement = self.statement
        is_whole = bool(statement.expressions) and any(
            isinstance(one, plain.CallOf) and self.module.calls[one.call] is self.call
            for one in statement.expressions[:1]
        )
        if statement.kind != "assign" or not is_whole:
            return None
        if any(one.statement == self.call.statement for one in self.module.attributes):
            raise Refused("it is kept in an attribute")
        definitions = [self.module.definitions[index] for index in statement.definitions]
        if len(definitions) != 1 or not isinstance(definitions[0].value, plain.CallOf):
            raise Refused("it is assigned to more than one name")
        if definitions[0].annotation is not None:
            raise Refused("its variable has an annotation")
        return definitions[0].name

    def _is_there(self, name: str) -> bool:
        """Whether the module has a client of this name already, built in the same way further up."""
        module = self.module
        found = module.scopes[0].names.get(name, ())
        if len(found) != 1 or self.call.scope == 0:
            return False
        definition = module.definitions[found[0]]
        made = definition.value
        if not isinstance(made, plain.CallOf) or definition.start >= self.place or definition.statement < 0:
            return False
        statement = module.statements[definition.statement]
        own = [index for index, one in enumerate(module.definitions) if one.name == name]
        scopes = [self._scope_of(index) for index in own]
        is_shadowed = scopes.count(self.call.scope) > int(self.statement.kind == "assign")
        if statement.scope != 0 or statement.parent >= 0 or is_shadowed or scopes.count(0) > 1:
            return False
        written = self.text[self.call.start : self.call.end]
        return self.text[made.start : made.end].split() == written.split()

    def _check_free(self, name: str, own: bool) -> None:
        """Whether the name means nothing else, in the module and in the function that builds the client."""
        module = self.module
        if module.scopes[0].names.get("*"):
            raise Refused(f"whether `{name}` is free in the module is not in sight")
        for index, definition in enumerate(module.definitions):
            if definition.name != name or (own and definition.statement == self.call.statement):
                continue
            where = self._scope_of(index)
            if where in (0, self.call.scope) and not (definition.how == "phi" and own):
                raise Refused(f"`{name}` is the name of something else, too")
        scopes = [self.call.scope]
        while own is False and module.scopes[scopes[-1]].parent > 0:
            scopes.append(module.scopes[scopes[-1]].parent)
            if name in module.scopes[scopes[-1]].names:
                raise Refused(f"`{name}` is the name of something else, too")
        if any(one.name == name for one in module.scopes[self.call.scope].parameters):
            raise Refused(f"`{name}` is the name of something else, too")
        if any(isinstance(one, plain.Ref) and one.name == name for one in expressions(module)):
            raise Refused(f"`{name}` is the name of something else, too")
        if own and self.call.scope and self._is_declared_outer(name):
            raise Refused(f"`{name}` is a variable of an outer scope")

    def _scope_of(self, definition: int) -> int:
        found = self.module.definitions[definition]
        if isinstance(found.value, plain.Param):
            return found.value.scope
        return self.module.statements[found.statement].scope if found.statement >= 0 else -1

    def _is_declared_outer(self, name: str) -> bool:
        return name not in self.module.scopes[self.call.scope].names

    # what stands around it

    def _check_alone(self, start: int, end: int) -> None:
        """Whether the statement has lines of its own, and its block another statement."""
        if self.text[start : self.statement.start].strip():
            raise Refused("another statement stands on its line")
        behind = self.text[self.statement.end : end].strip()
        if behind and not behind.startswith("#"):
            raise Refused("another statement stands on its line")
        own = self.statement
        others = [
            one
            for one in self.module.statements
            if one is not own
            and one.kind != "comprehension"
            and (one.scope, one.parent, one.branch) == (own.scope, own.parent, own.branch)
        ]
        if not others:
            raise Refused("nothing else stands in its block")

    def _dedented(self, written: str, indent: str) -> str:
        """The lines after the first with the indentation of the new place."""
        old = indent_at(self.text, self.call.start if self.statement is None else self.statement.start)
        newline = newline_of(self.text)
        first, *rest = written.split(newline)
        if any(quote in written for quote in ('"""', "'''")):
            if rest:
                raise Refused("a text in it goes over several lines")
            return written
        return newline.join([first, *(indent + one.removeprefix(old) for one in rest)])
