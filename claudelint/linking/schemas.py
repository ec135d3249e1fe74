"""JSON schemas that bind what a model writes: the output format, and the tools that are strict."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.linking.tools import ToolSet
from claudelint.linking.value_kinds import Known, MapEntry, Mapping, Sequence, Value

_NAMED = ("properties", "patternProperties", "$defs", "definitions")
_SINGLE = ("items", "additionalProperties", "not")
_LISTED = ("anyOf", "oneOf", "allOf", "prefixItems")
_DEFINED = ("$defs", "definitions")
# how the parts of a regular expression are recognised, by the names that the catalogue has for them
_IN_REGEX = {
    "lookaround": re.compile(r"\(\?<?[=!]"),
    "back-references": re.compile(r"\\[1-9]|\(\?P="),
    "\\b": re.compile(r"\\b"),
}


@dataclass(frozen=True)
class Node:
    """One schema, at any depth; `reached` is false within definitions, which only a reference leads to."""

    table: Mapping
    reached: bool = True

    def entry(self, key: str) -> MapEntry | None:
        """What certainly stands under a keyword."""
        entry = self.table.entries.get(key)
        return entry if entry is not None and entry.certain else None

    def known(self, key: str) -> str | int | float | bool | None:
        """The constant under a keyword."""
        entry = self.entry(key)
        return entry.value.value if entry is not None and isinstance(entry.value, Known) else None

    @property
    def types(self) -> tuple[object, ...]:
        """The types that it certainly allows."""
        entry = self.entry("type")
        if entry is None:
            return ()
        listed = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
        return tuple(one.value for one in listed if isinstance(one, Known))

    @property
    def is_union(self) -> bool:
        """Whether it has alternatives, or a list of types."""
        entry = self.entry("type")
        return self.entry("anyOf") is not None or (entry is not None and isinstance(entry.value, Sequence))

    @property
    def properties(self) -> dict[str, Value]:
        """Its properties, as far as they are known."""
        entry = self.entry("properties")
        table = None if entry is None else entry.value
        return {name: one.value for name, one in table.entries.items()} if isinstance(table, Mapping) else {}

    @property
    def optional(self) -> tuple[str, ...]:
        """The properties that are certainly not required."""
        required = self.table.get("required")
        if required is None:
            names: set[object] = set()
        elif isinstance(required, Sequence) and not required.open:
            if not all(isinstance(one, Known) for one in required.items):
                return ()
            names = {one.value for one in required.items if isinstance(one, Known)}
        else:
            return ()
        return () if self.table.open else tuple(name for name in self.properties if name not in names)

    @property
    def lists_compounds(self) -> bool:
        """Whether its `enum` holds lists or dicts."""
        entry = self.entry("enum")
        values = entry.value.items if entry is not None and isinstance(entry.value, Sequence) else ()
        return any(isinstance(one, (Mapping, Sequence)) for one in values)

    def in_pattern(self, part: str) -> bool:
        """Whether its `pattern` has a part of this name: lookaround, back-references or `\\b`."""
        pattern = self.known("pattern")
        return isinstance(pattern, str) and bool(_IN_REGEX[part].search(pattern.replace("\\\\", "")))


@dataclass(frozen=True)
class Schema:
    """A schema that binds what is written: the argument it is in, and its root."""

    argument: str
    root: Mapping

    def nodes(self) -> Iterator[Node]:
        """The schema and every schema in it."""
        yield from _nodes(self.root, True)

    @property
    def is_recursive(self) -> bool:
        """Whether a definition leads back to itself, or the whole is referred to."""
        if "#" in _references(self.root):
            return True
        uses: dict[str, set[str]] = {}
        for key in _DEFINED:
            table = self.root.get(key)
            entries = table.entries if isinstance(table, Mapping) else {}
            uses.update({f"#/{key}/{name}": _references(one.value) for name, one in entries.items()})
        return any(name in _reached(name, uses) for name in uses)


def format_schemas(config: Value | None) -> Iterator[Schema]:
    """The schemas that an `output_config` may have as its format."""
    for one in () if config is None else config.alternatives():
        found = one.get("format") if isinstance(one, Mapping) else None
        for option in () if found is None else found.alternatives():
            root = option.get("schema") if isinstance(option, Mapping) else None
            for schema in () if root is None else root.alternatives():
                if isinstance(schema, Mapping):
                    yield Schema("output_config", schema)


def strict_schemas(toolset: ToolSet) -> Iterator[Schema]:
    """The schemas of the tools that are strict."""
    for tool in toolset.tools:
        root = tool.definition.get("input_schema") if tool.certain and tool.known("strict") is True else None
        if isinstance(root, Mapping):
            yield Schema("tools", root)


def _nodes(value: Value | None, reached: bool) -> Iterator[Node]:
    for schema in () if value is None else value.alternatives():
        if not isinstance(schema, Mapping):
            continue
        yield Node(schema, reached)
        for key in _NAMED:
            table = schema.get(key)
            for entry in table.entries.values() if isinstance(table, Mapping) else ():
                yield from _nodes(entry.value, reached and key not in _DEFINED)
        for key in _SINGLE:
            yield from _nodes(schema.get(key), reached)
        for key in _LISTED:
            listed = schema.get(key)
            for item in listed.items if isinstance(listed, Sequence) else ():
                yield from _nodes(item, reached)


def _references(value: Value) -> set[str]:
    found = {node.known("$ref") for node in _nodes(value, True)}
    return {one for one in found if isinstance(one, str)}


def _reached(start: str, uses: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = list(uses[start])
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead.extend(uses.get(name, ()))
    return found
