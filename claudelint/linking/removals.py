"""Names and arguments that are gone from the SDK, where a module still uses them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claudelint.catalog.history import RemovedName
from claudelint.findings import Span
from claudelint.linking.surroundings import catches_at
from claudelint.linking.terms import Term
from claudelint.reading.module import Attr, Imported, Module

if TYPE_CHECKING:
    from claudelint.linking.project import Project

_GUARDS = ("AttributeError", "ImportError", "ModuleNotFoundError")


@dataclass(frozen=True)
class RemovedUse:
    """A use of a name that is gone; `raises` is the exception that it ends with.

    `owner` is what the name is looked up on where that is the client itself, `is_followed` whether an attribute of it
    is read.
    """

    facts: RemovedName
    span: Span
    raises: str
    owner: Span | None = field(default=None)
    is_followed: bool = False


def removed_uses(project: Project, module: Module) -> Iterator[RemovedUse]:
    """The uses of names that the SDK had once, but for those that a try guards."""
    text = project.text(module)
    for facts in project.catalog.history.removed_names:
        holder, *way = facts.name.split(".")
        if way[-1] not in text:
            continue
        if holder == "client":
            yield from _on_client(project, module, facts, tuple(way))
        elif holder == "anthropic":
            yield from _of_package(project, module, facts, way[0])


def _on_client(
    project: Project, module: Module, facts: RemovedName, way: tuple[str, ...]
) -> Iterator[RemovedUse]:
    uses = project.answers.uses(module)
    for attribute in uses.of_attribute.get(way[-1], ()):
        owners = project.clients.endpoints(Term(module, attribute.value))
        if not any(one.path == way[:-1] and not one.client.patched for one in owners):
            continue
        if catches_at(project.names, module, uses.statement_index(attribute), _GUARDS):
            continue
        client = attribute.value
        for name in reversed(way[:-1]):
            if not isinstance(client, Attr) or client.name != name:
                break
            client = client.value
        else:
            owner = Span(module.path, client.start, client.end)
            is_followed = isinstance(uses.parent(attribute), Attr)
            yield RemovedUse(facts, _span(module, attribute), "AttributeError", owner, is_followed)
            continue
        yield RemovedUse(facts, _span(module, attribute), "AttributeError")


def _of_package(project: Project, module: Module, facts: RemovedName, name: str) -> Iterator[RemovedUse]:
    uses = project.answers.uses(module)
    for definition in module.definitions:
        value = definition.value
        if isinstance(value, Imported) and (value.module, value.name, value.level) == ("anthropic", name, 0):
            if not catches_at(project.names, module, definition.statement, _GUARDS):
                yield RemovedUse(facts, Span(module.path, definition.start, definition.end), "ImportError")
    for attribute in uses.of_attribute.get(name, ()):
        if project.names.qualified(Term(module, attribute)) == facts.name:
            if not catches_at(project.names, module, uses.statement_index(attribute), _GUARDS):
                yield RemovedUse(facts, _span(module, attribute), "AttributeError")


def _span(module: Module, attribute: Attr) -> Span:
    return Span(module.path, attribute.start, attribute.end)
