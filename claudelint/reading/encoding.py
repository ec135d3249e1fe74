"""A Module as bytes and back again, for other processes and later runs.

One expression may stand in several places: as what a name is bound to, say, and as what a statement computes.
Whoever looks an expression up by its identity finds all of them, so that it has to be one again afterwards. Bytes
hold a copy for each place, and beside these which of them are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, TypeAlias

import msgspec

from claudelint.reading import module as forms
from claudelint.reading.module import Module, Node

# from a Module to something in it: positions of fields and of items in turn
_Path: TypeAlias = tuple[Annotated[int, msgspec.Meta(ge=0)], ...]
_ROWS = ("Argument", "AttributeBinding", "Call", "Definition", "Module", "Parameter", "Scope", "Statement")
_HOLDS_NODES = re.compile(
    r"\b(?:Expr|Entry|Argument|AttributeBinding|Call|Definition|Parameter|Scope|Statement)\b"
)


class _Whole(msgspec.Struct, frozen=True, gc=False):
    module: Module
    # where an expression stands first, and another place of it
    repeats: tuple[tuple[_Path, _Path], ...]


def with_path(module: Module, path: str) -> Module:
    """The same content at another path."""
    return msgspec.structs.replace(module, path=path)


def encode(module: Module) -> bytes | None:
    """The module as MessagePack; None when it holds what that cannot hold: half a character, a huge number."""
    try:
        return msgspec.msgpack.encode(_Whole(module, tuple(_repeats(module))))
    except (UnicodeEncodeError, OverflowError):
        return None


def decode(data: bytes) -> Module:
    """The module written by `encode`; raises msgspec.DecodeError on anything else."""
    whole = msgspec.msgpack.decode(data, type=_Whole)
    try:
        for first, other in whole.repeats:
            _unite(whole.module, first, other)
    except (IndexError, TypeError, ValueError) as error:
        raise msgspec.DecodeError("a place that is not there") from error
    return whole.module


def _repeats(module: Module) -> Iterator[tuple[_Path, _Path]]:
    """The places of expressions that were met before."""
    seen: dict[int, _Path] = {}
    stack: list[tuple[object, _Path]] = [(module, ())]
    while stack:
        holder, path = stack.pop()
        for index, child in _children(holder):
            fields = _FIELDS.get(type(child))
            if fields is None and type(child) is not tuple:
                continue
            place = (*path, index)
            if isinstance(child, Node):
                first = seen.setdefault(id(child), place)
                if first is not place:
                    yield first, place
                    continue
            if fields != ():
                stack.append((child, place))


def _children(holder: object) -> Iterator[tuple[int, object]]:
    if isinstance(holder, tuple):
        yield from enumerate(holder)
        return
    for index, name in _FIELDS[type(holder)]:
        yield index, getattr(holder, name)


def _unite(module: Module, first: _Path, other: _Path) -> None:
    """Put the one expression in the place of its copy, and nothing else: they have to be equal."""
    one = _at(module, first)
    *to_holder, last = other
    holder = _at(module, to_holder)
    if not isinstance(one, Node) or _step(holder, last) != one:
        raise msgspec.DecodeError("a copy of something else")
    if not isinstance(holder, tuple):
        _set(holder, last, one)
        return
    *to_owner, field = to_holder
    _set(_at(module, to_owner), field, (*holder[:last], one, *holder[last + 1 :]))


def _at(module: Module, path: list[int] | _Path) -> object:
    here: object = module
    for step in path:
        here = _step(here, step)
    return here


def _step(here: object, step: int) -> object:
    if isinstance(here, tuple):
        item: object = here[step]
        return item
    if not isinstance(here, msgspec.Struct):
        raise TypeError
    return getattr(here, here.__struct_fields__[step])


def _set(owner: object, field: int, value: object) -> None:
    if not isinstance(owner, msgspec.Struct):
        raise TypeError
    msgspec.structs.force_setattr(owner, owner.__struct_fields__[field], value)


def _fields() -> Iterator[tuple[type, tuple[tuple[int, str], ...]]]:
    """Of each form, the fields that hold expressions, or what holds them."""
    for kind in (*Node.__subclasses__(), *(getattr(forms, name) for name in _ROWS)):
        annotations: dict[str, str] = kind.__annotations__
        yield (
            kind,
            tuple(
                (index, name)
                for index, name in enumerate(kind.__struct_fields__)
                if _HOLDS_NODES.search(annotations.get(name, ""))
            ),
        )


_FIELDS = dict(_fields())
