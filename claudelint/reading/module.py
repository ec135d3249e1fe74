"""The plain-data form of one file: expressions in the order of execution, never answers.

Positions (`start`, `end`) are code points in the text of the file. Tables refer to each other by index,
so that shared values stay small and the whole can be written to a cache as it is.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec


class Node(msgspec.Struct, frozen=True, gc=False, tag=True):
    """Anything with a place in the file."""

    start: int
    end: int


class Const(Node, frozen=True, gc=False):
    """A literal: text, a number, True, False or None."""

    value: str | int | float | bool | None


class Ref(Node, frozen=True, gc=False):
    """A name that no enclosing function binds: of the module, imported, or built in."""

    name: str


class Param(Node, frozen=True, gc=False):
    """A parameter of a function or lambda: `scopes[scope].parameters` has it by name."""

    name: str
    scope: int


class Local(Node, frozen=True, gc=False):
    """A name bound in this function: the definitions that may be in force here."""

    name: str
    definitions: tuple[int, ...]


class Attr(Node, frozen=True, gc=False):
    """`value.name`."""

    value: Expr
    name: str


class Item(Node, frozen=True, gc=False):
    """`value[index]`; a slice is an Opaque index of kind "slice"."""

    value: Expr
    index: Expr


class CallOf(Node, frozen=True, gc=False):
    """The value of a call: `calls[call]`."""

    call: int


class Text(Node, frozen=True, gc=False):
    """An f-string, or literals written side by side: text and expressions in turn."""

    parts: tuple[str | Expr, ...]


class Seq(Node, frozen=True, gc=False):
    """A list, tuple or set display; starred items are `Star`."""

    kind: str
    items: tuple[Expr, ...]


class Star(Node, frozen=True, gc=False):
    """`*value` in a display."""

    value: Expr


class Entry(Node, frozen=True, gc=False):
    """One entry of a dict display; without a key, `**value`."""

    key: Expr | None
    value: Expr


class Map(Node, frozen=True, gc=False):
    """A dict display."""

    entries: tuple[Entry, ...]

    @property
    def by_key(self) -> dict[str | int | float | bool | None, Expr]:
        """The values under literal keys; of those under the same key the last, which is the one that counts."""
        return {one.key.value: one.value for one in self.entries if isinstance(one.key, Const)}


class Join(Node, frozen=True, gc=False):
    """One of several values: kind "if" (`a if test else b`), "or" or "and"."""

    kind: str
    options: tuple[Expr, ...]
    test: Expr | None = None


class Binary(Node, frozen=True, gc=False):
    """An arithmetic operator or a comparison, by its spelling (`+`, `%`, `==`, `not in`)."""

    operator: str
    left: Expr
    right: Expr


class Unary(Node, frozen=True, gc=False):
    """`-value`, `not value` and so on."""

    operator: str
    value: Expr


class Await(Node, frozen=True, gc=False):
    """`await value`."""

    value: Expr


class Yield(Node, frozen=True, gc=False):
    """`yield value` or `yield from value`."""

    value: Expr | None
    delegated: bool


class Lambda(Node, frozen=True, gc=False):
    """A lambda: a scope of its own whose only statement returns."""

    scope: int


class Comprehension(Node, frozen=True, gc=False):
    """A comprehension: `statement` is its loop; `key` stands only in dict comprehensions."""

    kind: str
    statement: int
    key: Expr | None
    value: Expr


class Element(Node, frozen=True, gc=False):
    """What a loop variable holds: one item of the iterable of the loop `statement`."""

    iterable: Expr
    statement: int


class Part(Node, frozen=True, gc=False):
    """One item of an unpacked value, by position; -1 when it cannot be told."""

    value: Expr
    index: int


class Enter(Node, frozen=True, gc=False):
    """What `with value as name` binds."""

    value: Expr


class Caught(Node, frozen=True, gc=False):
    """What `except kind as name` binds."""

    kind: Expr | None


class Updated(Node, frozen=True, gc=False):
    """`base` after `base[key] = value`."""

    base: Expr
    key: Expr
    value: Expr


class Mutated(Node, frozen=True, gc=False):
    """`base` after the call of one of its changing methods, such as append or update: `calls[call]`."""

    base: Expr
    method: str
    call: int


class Imported(Node, frozen=True, gc=False):
    """An import: `import module` (name None) or `from module import name`; `level` counts the dots."""

    module: str
    name: str | None
    level: int


class Function(Node, frozen=True, gc=False):
    """A def: `scopes[scope]`."""

    scope: int


class Class(Node, frozen=True, gc=False):
    """A class: `scopes[scope]`."""

    scope: int


class Opaque(Node, frozen=True, gc=False):
    """An expression of which only the kind and the expressions in it matter."""

    kind: str
    parts: tuple[Expr, ...] = ()


Expr: TypeAlias = (
    Const
    | Ref
    | Param
    | Local
    | Attr
    | Item
    | CallOf
    | Text
    | Seq
    | Star
    | Map
    | Join
    | Binary
    | Unary
    | Await
    | Yield
    | Lambda
    | Comprehension
    | Element
    | Part
    | Enter
    | Caught
    | Updated
    | Mutated
    | Imported
    | Function
    | Class
    | Opaque
)


class Argument(msgspec.Struct, frozen=True, gc=False):
    """One argument of a call as written; `name` for keywords, `star` is "", "*" or "**"."""

    start: int
    end: int
    name: str | None
    star: str
    value: Expr


class Call(msgspec.Struct, frozen=True, gc=False):
    """A call, in evaluation order; `statement` is the innermost one around it, `scope` its function."""

    start: int
    end: int
    function: Expr
    arguments: tuple[Argument, ...]
    statement: int
    scope: int
    # where the parentheses stand: arguments lie between open_end and close_start
    open_end: int
    close_start: int


class Definition(msgspec.Struct, frozen=True, gc=False):
    """A name given a value; `how` is the statement's kind, or "phi" at the head of a loop."""

    start: int
    end: int
    name: str
    value: Expr
    how: str
    statement: int
    annotation: Expr | None = None


