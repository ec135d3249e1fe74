"""The tables of a module while they are being filled, and the names in force while a body is followed."""

from __future__ import annotations

from dataclasses import dataclass, field

from claudelint.reading.module import (
    AttributeBinding,
    Call,
    Definition,
    Expr,
    KeyLiteral,
    Local,
    Opaque,
    Ref,
    Scope,
    Statement,
)

Environment = dict[str, tuple[int, ...]]


@dataclass
class Tables:
    """What a Module will hold; entries that are known only later are filled in afterwards."""

    scopes: list[Scope] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    attributes: list[AttributeBinding] = field(default_factory=list)
    keys: list[KeyLiteral] = field(default_factory=list)

    def define(
        self,
        name: str,
        value: Expr,
        how: str,
        statement: int,
        place: tuple[int, int],
        annotation: Expr | None = None,
    ) -> int:
        """Add a definition and return its index."""
        self.definitions.append(Definition(place[0], place[1], name, value, how, statement, annotation))
        return len(self.definitions) - 1


@dataclass
class Frame:
    """One scope while its body is followed.

    `here` are the definitions in force at the current point, `every` all definitions of the scope,
    which is what a function defined inside may see later. `inner` are the variables of comprehensions
    and lambdas around the current point, innermost last.
    """

    scope: int
    kind: str
    local_names: frozenset[str]
    parent: Frame | None
    here: Environment = field(default_factory=dict)
    every: dict[str, list[int]] = field(default_factory=dict)
    # what functions defined inside assign to this scope's names, or change in place
    later: dict[str, list[int]] = field(default_factory=dict)
    inner: list[Environment] = field(default_factory=list)
    outer_names: frozenset[str] = frozenset()
    dead: bool = False
    is_generator: bool = False

    def bind(self, name: str, definition: int) -> None:
        """From here on, the name has this definition."""
        if not self.knows(name):
            frame = self._owner(name)
            frame.every.setdefault(name, []).append(definition)
            frame.later.setdefault(name, []).append(definition)
            return
        self.here[name] = (definition,)
        self.every.setdefault(name, []).append(definition)

    def knows(self, name: str) -> bool:
        """Whether the name is bound by this scope itself."""
        return name in self.local_names and name not in self.outer_names

    def read(self, name: str, start: int, end: int) -> Expr:
        """What the name stands for at the current point."""
        for variables in reversed(self.inner):
            if name in variables:
                return Local(start, end, name, variables[name])
        if self.knows(name) and (self.kind == "function" or name in self.here):
            found = self.here.get(name)
            return Local(start, end, name, found) if found else Opaque(start, end, "unbound")
        frame = self.parent
        while frame is not None and frame.kind != "module":
            if frame.kind == "function":
                for variables in reversed(frame.inner):
                    if name in variables:
                        return Local(start, end, name, variables[name])
                if frame.knows(name):
                    return Local(start, end, name, tuple(frame.every.get(name, ())))
            frame = frame.parent
        return Ref(start, end, name)

    def _owner(self, name: str) -> Frame:
        frame: Frame = self
        while frame.parent is not None:
            frame = frame.parent
            if frame.kind == "function" and frame.knows(name):
                return frame
        return frame

    def names_at_end(self) -> dict[str, tuple[int, ...]]:
        """What each name may stand for when the scope is done: its last definitions, and later changes."""
        names = dict(self.here)
        for name, found in self.later.items():
            names[name] = tuple(dict.fromkeys((*names.get(name, ()), *found)))
        for name, found in self.every.items():
            if name not in names:
                names[name] = tuple(found)
        return names


def merged(environments: list[Environment]) -> Environment:
    """The names that may be in force after branches meet."""
    if len(environments) == 1:
        return environments[0]
    result: Environment = dict(environments[0])
    for environment in environments[1:]:
        for name, found in environment.items():
            known = result.get(name)
            if known is None:
                result[name] = found
            elif known != found:
                result[name] = tuple(dict.fromkeys((*known, *found)))
    return result
