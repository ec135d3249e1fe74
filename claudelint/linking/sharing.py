"""Which lists and dicts other code may change: handed to calls that are not known to leave them alone."""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.linking.names import Names
from claudelint.linking.terms import Term, handed_as
from claudelint.reading.module import (
    Attr,
    Call,
    Definition,
    Element,
    Expr,
    Function,
    Item,
    Local,
    Module,
    Mutated,
    Updated,
)

# packages and methods that read what they are given
_READERS = (
    "builtins.",
    "json.",
    "logging.",
    "copy.",
    "pprint.",
    "os.",
    "time.",
    "asyncio.",
    "anthropic.",
    "rich.",
)
_READING_METHODS = frozenset(
    [
        "append",
        "extend",
        "add",
        "insert",
        "put",
        "debug",
        "info",
        "warning",
        "error",
        "exception",
        "log",
        "write",
        "join",
        "format",
        "get",
        "setdefault",
        "update",
        "create",
        "stream",
        "parse",
        "count_tokens",
        "tool_runner",
        "dumps",
        "dump",
        "send",
        "emit",
        "record",
        "print",
    ]
)


# by the name of an attribute: the calls that it is handed to, by index, with what stands there
_Handed = dict[str, list[tuple[int, Expr]]]


class Sharing:
    """Answers for one project; one pass over each module's calls and definitions."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._known: dict[str, frozenset[int]] = {}
        self._attributes: dict[tuple[str, str], bool] = {}
        self._attribute_uses_in: dict[str, tuple[frozenset[str], _Handed]] = {}

    def may_change(self, module: Module, name: Local) -> bool:
        """Whether a list or dict under this name may hold other things than its definitions say."""
        shared = self._known.get(module.path)
        if shared is None:
            self._known[module.path] = frozenset()
            shared = self._known[module.path] = frozenset(self._shared(module))
        return any(index in shared for index in name.definitions)

    def attribute_may_change(self, name: str) -> bool:
        """Whether a list under an attribute of this name may hold other things than what is assigned to it.

        Whose attribute it is does not matter: objects of the same class go by many names.
        """
        return any(
            self._attribute_changes(module, name) for module in tuple(self.names.modules.loaded.values())
        )

    def _attribute_changes(self, module: Module, name: str) -> bool:
        """Whether a module changes such an attribute in place, or hands it to who may do so."""
        key = (module.path, name)
        known = self._attributes.get(key)
        if known is None:
            changed, handed = self._attribute_uses(module)
            known = self._attributes[key] = name in changed or any(
                not self._leaves_alone(module, index, module.calls[index], value)
                for index, value in handed.get(name, ())
            )
        return known

    def _attribute_uses(self, module: Module) -> tuple[frozenset[str], _Handed]:
        """The attributes that are changed in place, under their own or another name; those handed to calls."""
        known = self._attribute_uses_in.get(module.path)
        if known is None:
            names = {binding.name for binding in module.attributes if binding.changed}
            changed = _changed_in_place(module)
            for number, definition in enumerate(module.definitions):
                if number in changed and isinstance(definition.value, Attr):
                    names.add(definition.value.name)
            handed: _Handed = {}
            for index, call in enumerate(module.calls):
                for argument in call.arguments:
                    value = argument.value
                    if isinstance(value, Attr) and not argument.star:
                        handed.setdefault(value.name, []).append((index, value))
            known = self._attribute_uses_in[module.path] = (frozenset(names), handed)
        return known

    def _shared(self, module: Module) -> Iterator[int]:
        for index, call in enumerate(module.calls):
            for argument in call.arguments:
                value = argument.value
                if argument.star or not isinstance(value, Local):
                    continue
                if not self._is_container(module, value) or self._leaves_alone(module, index, call, value):
                    continue
                yield from value.definitions
        for one in module.definitions:
            # a function inside may change it at any time
            if one.how == "change":
                yield from (found for found in _roots(one.value) if not _same_scope(module, one, found))
        changed = _changed_in_place(module)
        for number, definition in enumerate(module.definitions):
            if number not in changed:
                continue
            value = definition.value
            if definition.how == "assign" and isinstance(value, Local):
                yield from value.definitions
            elif isinstance(value, (Item, Element)):
                # an item of a list, under a name of its own
                yield from _roots(value.iterable if isinstance(value, Element) else value)

    def _is_container(self, module: Module, name: Local) -> bool:
        """Whether a name may hold a display or something changed in place; others are of no interest."""
        return any(
            type(module.definitions[index].value).__name__
            in ("Map", "Seq", "Updated", "Mutated", "CallOf", "Local")
            for index in name.definitions
        )

    def _leaves_alone(self, module: Module, index: int, call: Call, value: Expr) -> bool:
        function = call.function
        if isinstance(function, Attr) and function.name in _READING_METHODS:
            return True
        known = False
        for origin in self.names.origins(Term(module, function)):
            if isinstance(origin.expr, Function):
                if self._changes_parameter(origin.module, origin.expr.scope, module, call, value):
                    return False
                known = True
                continue
            name = self.names.qualified_origin(origin)
            if name is None or not name.startswith(_READERS):
                return False
            known = True
        return known

    def _changes_parameter(self, target: Module, scope: int, module: Module, call: Call, value: Expr) -> bool:
        """Whether a function of the project changes the parameter that a value is passed for."""
        skip = self.names.skip(call, Term(module, call.function), target, scope)
        return handed_as(call, value, target, scope, skip) in _changed_in_place(target)


def _changed_in_place(module: Module) -> set[int]:
    return {found for one in module.definitions if one.how == "change" for found in _roots(one.value)}


def _same_scope(module: Module, change: Definition, root: int) -> bool:
    scopes = [
        module.statements[one.statement].scope if one.statement >= 0 else None
        for one in (change, module.definitions[root])
    ]
    # a parameter has no statement; what changes it is taken to be its own function
    return None in scopes or scopes[0] == scopes[1]


def _roots(value: Expr) -> Iterator[int]:
    """The definitions of the name that a change in place goes back to."""
    current: Expr = value
    while isinstance(current, (Updated, Mutated, Item)):
        current = current.value if isinstance(current, Item) else current.base
    if isinstance(current, Local):
        yield from current.definitions
