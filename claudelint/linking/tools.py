"""The tools that a request offers: their names and types, and whether there may be more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.findings import Span
from claudelint.linking.value_kinds import Known, Mapping, Sequence, TextValue, Value, is_nothing

# types of the tools that the API runs itself; anthropic 2.13.0 types/server_tool_use_block.py has their names
_SERVER_TOOLS = ("web_search_", "web_fetch_", "code_execution_", "tool_search_tool_")


@dataclass(frozen=True)
class Tool:
    """A tool that is given as a dict; `certain` is false where another one may stand in its place."""

    definition: Mapping
    certain: bool = True

    def place(self, key: str) -> Span:
        """Where the value of a key is decided, the whole definition where there is none."""
        entry = self.definition.entries.get(key)
        return self.definition.place if entry is None else entry.place

    def known(self, key: str) -> str | bool | None:
        """The constant text or switch under a key, when it is certain."""
        entry = self.definition.entries.get(key)
        if entry is None or not entry.certain or not isinstance(entry.value, Known):
            return None
        value = entry.value.value
        return value if isinstance(value, (str, bool)) else None

    @property
    def names(self) -> tuple[Known | TextValue, ...]:
        """Every name that it may have, as far as it is known."""
        value = self.definition.get("name")
        options = () if value is None else value.alternatives()
        return tuple(one for one in options if isinstance(one, (Known, TextValue)))

    @property
    def runs_on_server(self) -> bool:
        """Whether the API certainly runs it, and not the program."""
        kind = self.known("type")
        return isinstance(kind, str) and kind.startswith(_SERVER_TOOLS)

    @property
    def name(self) -> str | None:
        """The one name that it certainly has."""
        name = self.known("name")
        return name if isinstance(name, str) else None


@dataclass(frozen=True)
class ToolSet:
    """The tools of one request; `complete` when there are no others."""

    tools: tuple[Tool, ...]
    complete: bool

    @property
    def names(self) -> frozenset[str] | None:
        """The names of all tools; None where some have none in sight, such as those that a server brings."""
        names = [one.name for one in self.tools]
        known = [name for name in names if name is not None]
        return frozenset(known) if self.complete and len(known) == len(names) else None

    def repeated(self) -> Iterator[Tool]:
        """The tools whose name another one before them certainly has."""
        seen: set[str] = set()
        for tool in self.tools:
            if tool.certain and tool.name is not None:
                if tool.name in seen:
                    yield tool
                seen.add(tool.name)


def toolsets_of(value: Value, *, certain: bool) -> tuple[ToolSet, ...]:
    """Every set of tools that a request may offer; none at all is one of them where they may be left out."""
    found = [_toolset(one) for one in value.alternatives()]
    return tuple(found if certain else [*found, ToolSet((), True)])


def _toolset(value: Value) -> ToolSet:
    if is_nothing(value):
        return ToolSet((), True)
    if not isinstance(value, Sequence):
        return ToolSet((), False)
    tools = tuple(tool for item in value.items for tool in _tools(item))
    known = all(
        isinstance(one, Mapping) and not one.open for item in value.items for one in item.alternatives()
    )
    return ToolSet(tools, known and not value.open)


def _tools(item: Value) -> Iterator[Tool]:
    options = item.alternatives()
    for one in options:
        if isinstance(one, Mapping):
            yield Tool(one, len(options) == 1)