class AttributeBinding(msgspec.Struct, frozen=True, gc=False):
    """`owner.name = value`, or a change to the attribute's value in place (`changed`)."""

    start: int
    end: int
    owner: Expr
    name: str
    value: Expr
    statement: int
    annotation: Expr | None = None
    changed: bool = False


class Statement(msgspec.Struct, frozen=True, gc=False):
    """A statement, in the order of execution.

    `parent` is the enclosing compound statement (-1 at the top of a scope), `branch` the part of it
    that this one stands in (body, orelse, finalbody, handler). Comprehensions appear as statements of
    kind "comprehension" so that a loop is a loop wherever it stands; their `expressions` are iterables
    first, then conditions, then results.
    """

    kind: str
    scope: int
    parent: int
    branch: str
    start: int
    end: int
    header_end: int
    expressions: tuple[Expr, ...]
    definitions: tuple[int, ...] = ()
    is_async: bool = False
    names: tuple[str, ...] = ()


class Parameter(msgspec.Struct, frozen=True, gc=False):
    """A parameter: kind is "positional", "normal", "keyword", "args" or "kwargs"."""

    start: int
    end: int
    name: str
    kind: str
    default: Expr | None
    annotation: Expr | None


class Scope(msgspec.Struct, frozen=True, gc=False):
    """A module, class, function or lambda; `names` are the definitions in force at its end."""

    kind: str
    name: str
    parent: int
    statement: int
    start: int
    end: int
    parameters: tuple[Parameter, ...] = ()
    decorators: tuple[Expr, ...] = ()
    bases: tuple[Argument, ...] = ()
    names: dict[str, tuple[int, ...]] = {}
    is_async: bool = False
    is_generator: bool = False


class Suppression(msgspec.Struct, frozen=True, gc=False):
    """A comment that may hold a suppression, as written; `own_line` when nothing stands before it."""

    start: int
    end: int
    text: str
    own_line: bool


class KeyLiteral(msgspec.Struct, frozen=True, gc=False):
    """Where a literal looks like an Anthropic key; the key itself is not kept."""

    start: int
    end: int


class Module(msgspec.Struct, frozen=True, gc=False):
    """One file boiled down; `scopes[0]` is the module itself."""

    path: str
    length: int
    scopes: tuple[Scope, ...]
    statements: tuple[Statement, ...]
    definitions: tuple[Definition, ...]
    calls: tuple[Call, ...]
    attributes: tuple[AttributeBinding, ...]
    suppressions: tuple[Suppression, ...]
    keys: tuple[KeyLiteral, ...]
    # newlines of the text, so that a place can be named by its line without the text
    line_starts: tuple[int, ...] = ()
    # why no fix may be offered in this file, when positions could only be told by line
    approximate: bool = False
